package tidegate.rollout.min_ready_seconds_test

import data.tidegate.rollout.min_ready_seconds

workload(kind, fields, container) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"template": {"spec": {"containers": [object.union({"name": "web"}, container)]}}}, fields),
}

verdict(obj) := findings if findings := min_ready_seconds.deny with input as {"object": obj}

found(moment) := {{
	"msg": sprintf("minReadySeconds is 0: a new pod counts as available as soon as %s", [moment]),
	"path": ["spec", "minReadySeconds"],
}}

test_without_it if {
	every kind in ["Deployment", "DaemonSet", "StatefulSet"] {
		verdict(workload(kind, {}, {})) == found("its containers have started")
		verdict(workload(kind, {"minReadySeconds": 0}, {})) == found("its containers have started")
	}
	verdict(workload("Deployment", {}, {"readinessProbe": {"tcpSocket": {"port": 80}}})) == found("it is ready")
}

test_with_it if {
	verdict(workload("Deployment", {"minReadySeconds": 10}, {})) == set()
	verdict(workload("Deployment", {"minReadySeconds": "${SETTLE}"}, {})) == set()
}

test_nothing_is_replaced_one_after_the_other if {
	verdict(workload("Deployment", {"strategy": {"type": "Recreate"}}, {})) == set()
	verdict(workload("DaemonSet", {"updateStrategy": {"type": "OnDelete"}}, {})) == set()
	verdict(workload("Deployment", {"replicas": 0}, {})) == set()
	count(verdict(workload("Deployment", {"replicas": 1, "strategy": {"type": "RollingUpdate"}}, {}))) == 1
	count(verdict(workload("DaemonSet", {"updateStrategy": {"type": "RollingUpdate"}}, {}))) == 1
}

test_what_has_no_spec if {
	verdict({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": "${SPEC}"}) == set()
	verdict({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}) == set()
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	verdict(object.union(workload("Deployment", {}, {}), hook)) == set()
}
