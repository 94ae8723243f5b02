package tidegate.probes.unknown_port_test

import data.tidegate.probes.unknown_port

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}

verdict(spec) := findings if {
	findings := unknown_port.deny with input as {"object": pod(spec)}
}

web(fields) := {"containers": [object.union({"name": "web"}, fields)]}

path(tail) := array.concat(["spec", "containers", 0], tail)

test_a_declared_name_is_fine if {
	ports := {"ports": [{"name": "http", "containerPort": 8080}]}
	verdict(web(object.union(ports, {"readinessProbe": {"httpGet": {"port": "http"}}}))) == set()
	verdict(web(object.union(ports, {"livenessProbe": {"tcpSocket": {"port": "http"}}}))) == set()
}

test_readiness if {
	verdict(web({"ports": [{"name": "web", "containerPort": 1}], "readinessProbe": {"httpGet": {"port": "http"}}})) == {{
		"msg": concat(" ", [
			`readinessProbe asks for port "http", which container "web" does not declare:`,
			"the pod never becomes ready",
		]),
		"path": path(["readinessProbe", "httpGet", "port"]),
	}}
}

test_startup if {
	verdict(web({"startupProbe": {"tcpSocket": {"port": "http"}}})) == {{
		"msg": concat(" ", [
			`startupProbe asks for port "http", which container "web" does not declare:`,
			"the container never counts as started",
		]),
		"path": path(["startupProbe", "tcpSocket", "port"]),
	}}
}

test_liveness_is_a_warning if {
	verdict(web({"livenessProbe": {"httpGet": {"port": "http"}}})) == {{
		"msg": concat(" ", [
			`livenessProbe asks for port "http", which container "web" does not declare:`,
			"the probe is never carried out",
		]),
		"path": path(["livenessProbe", "httpGet", "port"]),
		"severity": "warning",
	}}
}

test_the_port_of_another_container_is_named if {
	others := [
		{"name": "a", "ports": [{"name": "http", "containerPort": 1}]},
		{"name": "b", "readinessProbe": {"httpGet": {"port": "http"}}},
		{"name": "c", "ports": [{"name": "grpc", "containerPort": 2}]},
	]
	verdict({"containers": others}) == {{
		"msg": concat(" ", [
			`readinessProbe asks for port "http", which container "b" does not declare (but container "a"):`,
			"the pod never becomes ready",
		]),
		"path": ["spec", "containers", 1, "readinessProbe", "httpGet", "port"],
	}}
}

# Another tool takes an undeclared number for an error; a controller that serves its probes on 8081 is common.
test_numbers_are_never_reported if {
	verdict(web({"readinessProbe": {"httpGet": {"port": 8081}}})) == set()
	verdict(web({"readinessProbe": {"httpGet": {"port": "8081"}}})) == set()
	verdict(web({"livenessProbe": {"grpc": {"port": "grpc"}}})) == set()
}

test_placeholders_are_unknown if {
	verdict(web({"readinessProbe": {"httpGet": {"port": "${PORT}"}}})) == set()
	named := {"ports": [{"name": "${PORT}", "containerPort": 8080}]}
	verdict(web(object.union(named, {"readinessProbe": {"httpGet": {"port": "http"}}}))) == set()
	verdict(web({"ports": "${PORTS}", "readinessProbe": {"httpGet": {"port": "http"}}})) == set()
}

test_native_sidecars_count_and_plain_init_containers_do_not if {
	probe := {"name": "i", "readinessProbe": {"httpGet": {"port": "http"}}}
	verdict({"initContainers": [probe]}) == set()
	count(verdict({"initContainers": [object.union(probe, {"restartPolicy": "Always"})]})) == 1
}

test_wrong_types if {
	every probe in ["text", {"httpGet": "text"}, {"httpGet": {"port": ["http"]}}, {"httpGet": {}}, 3] {
		verdict(web({"readinessProbe": probe})) == set()
	}
}
