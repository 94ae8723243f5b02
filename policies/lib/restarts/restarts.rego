# What lets pods follow their configuration: hashes in the pod template, names that change with the content, and
# controllers that restart pods. Not here: what a container reads, and whether it would notice a change by itself.
package tidegate.lib.restarts

import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# The pod template has something in it that changes with the configuration, or with each deployment.
follows if {
	some field in ["annotations", "labels"]
	some key, value in workload.mapping(workload.pod_template.metadata[field])
	tells(key, value)
}

follows if {
	some field in ["annotations", "labels"]
	unknown.is_placeholder(workload.pod_template.metadata[field])
}

follows if {
	some entry in workload.containers
	some variable in entry.container.env
	is_string(variable.name)
	variable.value
	regex.match(`(?i)(^|_)(checksum|(config|secret)[a-z_]*_(hash|sha|sha256|digest|version|rev|revision))(_|$)`, variable.name)
}

# Checksums that the workload carries where its pods do not: {key, path}.
misplaced := [{"key": key, "path": ["metadata", field, key]} |
	workload.pod_template_path
	some field in ["annotations", "labels"]
	some key, _ in workload.mapping(input.object.metadata[field])
	regex.match(`(?i)(^|[./_-])checksums?($|[./_-])|config-?(hash|sha|sha256)$`, key)
	not workload.pod_template.metadata[field][key]
]

# A key that says so, or a value that is a hash; not one that stands for nothing hashed, which never changes.
tells(key, value) if {
	not value in of_nothing
	not contains(key, "stakater.com/")
	regex.match(telling, key)
}

tells(key, value) if {
	is_string(value)
	not value in of_nothing
	not contains(key, "image")
	regex.match(`^(sha256:)?([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$`, value)
}

telling := concat("", [
	`(?i)checksum|hash|sha(1|256|512)|reload|rollme|restart|timestamp|revision|commit|fingerprint|random`,
	`|config[a-z-]*(digest|version)|(deploy|roll|releas|updat|build)[a-z-]*(at|time|date|id|number)$|(^|/)date$`,
])

# Nothing at all, and SHA-256 of nothing and of an empty line: the file that was to be hashed is empty, or the path to it is wrong.
of_nothing := {
	"",
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
}

# A name that is another one when the content is: with a hash as kustomize writes it (in characters that make no
# words), with a part of a hexadecimal one, or with a version.
changes_with_content(name) if regex.match(hash_or_version, name)

changes_with_content(name) if {
	parts := split(name, "-")
	part := parts[count(parts) - 1]
	trim(part, "0123456789abcdef") == ""
	count(part) in numbers.range(6, 64)
	part != name
	regex.match("[0-9]", part)
	regex.match("[a-f]", part)
}

hash_or_version := concat("|", [
	`-[2456789bcdfghkmt]{10}$`,
	`[-.](v[0-9]+([.-][0-9]+)*|[0-9]+([.][0-9]+)+|[0-9]{8,14})$`,
])

# A controller restarts the pods when this ConfigMap or Secret changes: Reloader, or another that an annotation of the
# workload speaks to.
restarted_for(obj) if {
	not obj.metadata.annotations["reloader.stakater.com/ignore"] == "true"
	annotations := reloader_annotations(obj)
	not excluded(annotations, obj)
	asks_reloader(annotations, obj)
}

restarted_for(_) if {
	some key, value in workload.mapping(input.object.metadata.annotations)
	value != "false"
	regex.match("(?i)reload|restart|update-on-", key)
	not regex.match(`stakater\.com/|^kubectl\.kubernetes\.io/`, key)
}

# Reloader looks at the pod template only where the workload itself says nothing about this kind.
reloader_annotations(obj) := own if {
	own := input.object.metadata.annotations
	some key in [
		"reloader.stakater.com/auto",
		"reloader.stakater.com/search",
		typed(obj, "auto"),
		typed(obj, "reload"),
	]
	own[key]
} else := data.tidegate.lib.workload.pod_template.metadata.annotations

typed(obj, name) := sprintf("%s.reloader.stakater.com/%s", [lower(obj.kind), name])

excluded(annotations, obj) if {
	listed := annotations[sprintf("%ss.exclude.reloader.stakater.com/reload", [lower(obj.kind)])]
	is_string(listed)
	some name in split(listed, ",")
	trim_space(name) == obj.metadata.name
}

asks_reloader(annotations, obj) if {
	some key in ["reloader.stakater.com/auto", typed(obj, "auto")]
	lower(sprintf("%v", [annotations[key]])) in {"true", "t", "1"}
}

asks_reloader(annotations, obj) if {
	annotations["reloader.stakater.com/search"] == "true"
	obj.metadata.annotations["reloader.stakater.com/match"] == "true"
}

asks_reloader(annotations, obj) if names(annotations[typed(obj, "reload")], obj.metadata.name)

# A list of names, or of expressions for them, as Reloader reads it.
names(listed, name) if {
	is_string(listed)
	some item in split(listed, ",")
	matches(trim_space(item), name)
}

matches(item, name) if item == name

matches(item, name) if {
	regex.is_valid(item)
	regex.match(sprintf("^(%s)$", [item]), name)
}
