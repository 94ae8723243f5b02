package tidegate.change.scale_below_budget_test

import data.tidegate.change.scale_below_budget

budget(spec) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"selector": {"matchLabels": {"app": "web"}}}, spec),
}

deployment(name, spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web"}}, "spec": {}}}, spec),
}

replicas(n) := deployment("web", {"replicas": n})

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

judged(old, new, workloads, scalers, limit) := findings if {
	findings := scale_below_budget.deny with input as {
		"oldObject": old,
		"object": new,
		"complete": complete,
		"inventory": {
			"apps/Deployment": {"shop": {obj.metadata.name: obj | some obj in workloads}},
			"autoscaling/HorizontalPodAutoscaler": {"shop": {obj.metadata.name: obj |
				some obj in scalers
				obj.kind == "HorizontalPodAutoscaler"
			}},
			"keda.sh/ScaledObject": {"shop": {obj.metadata.name: obj | some obj in scalers; obj.kind == "ScaledObject"}},
			"policy/PodDisruptionBudget": {"shop": {"web": budget(limit)}},
		},
	}
}

scaled(had, left, limit) := judged(replicas(had), replicas(left), [replicas(left)], [], limit)

found(text, limit, path, lost) := {{
	"msg": sprintf("%s: it lets none of them be evicted", [text]),
	"path": path,
	"measure": lost,
	"key": "web",
	"related": [{
		"object": {"kind": "policy/PodDisruptionBudget", "namespace": "shop", "name": "web"},
		"path": ["spec", limit],
	}],
}}

path := ["spec", "replicas"]

test_fewer_pods_than_the_budget_wants if {
	scaled(5, 1, {"minAvailable": 2}) == found(
		"5 pods become 1, and PodDisruptionBudget \"web\" has minAvailable 2",
		"minAvailable", path, 4,
	)
	count(scaled(2, 1, {"minAvailable": 2})) == 1
	count(scaled(3, 2, {"minAvailable": 5})) == 1
}

test_just_as_many if {
	scaled(3, 2, {"minAvailable": 2}) == found(
		"3 pods become 2, and PodDisruptionBudget \"web\" has minAvailable 2",
		"minAvailable", path, 1,
	)
	count(scaled(3, 1, {"minAvailable": "50%"})) == 1
}

test_enough_pods_are_left if {
	scaled(5, 3, {"minAvailable": 2}) == set()
	scaled(4, 2, {"minAvailable": "50%"}) == set()
	scaled(5, 1, {"maxUnavailable": 1}) == set()
	scaled(5, 3, {"maxUnavailable": 4}) == set()
}

test_not_fewer_than_before if {
	scaled(2, 2, {"minAvailable": 2}) == set()
	scaled(1, 2, {"minAvailable": 2}) == set()
	scaled(1, 2, {"minAvailable": 5}) == set()
}

# The budget is at fault, and other rules say so.
test_it_let_none_go_before if {
	scaled(5, 3, {"maxUnavailable": 0}) == set()
	scaled(5, 3, {"minAvailable": "100%"}) == set()
}

test_no_pod_is_left if scaled(5, 0, {"minAvailable": 2}) == set()

test_what_is_filled_in_later if {
	scaled(5, 1, {"minAvailable": "${MIN}"}) == set()
	scaled(5, "${REPLICAS}", {"minAvailable": 2}) == set()
	scaled("${REPLICAS}", 1, {"minAvailable": 2}) == set()
}

test_the_default_is_one_pod if {
	bare := deployment("web", {})
	count(judged(replicas(3), bare, [bare], [], {"minAvailable": 2})) == 1
}

test_pods_of_two_workloads_add_up if {
	other := deployment("canary", {"replicas": 2})
	judged(replicas(3), replicas(1), [replicas(1), other], [], {"minAvailable": 2}) == set()
	judged(replicas(3), replicas(1), [replicas(1), other], [], {"minAvailable": 3}) == found(
		"5 pods become 3, and PodDisruptionBudget \"web\" has minAvailable 3",
		"minAvailable", path, 2,
	)
}

test_a_budget_of_other_pods if {
	judged(replicas(5), replicas(1), [replicas(1)], [], {"minAvailable": 2, "selector": {"matchLabels": {"app": "b"}}}) == set()
	other := deployment("other", {"replicas": 1})
	judged(replicas(5), replicas(1), [other], [], {"minAvailable": 1}) == set()
	stateful := object.union(replicas(1), {"kind": "StatefulSet"})
	judged(object.union(stateful, {"spec": {"replicas": 5}}), stateful, [replicas(1)], [], {"minAvailable": 1}) == set()
}

autoscaler(name, lowest) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {
		"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
		"minReplicas": lowest,
		"maxReplicas": 9,
	},
}

keda(lowest) := {
	"apiVersion": "keda.sh/v1alpha1",
	"kind": "ScaledObject",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"name": "web"}, "minReplicaCount": lowest},
}

test_an_autoscaler_has_the_last_word if {
	judged(replicas(5), replicas(1), [replicas(1)], [autoscaler("web", 2)], {"minAvailable": 2}) == set()
}

test_an_autoscaler_that_goes_lower if {
	judged(autoscaler("web", 3), autoscaler("web", 1), [replicas(1)], [autoscaler("web", 1)], {"minAvailable": 2}) == found(
		"3 pods become 1, and PodDisruptionBudget \"web\" has minAvailable 2",
		"minAvailable", ["spec", "minReplicas"], 2,
	)
	judged(keda(3), keda(2), [replicas(1)], [keda(2)], {"minAvailable": 2}) == found(
		"3 pods become 2, and PodDisruptionBudget \"web\" has minAvailable 2",
		"minAvailable", ["spec", "minReplicaCount"], 1,
	)
	judged(autoscaler("web", 3), autoscaler("web", 1), [replicas(1)], [autoscaler("b", 1)], {"minAvailable": 1}) == set()
	judged(autoscaler("web", 3), autoscaler("web", 1), [replicas(1)], [keda(1)], {"minAvailable": 1}) == set()
}

test_what_a_controller_made if {
	owned := object.union(replicas(1), {"metadata": {"ownerReferences": [{"controller": true}]}})
	judged(replicas(5), owned, [replicas(1)], [], {"minAvailable": 2}) == set()
}

test_nothing_was_there_before if judged(null, replicas(1), [replicas(1)], [], {"minAvailable": 1}) == set()
