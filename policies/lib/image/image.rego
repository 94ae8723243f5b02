# Image references, as a container runtime reads them.
package tidegate.lib.image

# {name, tag, digest} of [REGISTRY[:PORT]/]PATH[:TAG][@DIGEST]; tag and digest are "" where there is none. Undefined for
# what is no reference yet: `auto` (Istio's injector fills it in) and `ko://…` (ko builds it). A placeholder is read like
# any other text: see lib/unknown.
parse(reference) := {"name": name, "tag": tag, "digest": digest} if {
	is_string(reference)
	not reference in {"", "auto"}
	not contains(reference, "://")
	halves := split(reference, "@")
	digest := concat("@", array.slice(halves, 1, count(halves)))
	steps := split(halves[0], "/")
	last := split(steps[count(steps) - 1], ":")
	tag := concat(":", array.slice(last, 1, count(last)))
	name := concat("/", array.concat(array.slice(steps, 0, count(steps) - 1), [last[0]]))
}

# The last step of the path, without tag and digest: "air" of "registry.example:5000/air-verse/air:1.2".
short_name(reference) := split(split(last, "@")[0], ":")[0] if {
	is_string(reference)
	steps := split(reference, "/")
	last := steps[count(steps) - 1]
}

# Whoever pulls it tomorrow may get another image than today: it names neither digest nor tag, or the tag `latest`.
floats(image) if {
	image.digest == ""
	image.tag in {"", "latest"}
}
