package tidegate.probes.timeout_exceeds_period_test

import data.tidegate.probes.timeout_exceeds_period

verdict(container) := findings if {
	findings := timeout_exceeds_period.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}
}

at(tail) := array.concat(["spec", "containers", 0], tail)

http := {"httpGet": {"port": 8080}}

test_longer_than_the_period if {
	verdict({"livenessProbe": object.union(http, {"timeoutSeconds": 15})}) == {{
		"msg": `livenessProbe of container "web" waits up to 15 s for an answer, but is to ask every 10 s`,
		"path": at(["livenessProbe", "timeoutSeconds"]),
	}}
}

test_every_probe if {
	every name in ["startupProbe", "readinessProbe", "livenessProbe"] {
		found := verdict({name: object.union(http, {"timeoutSeconds": 3, "periodSeconds": 2})})
		[finding.path | some finding in found] == [at([name, "timeoutSeconds"])]
	}
}

test_as_long_as_the_period_is_fine if {
	verdict({"livenessProbe": object.union(http, {"timeoutSeconds": 10})}) == set()
	verdict({"livenessProbe": object.union(http, {"periodSeconds": 1})}) == set()
	verdict({"livenessProbe": object.union(http, {"timeoutSeconds": 0, "periodSeconds": 0})}) == set()
}

test_placeholders_are_unknown if {
	verdict({"livenessProbe": object.union(http, {"timeoutSeconds": "${T}"})}) == set()
	verdict({"livenessProbe": object.union(http, {"timeoutSeconds": 99, "periodSeconds": "${P}"})}) == set()
	verdict({"livenessProbe": "${PROBE}"}) == set()
}
