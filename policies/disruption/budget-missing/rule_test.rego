package tidegate.disruption.budget_missing_test

import data.tidegate.disruption.budget_missing

complete := {"shop": {
	"policy/PodDisruptionBudget": true,
	"autoscaling/HorizontalPodAutoscaler": true,
	"keda.sh/ScaledObject": true,
}}

web(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web", "managed": "Helm"}}}}, spec),
}

budgets(specs) := {"policy/PodDisruptionBudget": {"shop": {sprintf("b%d", [i]): budget |
	some i, spec in specs
	budget := {"metadata": {"name": sprintf("b%d", [i])}, "spec": spec}
}}}

verdict(obj, inventory) := findings if {
	findings := budget_missing.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

finding(text) := {
	"msg": concat("", [text, ", and no PodDisruptionBudget keeps a drain from taking all of them"]),
	"path": ["spec", "replicas"],
	"related": [],
}

test_several_pods_and_no_budget if {
	verdict(web({"replicas": 2}), {}) == {finding(`Deployment "web" runs 2 pods`)}
}

test_single_pod_and_none if {
	verdict(web({"replicas": 1}), {}) == set()
	verdict(web({"replicas": 0}), {}) == set()
	verdict(web({}), {}) == set()
}

test_unknown_number if {
	verdict(web({"replicas": "${REPLICAS}"}), {}) == set()
}

test_a_budget_that_selects_the_pods if {
	every selector in [
		{},
		{"matchLabels": {"app": "web"}},
		{"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "api"]}]},
		{"matchLabels": {"app": "${NAME}"}},
	] {
		verdict(web({"replicas": 2}), budgets([{"selector": selector}])) == set()
	}
}

# Another tool takes any shared label for a match, and managed-by is shared by all.
test_a_budget_that_shares_only_one_label_of_two if {
	inventory := budgets([{"selector": {"matchLabels": {"app": "api", "managed": "Helm"}}}])
	verdict(web({"replicas": 2}), inventory) == {finding(`Deployment "web" runs 2 pods`)}
}

test_a_budget_without_a_selector if {
	verdict(web({"replicas": 2}), budgets([{"maxUnavailable": 1}])) == {finding(`Deployment "web" runs 2 pods`)}
}

test_one_of_several_budgets_is_enough if {
	others := [{"selector": {"matchLabels": {"app": "api"}}}, {"selector": {"matchLabels": {"app": "web"}}}]
	verdict(web({"replicas": 2}), budgets(others)) == set()
}

test_a_budget_of_another_namespace if {
	there := {"policy/PodDisruptionBudget": {"other": {"b": {"spec": {"selector": {}}}}}}
	count(verdict(web({"replicas": 2}), there)) == 1
}

test_an_unknown_inventory_is_no_absence if {
	known := {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}
	budget_missing.deny == set() with input as {"object": web({"replicas": 2}), "complete": {"shop": known}}
	budget_missing.deny == set() with input as {"object": web({"replicas": 2})}
}

test_the_minimum_of_the_autoscaler_counts if {
	hpa := {
		"apiVersion": "autoscaling/v2",
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "scale"},
		"spec": {
			"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
			"minReplicas": 4,
			"maxReplicas": 8,
		},
	}
	inventory := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"scale": hpa}}}
	related := [{
		"object": {"kind": "autoscaling/HorizontalPodAutoscaler", "namespace": "shop", "name": "scale"},
		"path": ["spec", "minReplicas"],
	}]
	text := `Deployment "web" runs at least 4 pods (HorizontalPodAutoscaler "scale")`
	verdict(web({}), inventory) == {object.union(finding(text), {"related": related})}
}

test_hooks_and_what_others_own if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "post-install"}}}
	owned := {"metadata": {"ownerReferences": [{"kind": "App", "controller": true}]}}
	verdict(object.union(web({"replicas": 2}), hook), {}) == set()
	verdict(object.union(web({"replicas": 2}), owned), {}) == set()
}

rollout := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"replicas": 3, "workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
}

test_a_rollout_answers_for_the_template_it_borrows if {
	both := {
		"argoproj.io/Rollout": {"shop": {"web": rollout}},
		"apps/Deployment": {"shop": {"web": web({"replicas": 3})}},
	}
	verdict(rollout, both) == {finding(`Rollout "web" runs 3 pods`)}
	verdict(web({"replicas": 3}), both) == set()
}

test_a_rollout_whose_template_is_not_in_sight if {
	verdict(rollout, {"argoproj.io/Rollout": {"shop": {"web": rollout}}}) == set()
}

test_wrong_types if {
	every spec in ["text", {"replicas": 2, "template": "text"}, {"replicas": [2]}] {
		obj := {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}
		verdict(obj, {}) == set()
	}
}
