package tidegate.probes.identical_test

import data.tidegate.probes.identical

verdict(container) := findings if {
	findings := identical.deny with input as {"object": {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}}
}

found := {{
	"msg": `livenessProbe and readinessProbe of container "web" are the same: it is killed as soon as it is unready`,
	"path": ["spec", "containers", 0, "livenessProbe"],
}}

both(liveness, readiness) := {
	"ports": [{"name": "http", "containerPort": 8080}, {"name": "admin", "containerPort": 8081}],
	"livenessProbe": liveness,
	"readinessProbe": readiness,
}

http := {"httpGet": {"path": "/healthz", "port": "http"}}

test_the_same_probe_twice if {
	verdict(both(http, http)) == found
}

test_defaults_are_filled_in if {
	verdict(both(object.union(http, {"periodSeconds": 10, "failureThreshold": 3}), http)) == found
	verdict(both({"httpGet": {"path": "/healthz", "port": 8080, "scheme": "HTTP"}}, http)) == found
}

test_each_timing_and_threshold_tells_them_apart if {
	every field in ["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold"] {
		verdict(both(object.union(http, {field: 30}), http)) == set()
	}
}

# Another tool takes every named port for the number 0.
test_named_ports_are_looked_up if {
	verdict(both({"httpGet": {"path": "/healthz", "port": "admin"}}, http)) == set()
}

test_scheme_headers_and_path_tell_them_apart if {
	every change in [{"scheme": "HTTPS"}, {"httpHeaders": [{"name": "Host", "value": "a"}]}, {"path": "/live"}] {
		verdict(both({"httpGet": object.union(http.httpGet, change)}, http)) == set()
	}
}

test_grpc_and_exec_are_compared if {
	every action in [{"grpc": {"port": 9090}}, {"exec": {"command": ["true"]}}, {"tcpSocket": {"port": 1}}] {
		verdict(both(action, action)) == found
	}
	verdict(both({"grpc": {"port": 9090, "service": "live"}}, {"grpc": {"port": 9090}})) == set()
}

# Another policy calls two absent probes equal.
test_absent_probes_are_not_equal if {
	verdict({}) == set()
	verdict({"livenessProbe": http}) == set()
	verdict({"readinessProbe": http}) == set()
	verdict(both({}, {})) == set()
	verdict(both("${PROBE}", "${PROBE}")) == set()
}

test_plain_init_containers_are_passed_over if {
	container := {"name": "i", "livenessProbe": http, "readinessProbe": http}
	spec := {"initContainers": [container]}
	identical.deny == set() with input as {"object": {"apiVersion": "v1", "kind": "Pod", "spec": spec}}
}
