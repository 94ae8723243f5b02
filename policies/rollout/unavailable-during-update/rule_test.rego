package tidegate.rollout.unavailable_during_update_test

import data.tidegate.rollout.unavailable_during_update

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

workload(kind, name, spec) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web", "part": name}}, "spec": {}}}, spec),
}

deployment(replicas, surge, unavailable) := workload("Deployment", "web", {
	"replicas": replicas,
	"strategy": {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}},
})

stateful_set(replicas, rolling) := workload("StatefulSet", "web", {
	"replicas": replicas,
	"updateStrategy": {"rollingUpdate": rolling},
})

service(name, selector) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": name},
	"spec": {"selector": selector},
}

served := {"Service": {"shop": {"web": service("web", {"app": "web"})}}}

hpa(lowest, highest) := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web"},
	"spec": {
		"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
		"minReplicas": lowest,
		"maxReplicas": highest,
	},
}}}}

verdict(obj, inventory) := findings if {
	findings := unavailable_during_update.deny with input as {
		"object": obj,
		"inventory": object.union(served, inventory),
		"complete": complete,
	}
}

related(kind, name, path) := {"object": {"kind": kind, "namespace": "shop", "name": name}, "path": path}

of_service := related("Service", "web", ["spec", "selector"])

of_scaler := related("autoscaling/HorizontalPodAutoscaler", "web", ["spec", "minReplicas"])

finding(amount, settings) := {
	"msg": sprintf("an update takes %s away at once (%s), so that nobody is left to answer Service \"web\"", [
		amount,
		settings,
	]),
	"path": ["spec", "strategy", "rollingUpdate", "maxUnavailable"],
	"related": [of_service],
}

warning(amount, settings) := object.union(finding(amount, settings), {"severity": "warning"})

test_all_pods if {
	verdict(deployment(3, 1, "100%"), {}) == {finding("all 3 pods", "maxUnavailable 100%, maxSurge 1")}
	verdict(deployment(2, "25%", 2), {}) == {finding("all 2 pods", "maxUnavailable 2, maxSurge 25%")}
	verdict(deployment(2, "25%", 7), {}) == {finding("all 2 pods", "maxUnavailable 7, maxSurge 25%")}
}

# The deployment controller rounds maxUnavailable down: 99% of 2 pods is 1.
test_some_stay if {
	verdict(deployment(2, "25%", "99%"), {}) == set()
	verdict(deployment(3, 0, 2), {}) == set()
	verdict(workload("Deployment", "web", {"replicas": 4}), {}) == set()
	verdict(workload("Deployment", "web", {}), {}) == set()
}

# ResolveFenceposts takes one pod away where both come to nothing.
test_the_only_pod_is_a_warning if {
	verdict(deployment(1, 0, "25%"), {}) == {warning("the only pod", "maxUnavailable 25%, maxSurge 0")}
	verdict(deployment(1, 1, 1), {}) == {warning("the only pod", "maxUnavailable 1, maxSurge 1")}
	verdict(deployment(1, "1%", "25%"), {}) == set()
	defaults := workload("Deployment", "web", {"strategy": {"rollingUpdate": {"maxSurge": 0}}})
	verdict(defaults, {}) == {warning("the only pod", "maxUnavailable 25%, maxSurge 0")}
}

test_the_only_pod_cannot_have_another_beside_it if {
	volume := [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
	claimed := object.union(deployment(1, 0, 1), {"spec": {"template": {"spec": {"volumes": volume}}}})
	verdict(claimed, {}) == set()
	shared := {"PersistentVolumeClaim": {"shop": {"data": {"spec": {"accessModes": ["ReadWriteMany"]}}}}}
	count(verdict(claimed, shared)) == 1
	several := object.union(deployment(2, 0, 2), {"spec": {"template": {"spec": {"volumes": volume}}}})
	count(verdict(several, {})) == 1
	containers := [{"name": "web", "ports": [{"containerPort": 80, "hostPort": 80}]}]
	ported := object.union(deployment(1, 0, 1), {"spec": {"template": {"spec": {"containers": containers}}}})
	verdict(ported, {}) == set()
}

test_no_pods if {
	verdict(deployment(0, 0, "100%"), {}) == set()
}

test_as_few_as_the_autoscaler_may_go_down_to if {
	verdict(deployment(5, 1, 2), hpa(2, 10)) == {object.union(
		finding("all 2 pods (HorizontalPodAutoscaler \"web\")", "maxUnavailable 2, maxSurge 1"),
		{"related": [of_service, of_scaler]},
	)}
	verdict(deployment(5, 1, 1), hpa(1, 10)) == {object.union(
		warning("the only pod (HorizontalPodAutoscaler \"web\")", "maxUnavailable 1, maxSurge 1"),
		{"related": [of_service, of_scaler]},
	)}
	verdict(deployment(5, 1, "100%"), hpa(1, 10)) == {object.union(
		finding("all 10 pods (HorizontalPodAutoscaler \"web\")", "maxUnavailable 100%, maxSurge 1"),
		{"related": [of_service, of_scaler]},
	)}
	verdict(deployment(5, 1, 2), hpa(3, 10)) == set()
}

test_a_number_that_is_not_known if {
	path := ["spec", "strategy", "rollingUpdate", "maxUnavailable"]
	verdict(deployment("${REPLICAS}", 1, "100%"), {}) == {{
		"msg": concat(" ", [
			"an update takes all pods away at once (maxUnavailable 100%, maxSurge 1),",
			"so that nobody is left to answer Service \"web\"",
		]),
		"path": path,
		"severity": "warning",
		"related": [of_service],
	}}
	verdict(deployment("${REPLICAS}", 1, "99%"), {}) == set()
	verdict(deployment("${REPLICAS}", 1, 50), {}) == set()
	unserved := {"Service": {"shop": {"web": service("web", {"app": "other"})}}}
	verdict(deployment("${REPLICAS}", 1, "100%"), unserved) == set()
}

test_stateful_sets if {
	path := ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"]
	verdict(stateful_set(3, {"maxUnavailable": "100%"}), {}) == {object.union(
		finding("all 3 pods", "maxUnavailable 100%"),
		{"path": path},
	)}
	verdict(stateful_set(3, {"maxUnavailable": "100%", "partition": 1}), {}) == set()
	verdict(stateful_set(3, {"maxUnavailable": 2}), {}) == set()
	verdict(stateful_set(3, {}), {}) == set()
}

test_one_pod_of_a_stateful_set_has_no_other_way if {
	verdict(stateful_set(1, {"maxUnavailable": 1}), {}) == set()
	verdict(stateful_set(1, {}), {}) == set()
}

test_nobody_is_served if {
	every selector in [{"app": "other"}, {"app": "${APP}"}, {}] {
		unavailable_during_update.deny == set() with input as {
			"object": deployment(3, 0, 3),
			"inventory": {"Service": {"shop": {"web": service("web", selector)}}},
			"complete": complete,
		}
	}
}

test_services_are_named_together if {
	services := {"Service": {"shop": {"all": service("all", {"app": "web"}), "web": service("web", {"part": "web"})}}}
	some found in verdict(deployment(3, 0, 3), services)
	endswith(found.msg, `nobody is left to answer Service "all" and Service "web"`)
}

other(spec) := {"apps/Deployment": {"shop": {"canary": workload("Deployment", "canary", spec)}}}

test_others_answer_meanwhile if {
	verdict(deployment(3, 0, 3), other({"replicas": 1})) == set()
	verdict(deployment(3, 0, 3), other({"replicas": "${CANARIES}"})) == set()
	perhaps := {"template": {"metadata": {"labels": {"app": "${APP}"}}}}
	verdict(deployment(3, 0, 3), other(perhaps)) == set()
	namesake := {"apps/StatefulSet": {"shop": {"web": workload("StatefulSet", "web", {})}}}
	verdict(deployment(3, 0, 3), namesake) == set()
}

test_others_that_do_not_answer if {
	every spec in [{"replicas": 0}, {"template": {"metadata": {"labels": {"app": "api"}}}}] {
		count(verdict(deployment(3, 0, 3), other(spec))) == 1
	}
	itself := {"apps/Deployment": {"shop": {"web": deployment(3, 0, 3)}}}
	count(verdict(deployment(3, 0, 3), itself)) == 1
	revision := object.union(
		workload("ReplicaSet", "web-1", {}),
		{"metadata": {"ownerReferences": [{"controller": true}]}},
	)
	count(verdict(deployment(3, 0, 3), {"apps/ReplicaSet": {"shop": {"web-1": revision}}})) == 1
	pod := {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web-1-x", "labels": {"app": "web"}}}
	count(verdict(deployment(3, 0, 3), {"Pod": {"shop": {"web-1-x": pod}}})) == 1
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "pre-install"}}}
	verdict(object.union(deployment(3, 0, 3), hook), {}) == set()
	verdict(object.union(deployment("${N}", 0, "100%"), hook), {}) == set()
}

test_other_strategies if {
	recreate := workload("Deployment", "web", {"replicas": 3, "strategy": {"type": "Recreate"}})
	verdict(recreate, {}) == set()
	verdict(workload("StatefulSet", "web", {"replicas": 3, "updateStrategy": {"type": "OnDelete"}}), {}) == set()
}

# A Deployment has no such field, whatever stands there.
test_what_a_stateful_set_is_told_says_nothing_of_a_deployment if {
	told := {"spec": {"updateStrategy": {"rollingUpdate": {"maxUnavailable": "100%"}}}}
	verdict(object.union(deployment(3, 1, 1), told), {}) == set()
}
