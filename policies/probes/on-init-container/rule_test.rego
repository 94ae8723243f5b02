package tidegate.probes.on_init_container_test

import data.tidegate.probes.on_init_container

verdict(spec) := findings if {
	findings := on_init_container.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

probe := {"httpGet": {"port": 8080}}

test_every_field_that_is_refused if {
	every field in ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"] {
		verdict({"initContainers": [{"name": "migrate", field: probe}]}) == {{
			"msg": sprintf(`%s of init container "migrate": the API server refuses it`, [field]),
			"path": ["spec", "initContainers", 0, field],
		}}
	}
}

# The API server asks whether the field is there, not whether anything is in it.
test_an_empty_one_is_one if {
	count(verdict({"initContainers": [{"name": "migrate", "lifecycle": {}}]})) == 1
}

test_ephemeral_containers if {
	verdict({"ephemeralContainers": [{"name": "debug", "livenessProbe": probe}]}) == {{
		"msg": `livenessProbe of ephemeral container "debug": the API server refuses it`,
		"path": ["spec", "ephemeralContainers", 0, "livenessProbe"],
	}}
}

test_containers_that_stay if {
	verdict({
		"initContainers": [{"name": "proxy", "restartPolicy": "Always", "livenessProbe": probe, "lifecycle": {}}],
		"containers": [{"name": "web", "readinessProbe": probe, "lifecycle": {}}],
	}) == set()
}

test_nothing_and_a_placeholder if {
	verdict({"initContainers": [{"name": "migrate"}, {"name": "wait", "livenessProbe": "${PROBE}"}]}) == set()
}

test_what_may_be_a_sidecar if {
	verdict({"initContainers": [{"name": "proxy", "restartPolicy": "${RESTART}", "livenessProbe": probe}]}) == set()
	count(verdict({"initContainers": [{"name": "proxy", "restartPolicy": "Never", "livenessProbe": probe}]})) == 1
}
