package tidegate.disruption.budget_overlap_test

import data.tidegate.disruption.budget_overlap

pdb(name, selector) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"maxUnavailable": 1, "selector": selector},
}

deployment(name, labels) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name},
	"spec": {"template": {"metadata": {"labels": labels}}},
}

own := pdb("own", {"matchLabels": {"app": "web"}})

verdict(others, workloads) := findings if {
	findings := budget_overlap.deny with input as {"object": own, "inventory": {
		"policy/PodDisruptionBudget": {"shop": {budget.metadata.name: budget | some budget in array.concat([own], others)}},
		"apps/Deployment": {"shop": {obj.metadata.name: obj | some obj in workloads}},
	}}
}

front := deployment("front", {"app": "web", "tier": "front"})

back := deployment("back", {"app": "web", "tier": "back"})

finding(other, titles, names) := {
	"msg": sprintf("PodDisruptionBudget \"%s\" selects pods of %s as well: the eviction API refuses them with an error", [
		other,
		titles,
	]),
	"path": ["spec", "selector"],
	"key": other,
	"related": array.concat(
		[{
			"object": {"kind": "policy/PodDisruptionBudget", "namespace": "shop", "name": other},
			"path": ["spec", "selector"],
		}],
		[{
			"object": {"kind": "apps/Deployment", "namespace": "shop", "name": name},
			"path": ["spec", "replicas"],
		} |
			some name in names
		],
	),
}

test_a_budget_alone if {
	verdict([], [front, back]) == set()
}

test_two_budgets_for_one_workload if {
	verdict([pdb("other", {"matchLabels": {"tier": "front"}})], [front, back]) == {finding(
		"other",
		`Deployment "front"`,
		["front"],
	)}
}

test_an_empty_selector_meets_all if {
	titles := `Deployment "back" and Deployment "front"`
	verdict([pdb("all", {})], [front, back]) == {finding("all", titles, ["back", "front"])}
}

test_each_other_budget_is_a_finding_of_its_own if {
	others := [pdb("a", {}), pdb("b", {"matchExpressions": [{"key": "tier", "operator": "Exists"}]})]
	verdict(others, [front]) == {
		finding("a", `Deployment "front"`, ["front"]),
		finding("b", `Deployment "front"`, ["front"]),
	}
}

test_budgets_that_share_no_workload if {
	verdict([pdb("other", {"matchLabels": {"app": "api"}})], [front, deployment("api", {"app": "api"})]) == set()
	verdict([pdb("other", {"matchLabels": {"app": "web"}})], []) == set()
}

test_perhaps_is_not_enough if {
	verdict([pdb("other", {"matchLabels": {"app": "${NAME}"}})], [front]) == set()
}

test_a_budget_without_a_selector_meets_none if {
	other := object.remove(pdb("other", {}).spec, ["selector"])
	verdict([object.union(object.remove(pdb("other", {}), ["spec"]), {"spec": other})], [front]) == set()
}

test_another_namespace if {
	there := {"policy/PodDisruptionBudget": {"other": {"all": pdb("all", {})}}, "apps/Deployment": {"shop": {"a": front}}}
	budget_overlap.deny == set() with input as {"object": own, "inventory": there}
}
