package tidegate.probes.grace_period_test

import data.tidegate.probes.grace_period

verdict(container) := findings if {
	findings := grace_period.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}
}

at(tail) := array.concat(["spec", "containers", 0], tail)

http := {"httpGet": {"port": 8080}}

test_a_readiness_probe_kills_nothing if {
	verdict({"readinessProbe": object.union(http, {"terminationGracePeriodSeconds": 30})}) == {{
		"msg": concat(" ", [
			`terminationGracePeriodSeconds of readinessProbe of container "web":`,
			"the API server does not take it here, for a readiness probe kills nothing",
		]),
		"path": at(["readinessProbe", "terminationGracePeriodSeconds"]),
	}}
	count(verdict({"readinessProbe": object.union(http, {"terminationGracePeriodSeconds": "${G}"})})) == 1
}

test_no_time_at_all if {
	verdict({"livenessProbe": object.union(http, {"terminationGracePeriodSeconds": 0})}) == {{
		"msg": concat(" ", [
			`terminationGracePeriodSeconds of livenessProbe of container "web":`,
			"the API server takes no less than 1, not 0",
		]),
		"path": at(["livenessProbe", "terminationGracePeriodSeconds"]),
	}}
	count(verdict({"startupProbe": object.union(http, {"terminationGracePeriodSeconds": -1})})) == 1
}

test_some_time if {
	every seconds in [1, 60, "${G}", false] {
		verdict({"livenessProbe": object.union(http, {"terminationGracePeriodSeconds": seconds})}) == set()
	}
	verdict({"livenessProbe": http, "readinessProbe": http}) == set()
}
