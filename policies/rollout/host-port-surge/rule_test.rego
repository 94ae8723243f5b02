package tidegate.rollout.host_port_surge_test

import data.tidegate.rollout.host_port_surge

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

workload(kind, fields, ports) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union(
		{"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "ports": [port |
			some number in ports
			port := {"containerPort": number, "hostPort": number}
		]}]}}},
		fields,
	),
}

rolling(replicas, surge, unavailable) := workload(
	"Deployment",
	{"replicas": replicas, "strategy": {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}},
	[8443],
)

verdict(obj, params) := findings if {
	findings := host_port_surge.deny with input as {"object": obj, "params": params, "complete": complete}
}

at := ["spec", "template", "spec", "containers", 0, "ports", 0]

finding(amount, ports) := {
	"msg": sprintf("an update adds to %s before it takes one away, and each needs %s of its node: %s", [
		amount,
		ports,
		"without a free node the new pod never starts",
	]),
	"path": at,
	"related": [],
}

test_no_pod_goes_first if {
	verdict(workload("Deployment", {}, [8443]), {}) == {finding("1 pod", "port 8443")}
	verdict(workload("Deployment", {"replicas": 3}, [80, 443]), {}) == {finding("3 pods", "ports 80 and 443")}
	verdict(rolling(5, 1, 0), {}) == {finding("5 pods", "port 8443")}
}

test_a_pod_goes_first if {
	verdict(rolling(5, 1, 1), {}) == set()
	verdict(rolling(5, 0, 1), {}) == set()
	verdict(workload("Deployment", {"replicas": 4}, [8443]), {}) == set()
	verdict(workload("Deployment", {"strategy": {"type": "Recreate"}}, [8443]), {}) == set()
}

rollout(strategy) := object.union(
	workload("Rollout", {"strategy": strategy}, [8443]),
	{"apiVersion": "argoproj.io/v1alpha1"},
)

test_rollouts if {
	verdict(rollout({"canary": {}}), {}) == {finding("1 pod", "port 8443")}
	verdict(rollout({"blueGreen": {"activeService": "web"}}), {}) == {finding("1 pod", "port 8443")}
	verdict(rollout({"canary": {"maxSurge": 0, "maxUnavailable": 1}}), {}) == set()
}

test_no_port_of_the_node if {
	verdict(workload("Deployment", {}, []), {}) == set()
	verdict(workload("Deployment", {}, [0]), {}) == set()
	verdict(workload("DaemonSet", {"updateStrategy": {"rollingUpdate": {"maxSurge": 1}}}, []), {}) == set()
}

test_no_pods_or_an_unknown_number if {
	verdict(rolling(0, 1, 0), {}) == set()
	verdict(rolling("${REPLICAS}", 1, 0), {}) == set()
}

test_a_node_is_left if {
	verdict(rolling(2, 1, 0), {"nodes": 3}) == set()
	verdict(rolling(3, 1, 0), {"nodes": 3}) == {finding("3 pods", "port 8443")}
	pinned := {"spec": {"template": {"spec": {"nodeName": "a"}}}}
	verdict(object.union(rolling(1, 1, 0), pinned), {"nodes": 3}) == {finding("1 pod", "port 8443")}
}

test_the_autoscaler_may_add_until_no_node_is_left if {
	hpa := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": {
		"apiVersion": "autoscaling/v2",
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "web"},
		"spec": {
			"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
			"minReplicas": 1,
			"maxReplicas": 3,
		},
	}}}}
	host_port_surge.deny == {object.union(
		finding("3 pods (HorizontalPodAutoscaler \"web\")", "port 8443"),
		{"related": [{
			"object": {"kind": "autoscaling/HorizontalPodAutoscaler", "namespace": "shop", "name": "web"},
			"path": ["spec", "minReplicas"],
		}]},
	)} with input as {"object": rolling(1, 1, 0), "params": {"nodes": 3}, "inventory": hpa, "complete": complete}
}

test_daemon_sets_that_surge if {
	verdict(workload("DaemonSet", {"updateStrategy": {"rollingUpdate": {"maxSurge": "10%"}}}, [8443]), {}) == {{
		"msg": concat(" ", [
			"maxSurge 10% starts each new pod beside the old one, which has port 8443 of its node:",
			"it never starts",
		]),
		"path": at,
	}}
	verdict(workload("DaemonSet", {"updateStrategy": {"rollingUpdate": {"maxSurge": 0}}}, [8443]), {}) == set()
	verdict(workload("DaemonSet", {"updateStrategy": {"type": "OnDelete"}}, [8443]), {}) == set()
	verdict(workload("DaemonSet", {}, [8443]), {}) == set()
}

test_each_kind_has_its_own_field if {
	verdict(workload("DaemonSet", {"replicas": 1, "strategy": {}}, [8443]), {}) == set()
	verdict(object.union(rolling(1, 0, 1), {"spec": {"updateStrategy": {"rollingUpdate": {"maxSurge": 1}}}}), {}) == set()
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	verdict(object.union(rolling(1, 1, 0), hook), {}) == set()
	surging := workload("DaemonSet", {"updateStrategy": {"rollingUpdate": {"maxSurge": 1}}}, [8443])
	verdict(object.union(surging, hook), {}) == set()
}
