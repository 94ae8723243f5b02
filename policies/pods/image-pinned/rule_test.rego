package tidegate.pods.image_pinned_test

import data.tidegate.pods.image_pinned

verdict(spec) := findings if {
	obj := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}
	findings := image_pinned.deny with input as {"object": obj}
}

of(image) := verdict({"containers": [{"name": "a", "image": image}]})

path := ["spec", "containers", 0, "image"]

test_latest if {
	of("nginx:latest") == {{"msg": `container "a" runs nginx:latest, whatever was pushed last`, "path": path}}
}

test_no_tag if {
	of("nginx") == {{
		"msg": `container "a" runs nginx, which has no tag and so means latest: whatever was pushed last`,
		"path": path,
	}}
}

# Other scanners take the port for a tag, or the tag for a third part that they do not know.
test_ports_of_registries if {
	count(of("registry.example.com:5000/web")) == 1
	of("registry.example.com:5000/web:1.0") == set()
}

# Another scanner looks at the tag although the digest decides.
test_a_digest_decides if {
	of("web:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef") == set()
}

test_images_that_are_filled_in_later if {
	every image in ["auto", "ko://example.com/cmd/web", "web:${TAG}", "${REGISTRY}/web", "", 5] {
		of(image) == set()
	}
	verdict({"containers": [{"name": "a"}]}) == set()
}

test_every_class_of_container if {
	count(verdict({list: [{"name": "a", "image": "busybox"}] |
		some list in ["containers", "initContainers", "ephemeralContainers"]
	})) == 3
}

test_volumes_of_images if {
	verdict({"volumes": [
		{"name": "a", "emptyDir": {}},
		{"name": "b", "image": {"reference": "example.com/model:1.0"}},
		{"name": "e", "image": {"reference": "${MODEL}"}},
		{"name": "d", "image": {"reference": "example.com/model:latest@sha256:0123"}},
		{"name": "c", "image": {"reference": "example.com/model:latest"}},
	]}) == {{
		"msg": `volume "c" mounts example.com/model:latest, whatever was pushed last`,
		"path": ["spec", "volumes", 4, "image", "reference"],
	}}
}
