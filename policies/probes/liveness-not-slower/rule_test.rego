package tidegate.probes.liveness_not_slower_test

import data.tidegate.probes.liveness_not_slower

verdict(container) := findings if {
	findings := liveness_not_slower.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}
}

at(tail) := array.concat(["spec", "containers", 0], tail)

http := {"httpGet": {"port": 8080}}

probe(fields) := object.union(http, fields)

test_strictly_faster if {
	verdict({"livenessProbe": probe({"periodSeconds": 5}), "readinessProbe": probe({"periodSeconds": 10})}) == {{
		"msg": `container "web" is killed after failing for 15 s, but counts as ready for 30 s`,
		"path": at(["livenessProbe"]),
		"measure": 15,
	}}
}

test_equal_or_slower_is_fine if {
	verdict({"livenessProbe": http, "readinessProbe": http}) == set()
	verdict({"livenessProbe": probe({"failureThreshold": 6}), "readinessProbe": http}) == set()
	verdict({"livenessProbe": probe({"periodSeconds": 1, "failureThreshold": 30}), "readinessProbe": http}) == set()
}

severity(liveness, readiness) := [object.get(finding, "severity", "warning") |
	some finding in verdict({
		"ports": [{"name": "http", "containerPort": 8080}],
		"livenessProbe": object.union(liveness, {"failureThreshold": 1}),
		"readinessProbe": readiness,
	})
]

test_the_same_port_is_as_busy_for_every_path if {
	severity({"httpGet": {"path": "/live", "port": 8080}}, {"httpGet": {"path": "/ready", "port": "http"}}) == ["warning"]
	severity({"tcpSocket": {"port": 8080}}, {"httpGet": {"port": 8080}}) == ["warning"]
	severity({"grpc": {"port": 8080}}, {"grpc": {"port": 8080, "service": "ready"}}) == ["warning"]
}

exec(words) := {"exec": {"command": words}}

test_the_same_program if {
	severity(exec(["redis-cli", "ping"]), exec(["redis-cli", "ping", "-r"])) == ["warning"]
	severity(exec(["redis-cli", "ping"]), exec(["/ready.sh"])) == ["info"]
}

test_another_port_is_only_noted if {
	severity({"httpGet": {"port": 9000}}, {"httpGet": {"port": 8080}}) == ["info"]
	severity({"httpGet": {"port": 8080}}, exec(["/ready.sh"])) == ["info"]
	severity(exec([]), exec([])) == ["info"]
}

test_one_probe_is_not_faster_than_none if {
	verdict({"livenessProbe": http}) == set()
	verdict({"readinessProbe": http}) == set()
}

test_placeholders_are_unknown if {
	verdict({"livenessProbe": probe({"periodSeconds": "${P}"}), "readinessProbe": http}) == set()
	verdict({"livenessProbe": probe({"periodSeconds": 1}), "readinessProbe": probe({"failureThreshold": "${N}"})}) == set()
	verdict({"livenessProbe": "${PROBE}", "readinessProbe": http}) == set()
}

agent := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": "agent", "namespace": "net"},
	"spec": {"template": {
		"metadata": {"labels": {"app": "agent"}},
		"spec": {"containers": [{
			"name": "agent",
			"livenessProbe": probe({"periodSeconds": 1}),
			"readinessProbe": probe({}),
		}]},
	}},
}

of_agent(obj, services, complete) := [object.get(item, "severity", "warning") | some item in found] if {
	found := liveness_not_slower.deny with input as {
		"object": obj,
		"inventory": {"Service": {"net": services}},
		"complete": {"net": complete},
	}
}

test_an_agent_without_a_service_has_nothing_to_be_relieved_of if {
	service := {"spec": {"selector": {"app": "agent"}}}
	of_agent(agent, {}, {"Service": true}) == ["info"]
	of_agent(agent, {}, {}) == ["warning"]
	of_agent(agent, {"agent": service}, {"Service": true}) == ["warning"]
	of_agent(object.union(agent, {"kind": "Deployment"}), {}, {"Service": true}) == ["warning"]
}
