package tidegate.lib.image_test

import data.tidegate.lib.image

parsed(name, tag, digest) := {"name": name, "tag": tag, "digest": digest}

test_a_tag_is_behind_the_last_colon_of_the_last_step if {
	image.parse("nginx") == parsed("nginx", "", "")
	image.parse("nginx:1.27") == parsed("nginx", "1.27", "")
	image.parse("docker.io/library/nginx:1.27") == parsed("docker.io/library/nginx", "1.27", "")
	image.parse("nginx:") == parsed("nginx", "", "")
}

# Another scanner takes the port of a registry for a tag, and a third gives up on three parts.
test_a_port_of_a_registry_is_no_tag if {
	image.parse("localhost:5000/web") == parsed("localhost:5000/web", "", "")
	image.parse("registry:5000/team/web:1.0") == parsed("registry:5000/team/web", "1.0", "")
	image.parse("[2001:db8::1]:5000/web") == parsed("[2001:db8::1]:5000/web", "", "")
}

test_a_digest if {
	image.parse("web@sha256:abc") == parsed("web", "", "sha256:abc")
	image.parse("registry:5000/web:latest@sha256:abc") == parsed("registry:5000/web", "latest", "sha256:abc")
}

test_what_is_no_reference_yet if {
	every text in ["auto", "ko://example.com/cmd/web", "", 5, null] {
		not image.parse(text)
	}
	image.parse("web:${TAG}") == parsed("web", "${TAG}", "")
	image.parse("auto/web") == parsed("auto/web", "", "")
}

test_what_floats if {
	image.floats(parsed("web", "", ""))
	image.floats(parsed("web", "latest", ""))
	not image.floats(parsed("web", "1.0", ""))
	not image.floats(parsed("web", "latest-alpine", ""))
	not image.floats(parsed("web", "latest", "sha256:abc"))
	not image.floats(parsed("web", "", "sha256:abc"))
}

test_the_last_step_of_the_path if {
	image.short_name("registry.example:5000/air-verse/air:1.2@sha256:ab") == "air"
	image.short_name("dlv") == "dlv"
	not image.short_name(5)
}
