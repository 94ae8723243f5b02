package tidegate.lib.probes_test

import data.tidegate.lib.probes

web := {"name": "web", "ports": [{"name": "http", "containerPort": 8080}, {"containerPort": 9090}]}

default_timing := {
	"initialDelaySeconds": 0,
	"periodSeconds": 10,
	"timeoutSeconds": 1,
	"successThreshold": 1,
	"failureThreshold": 3,
}

test_ports_of_a_container if {
	probes.ports(web) == web.ports
	probes.ports({"name": "web"}) == []
	probes.ports({"ports": "text"}) == []
	probes.ports({"ports": {"a": {"name": "http"}}}) == []
	probes.ports({"ports": ["text", 8080, null, {"containerPort": 1}]}) == [{"containerPort": 1}]
}

test_port_number_of_a_name if {
	probes.port_number(web, "http") == 8080
	not probes.port_number(web, "admin")
	not probes.port_number({}, "http")
}

# The API server refuses a name that occurs twice; here the first holds.
test_port_number_of_a_name_that_occurs_twice if {
	container := {"ports": [{"name": "a", "containerPort": 1}, {"name": "a", "containerPort": 2}]}
	probes.port_number(container, "a") == 1
}

test_what_asks_nothing_is_missing if {
	every container in [{}, {"readinessProbe": {}}, {"readinessProbe": {"periodSeconds": 5, "failureThreshold": 1}}] {
		probes.is_missing(container, "readinessProbe")
	}
	every probe in [{"exec": {}}, {"grpc": {"port": 1}, "periodSeconds": 5}, {"${HANDLER}": {}}, "${PROBE}", 3] {
		not probes.is_missing({"readinessProbe": probe}, "readinessProbe")
	}
	probes.is_missing({"readinessProbe": {"exec": {}}}, "livenessProbe")
}

test_a_resolved_port_is_the_number_where_that_is_known if {
	probes.resolved(web, "http") == 8080
	probes.resolved(web, "admin") == "admin"
	probes.resolved(web, 80) == 80
}

test_normal_http if {
	probes.normal(web, {"httpGet": {"port": "http"}}) == {
		"action": {"httpGet": {"path": "/", "scheme": "HTTP", "host": "", "httpHeaders": [], "port": 8080}},
		"timing": default_timing,
	}
}

test_normal_keeps_what_is_written if {
	http := {"path": "/a", "scheme": "HTTPS", "host": "h", "httpHeaders": [{"name": "a", "value": "b"}], "port": 1}
	timing := {
		"initialDelaySeconds": 1,
		"periodSeconds": 2,
		"timeoutSeconds": 4,
		"successThreshold": 5,
		"failureThreshold": 6,
	}
	probes.normal(web, object.union({"httpGet": http}, timing)) == {"action": {"httpGet": http}, "timing": timing}
}

test_normal_of_the_other_actions if {
	probes.normal(web, {"tcpSocket": {"port": "http"}}).action == {"tcpSocket": {"host": "", "port": 8080}}
	probes.normal(web, {"grpc": {"port": 9090}}).action == {"grpc": {"service": "", "port": 9090}}
	probes.normal(web, {"exec": {"command": ["true"]}}).action == {"exec": {"command": ["true"]}}
}

test_terminationgraceperiod_is_no_timing_that_both_can_have if {
	probes.normal(web, {"exec": {}, "terminationGracePeriodSeconds": 5}).timing == default_timing
}

test_no_action_no_probe if {
	every probe in [{}, {"periodSeconds": 5}, {"httpGet": "text"}, {"tcpSocket": 7}, {"grpc": []}, "${PROBE}", 3, null] {
		not probes.normal(web, probe)
	}
}

test_zero_is_the_default if {
	probes.normal(web, {"exec": {}, "periodSeconds": 0, "failureThreshold": 0}).timing == default_timing
}

test_numbers_of_a_probe if {
	probes.number({"periodSeconds": 5}, "periodSeconds") == 5
	probes.number({"periodSeconds": 0}, "periodSeconds") == 10
	probes.number({}, "timeoutSeconds") == 1
	probes.number({}, "initialDelaySeconds") == 0
	not probes.number({"periodSeconds": "${PERIOD}"}, "periodSeconds")
	not probes.number("${PROBE}", "periodSeconds")
}

test_patience if {
	probes.patience({}) == 30
	probes.patience({"failureThreshold": 5, "periodSeconds": 2}) == 10
	not probes.patience({"failureThreshold": "${N}"})
}

test_all_probes_that_are_carried_out if {
	probe := {"httpGet": {"port": 80}}
	found := probes.all with input.object as {"apiVersion": "v1", "kind": "Pod", "spec": {
		"initContainers": [
			{"name": "i", "livenessProbe": probe},
			{"name": "s", "restartPolicy": "Always", "startupProbe": probe},
		],
		"containers": [
			{"name": "a", "readinessProbe": probe, "livenessProbe": probe},
			{"name": "b", "livenessProbe": "${PROBE}"},
		],
	}}
	[[item.entry.name, item.name, item.path, item.probe] | some item in found] == [
		["s", "startupProbe", ["spec", "initContainers", 1, "startupProbe"], probe],
		["a", "livenessProbe", ["spec", "containers", 0, "livenessProbe"], probe],
		["a", "readinessProbe", ["spec", "containers", 0, "readinessProbe"], probe],
	]
}
