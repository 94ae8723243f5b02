package tidegate.probes.success_threshold_test

import data.tidegate.probes.success_threshold

verdict(container) := findings if {
	findings := success_threshold.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}
}

at(tail) := array.concat(["spec", "containers", 0], tail)

http := {"httpGet": {"port": 8080}}

test_what_the_api_server_refuses if {
	verdict({"livenessProbe": object.union(http, {"successThreshold": 2})}) == {{
		"msg": `successThreshold 2 of livenessProbe of container "web": the API server takes 1 only`,
		"path": at(["livenessProbe", "successThreshold"]),
	}}
	count(verdict({"startupProbe": object.union(http, {"successThreshold": 3})})) == 1
	count(verdict({"livenessProbe": object.union(http, {"successThreshold": -1})})) == 1
}

# SetDefaults_Probe of Kubernetes makes 0 to 1 before anything is validated.
test_one_and_nothing_and_zero if {
	every threshold in [{}, {"successThreshold": 0}, {"successThreshold": 1}, {"successThreshold": "${N}"}] {
		verdict({"livenessProbe": object.union(http, threshold)}) == set()
	}
}

test_readiness_may_ask_for_several if {
	verdict({"readinessProbe": object.union(http, {"successThreshold": 2})}) == set()
}
