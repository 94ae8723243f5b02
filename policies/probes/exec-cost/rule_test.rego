package tidegate.probes.exec_cost_test

import data.tidegate.probes.exec_cost

verdict(container) := findings if {
	findings := exec_cost.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}
}

at(tail) := array.concat(["spec", "containers", 0], tail)

http := {"httpGet": {"port": 8080}}

exec := {"exec": {"command": ["redis-cli", "ping"]}}

test_a_process_every_other_second if {
	verdict({"readinessProbe": object.union(exec, {"periodSeconds": 2})}) == {{
		"msg": `readinessProbe of container "web" starts a process every 2 s`,
		"path": at(["readinessProbe", "periodSeconds"]),
	}}
	count(verdict({"livenessProbe": object.union(exec, {"periodSeconds": 4})})) == 1
}

test_five_seconds_are_fine if {
	verdict({"livenessProbe": object.union(exec, {"periodSeconds": 5}), "readinessProbe": exec}) == set()
	verdict({"livenessProbe": object.union(exec, {"periodSeconds": 0})}) == set()
}

test_a_start_ends if {
	verdict({"startupProbe": object.union(exec, {"periodSeconds": 1})}) == set()
}

test_other_probes_cost_nothing if {
	verdict({"livenessProbe": object.union(http, {"periodSeconds": 1})}) == set()
	verdict({"livenessProbe": object.union(exec, {"periodSeconds": "${P}"})}) == set()
}
