package tidegate.change.budget_removed_test

import data.tidegate.change.budget_removed

budget(name, spec) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": object.union({"selector": {"matchLabels": {"app": "web"}}}, spec),
}

deployment(name, labels, replicas) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"replicas": replicas, "template": {"metadata": {"labels": labels}, "spec": {}}},
}

web := deployment("web", {"app": "web"}, 3)

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

verdict(spec, deployments, budgets) := findings if {
	findings := budget_removed.deny with input as {
		"object": null,
		"oldObject": budget("web", spec),
		"request": null,
		"complete": complete,
		"inventory": {
			"apps/Deployment": {"shop": {obj.metadata.name: obj | some obj in deployments}},
			"policy/PodDisruptionBudget": {"shop": {obj.metadata.name: obj | some obj in budgets}},
		},
	}
}

one := {"maxUnavailable": 1}

related(names) := [{
	"object": {"kind": "apps/Deployment", "namespace": "shop", "name": name},
	"path": ["spec", "replicas"],
} |
	some name in names
]

test_the_workload_stays if {
	verdict(one, [web], []) == {{
		"msg": "the budget is taken away and Deployment \"web\" stays",
		"path": [],
		"related": related(["web"]),
	}}
	verdict(one, [web, deployment("other", {"app": "web"}, 2), deployment("api", {"app": "api"}, 2)], []) == {{
		"msg": "the budget is taken away and Deployment \"other\" and Deployment \"web\" stay",
		"path": [],
		"related": related(["other", "web"]),
	}}
}

test_the_workload_goes_too if verdict(one, [], []) == set()

test_a_single_pod_needs_none if {
	verdict({"minAvailable": 1}, [deployment("web", {"app": "web"}, 1)], []) == set()
	verdict(one, [deployment("web", {"app": "web"}, 2)], []) != set()
}

test_pods_that_nobody_can_count if {
	verdict(one, [deployment("web", {"app": "web"}, "${REPLICAS}")], []) == set()
}

test_a_budget_that_kept_no_pod_back if {
	every spec in [
		{"minAvailable": 0},
		{"minAvailable": "0%"},
		{"maxUnavailable": 3},
		{"maxUnavailable": "100%"},
		{"maxUnavailable": "${MAX}"},
		{},
	] {
		verdict(spec, [web], []) == set()
	}
	every spec in [{"minAvailable": 1}, {"minAvailable": "50%"}, {"maxUnavailable": 0}, {"maxUnavailable": "50%"}] {
		count(verdict(spec, [web], [])) == 1
	}
}

test_another_budget_takes_over if {
	verdict(one, [web], [budget("web-2", one)]) == set()
	verdict(one, [web], [budget("later", {"selector": {"matchLabels": {"app": "${APP}"}}})]) == set()
	count(verdict(one, [web], [budget("api", {"selector": {"matchLabels": {"app": "api"}}})])) == 1
}

# At admission the budget may still be in sight.
test_the_budget_itself_is_no_other if count(verdict(one, [web], [budget("web", one)])) == 1

test_a_budget_that_stays if {
	budget_removed.deny == set() with input as {
		"object": budget("web", one),
		"oldObject": budget("web", one),
		"request": null,
		"complete": complete,
		"inventory": {"apps/Deployment": {"shop": {"web": web}}},
	}
}
