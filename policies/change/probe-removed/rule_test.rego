package tidegate.change.probe_removed_test

import data.tidegate.change.probe_removed

workload(metadata, containers) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web", "namespace": "shop"}, metadata),
	"spec": {"template": {"spec": {"containers": containers}}},
}

verdict(old, new) := findings if {
	findings := probe_removed.deny with input as {
		"oldObject": workload({}, [object.union({"name": "web"}, old)]),
		"object": workload({}, [object.union({"name": "web"}, new)]),
	}
}

http := {"httpGet": {"path": "/", "port": 80}}

path := ["spec", "template", "spec", "containers", 0]

found(names, consequence) := {{
	"msg": sprintf("container \"web\" had a %s probe and has none now: %s", [names, consequence]),
	"path": path,
	"key": replace(names, " and ", ","),
}}

not_ready := "the pod gets requests as soon as the process runs"

hangs := "nobody restarts it when it hangs"

test_a_probe_that_is_gone if {
	verdict({"readinessProbe": http}, {}) == found("readiness", not_ready)
	verdict({"livenessProbe": http}, {}) == found("liveness", hangs)
	verdict(slow, {"livenessProbe": http}) == found(
		"startup",
		"it may be killed while it starts",
	)
}

test_one_finding_for_a_container if {
	verdict({"readinessProbe": http, "livenessProbe": http}, {}) == found(
		"readiness and liveness",
		sprintf("%s and %s", [not_ready, hangs]),
	)
}

test_a_probe_that_stays_in_another_form if {
	every probe in [{"exec": {"command": ["ok"]}}, {"grpc": {"port": 1}}, {"tcpSocket": {"port": 80}}] {
		verdict({"readinessProbe": http}, {"readinessProbe": probe}) == set()
		verdict({"readinessProbe": probe}, {"readinessProbe": http}) == set()
		count(verdict({"readinessProbe": probe}, {})) == 1
	}
	verdict({"readinessProbe": http}, {"readinessProbe": http, "env": []}) == set()
}

# The API server refuses a probe without a handler, so there was none, or there is none.
test_a_probe_without_a_handler_is_none if {
	verdict({"readinessProbe": {}}, {}) == set()
	verdict({"readinessProbe": http}, {"readinessProbe": {}}) == found("readiness", not_ready)
	verdict({"readinessProbe": http}, {"readinessProbe": {"httpGet": "x"}}) == found("readiness", not_ready)
}

test_what_is_filled_in_later if {
	verdict({"readinessProbe": http}, {"readinessProbe": "${PROBE}"}) == set()
	verdict({"readinessProbe": "${PROBE}"}, {}) == set()
}

test_what_is_new_or_gone_altogether if {
	findings := probe_removed.deny with input as {
		"oldObject": workload({}, [{"name": "a", "readinessProbe": http}]),
		"object": workload({}, [{"name": "b"}]),
	}
	findings == set()
}

startup(fields) := object.union(http, fields)

# 30 times 10 seconds.
slow := {"startupProbe": startup({"failureThreshold": 30}), "livenessProbe": http}

test_a_startup_probe_is_made_up_for if {
	verdict(slow, {}) == found("liveness", hangs)
	verdict({"startupProbe": http}, {}) == set()
	verdict(slow, {"livenessProbe": startup({"initialDelaySeconds": 270})}) == set()
	verdict(slow, {"livenessProbe": startup({"failureThreshold": 30})}) == set()
	count(verdict(slow, {"livenessProbe": startup({"initialDelaySeconds": 269})})) == 1
	count(verdict({"livenessProbe": http, "readinessProbe": http}, {"livenessProbe": startup({
		"initialDelaySeconds": 900,
	})})) == 1
}

# The API server refuses the last one.
test_patience_that_nobody_knows if {
	removed := {"startupProbe": startup({"failureThreshold": 30}), "livenessProbe": http}
	verdict(removed, {"livenessProbe": startup({"failureThreshold": "${FAILURES}"})}) == set()
	open := {"startupProbe": startup({"periodSeconds": "{{ .period }}"}), "livenessProbe": http}
	verdict(open, {"livenessProbe": http}) == set()
	count(verdict(removed, {"livenessProbe": http})) == 1
	verdict(object.remove(removed, ["livenessProbe"]), {"livenessProbe": {"failureThreshold": 1}}) == set()
}

test_other_workloads if {
	owned := {"ownerReferences": [{"controller": true}]}
	hook := {"annotations": {"helm.sh/hook": "test"}}
	every metadata in [owned, hook] {
		findings := probe_removed.deny with input as {
			"oldObject": workload(metadata, [{"name": "web", "readinessProbe": http}]),
			"object": workload(metadata, [{"name": "web"}]),
		}
		findings == set()
	}
}

test_where_it_is_among_others if {
	findings := probe_removed.deny with input as {
		"oldObject": workload({}, [{"name": "web", "readinessProbe": http}, {"name": "b", "livenessProbe": http}]),
		"object": workload({}, [{"name": "b"}, {"name": "web"}]),
	}
	{[finding.path[4], finding.key] | some finding in findings} == {[0, "liveness"], [1, "readiness"]}
}
