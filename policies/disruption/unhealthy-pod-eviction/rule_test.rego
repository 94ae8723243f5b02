package tidegate.disruption.unhealthy_pod_eviction_test

import data.tidegate.disruption.unhealthy_pod_eviction

verdict(spec) := findings if {
	findings := unhealthy_pod_eviction.deny with input.object as {"kind": "PodDisruptionBudget", "spec": spec}
}

test_not_set if {
	verdict({"maxUnavailable": 1}) == {{
		"msg": "unhealthyPodEvictionPolicy is not set: pods that are not ready keep a drain waiting when too few are ready",
		"path": ["spec", "unhealthyPodEvictionPolicy"],
	}}
}

# Users of kube-linter resent being told which of the two to take.
test_either_policy_will_do if {
	verdict({"unhealthyPodEvictionPolicy": "AlwaysAllow"}) == set()
	verdict({"unhealthyPodEvictionPolicy": "IfHealthyBudget"}) == set()
	verdict({"unhealthyPodEvictionPolicy": "${POLICY}"}) == set()
}

test_a_spec_of_a_wrong_type_is_none if {
	verdict("text") == set()
}
