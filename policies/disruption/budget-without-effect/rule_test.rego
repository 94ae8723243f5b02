package tidegate.disruption.budget_without_effect_test

import data.tidegate.disruption.budget_without_effect

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

web(replicas) := {"apps/Deployment": {"shop": {"web": {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web"},
	"spec": {"replicas": replicas, "template": {"metadata": {"labels": {"app": "web"}}}},
}}}}

scaled(lowest, highest) := object.union(web(2), {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web"},
	"spec": {
		"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
		"minReplicas": lowest,
		"maxReplicas": highest,
	},
}}}})

verdict(spec, inventory) := findings if {
	findings := budget_without_effect.deny with input as {
		"object": {
			"apiVersion": "policy/v1",
			"kind": "PodDisruptionBudget",
			"metadata": {"name": "web", "namespace": "shop"},
			"spec": object.union({"selector": {"matchLabels": {"app": "web"}}}, spec),
		},
		"inventory": inventory,
		"complete": complete,
	}
}

deployment := {"object": {"kind": "apps/Deployment", "namespace": "shop", "name": "web"}, "path": ["spec", "replicas"]}

autoscaler := {
	"object": {"kind": "autoscaling/HorizontalPodAutoscaler", "namespace": "shop", "name": "web"},
	"path": ["spec", "minReplicas"],
}

always(field, value) := {
	"msg": sprintf("%s is %v: every pod may be evicted at once, as without a budget", [field, value]),
	"path": ["spec", field],
	"related": [],
}

counted(text, related) := {
	"msg": concat("", ["maxUnavailable is ", text, ": every one may be evicted at once, as without a budget"]),
	"path": ["spec", "maxUnavailable"],
	"related": related,
}

test_values_that_keep_nothing_back if {
	verdict({"minAvailable": 0}, {}) == {always("minAvailable", 0)}
	verdict({"minAvailable": "0%"}, {}) == {always("minAvailable", "0%")}
	verdict({"maxUnavailable": "100%"}, {}) == {always("maxUnavailable", "100%")}
}

selecting(spec) := findings if {
	findings := budget_without_effect.deny with input.object as {"metadata": {"namespace": "shop"}, "spec": spec}
}

# {} selects every pod, a selector that is not filled in yet may select some, and an absent one selects none.
test_a_budget_without_a_selector_is_another_rules if {
	selecting({"minAvailable": 0, "selector": {}}) == {always("minAvailable", 0)}
	selecting({"minAvailable": 0, "selector": "${SELECTOR}"}) == {always("minAvailable", 0)}
	selecting({"minAvailable": 0}) == set()
	selecting({"maxUnavailable": "100%"}) == set()
}

# One finding, not one for the value and one for the number.
test_all_of_a_known_number_is_said_once if {
	expected := {object.union(always("maxUnavailable", "100%"), {"related": [deployment]})}
	verdict({"maxUnavailable": "100%"}, web(3)) == expected
}

test_as_many_as_there_are if {
	verdict({"maxUnavailable": 2}, web(2)) == {counted(`2 for the 2 pods of Deployment "web"`, [deployment])}
	verdict({"maxUnavailable": 3}, web(2)) == {counted(`3 for the 2 pods of Deployment "web"`, [deployment])}
	verdict({"maxUnavailable": 1}, web(2)) == set()
	verdict({"maxUnavailable": 2}, web(3)) == set()
}

test_percentages_are_rounded_up if {
	verdict({"maxUnavailable": "51%"}, web(2)) == {counted(`51% for the 2 pods of Deployment "web"`, [deployment])}
	verdict({"maxUnavailable": "50%"}, web(2)) == set()
	verdict({"maxUnavailable": "99%"}, web(100)) == set()
}

# maxUnavailable 1 is what the documentation recommends, and right at any other number.
test_a_single_pod_is_nothing_to_keep_back if {
	verdict({"maxUnavailable": 1}, web(1)) == set()
	verdict({"maxUnavailable": 1}, web(0)) == set()
	verdict({"maxUnavailable": "50%"}, web(1)) == set()
}

test_the_most_that_the_autoscaler_allows_decides if {
	text := `2 for at most 2 pods of Deployment "web" (HorizontalPodAutoscaler "web")`
	verdict({"maxUnavailable": 2}, scaled(1, 2)) == {counted(text, [deployment, autoscaler])}
	verdict({"maxUnavailable": 2}, scaled(2, 3)) == set()
}

test_min_available_of_one_keeps_one_back if {
	verdict({"minAvailable": 1}, web(3)) == set()
	verdict({"minAvailable": "1%"}, web(3)) == set()
	verdict({"minAvailable": 5}, web(2)) == set()
}

test_unknown_and_unset_are_left_to_others if {
	verdict({}, web(2)) == set()
	verdict({"maxUnavailable": "${MAX}"}, web(2)) == set()
	verdict({"maxUnavailable": 2}, {}) == set()
	verdict({"maxUnavailable": 2}, web("${N}")) == set()
}
