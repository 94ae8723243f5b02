package tidegate.disruption.budget_unset_test

import data.tidegate.disruption.budget_unset

selector := {"selector": {"matchLabels": {"app": "web"}}}

verdict(spec) := findings if {
	findings := budget_unset.deny with input as {"object": {
		"apiVersion": "policy/v1",
		"kind": "PodDisruptionBudget",
		"metadata": {"name": "web"},
		"spec": spec,
	}}
}

expected := {{
	"msg": "neither minAvailable nor maxUnavailable is set: no pod that the budget selects may ever be evicted",
	"path": ["spec"],
}}

# getExpectedPodCount of Kubernetes leaves expectedCount at 0, and updatePdbStatus then allows no disruption.
test_neither_field if {
	verdict(selector) == expected
	verdict({"selector": {}}) == expected
}

# The API server lets unhealthy pods go then, and no healthy one.
test_the_policy_for_unhealthy_pods_is_no_number if {
	verdict(object.union(selector, {"unhealthyPodEvictionPolicy": "AlwaysAllow"})) == expected
}

test_one_field_is_enough_whatever_it_says if {
	every field in [{"minAvailable": 0}, {"maxUnavailable": 0}, {"maxUnavailable": "${MAX}"}, {"minAvailable": "50%"}] {
		verdict(object.union(selector, field)) == set()
	}
}

test_what_selects_nothing_blocks_nothing if {
	verdict({}) == set()
	verdict({"selector": "${SELECTOR}"}) == set()
	verdict("text") == set()
}
