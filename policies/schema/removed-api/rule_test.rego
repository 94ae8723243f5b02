package tidegate.schema.removed_api_test

import data.tidegate.schema.removed_api

object_of(api_version, kind) := {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}}

verdict(obj, facts) := findings if {
	findings := removed_api.deny with input as {"object": obj, "schema": facts}
}

budget := object_of("policy/v1beta1", "PodDisruptionBudget")

finding(msg, severity) := {"msg": msg, "path": ["apiVersion"], "severity": severity}

test_gone_in_a_declared_version if {
	verdict(budget, {"versions": ["1.37"], "declared": true}) == {finding(
		"policy/v1beta1 PodDisruptionBudget was removed in Kubernetes 1.25: use policy/v1",
		"error",
	)}
}

test_gone_in_the_assumed_version if {
	verdict(budget, {"versions": ["1.37"], "declared": false}) == {finding(
		"policy/v1beta1 PodDisruptionBudget was removed in Kubernetes 1.25: use policy/v1",
		"warning",
	)}
}

test_an_upgrade_that_loses_it if {
	classes := object_of("storage.k8s.io/v1beta1", "VolumeAttributesClass")
	words := "storage.k8s.io/v1beta1 VolumeAttributesClass was removed in Kubernetes 1.37"
	verdict(classes, {"versions": ["1.35", "1.36", "1.37"], "declared": true}) == {finding(
		concat("", [words, ", so it is missing in 1.37: use storage.k8s.io/v1"]),
		"error",
	)}
}

test_gone_in_all_of_several_versions if {
	verdict(budget, {"versions": ["1.36", "1.37"], "declared": true}) == {finding(
		"policy/v1beta1 PodDisruptionBudget was removed in Kubernetes 1.25: use policy/v1",
		"error",
	)}
}

test_nothing_takes_its_place if {
	policy := object_of("policy/v1beta1", "PodSecurityPolicy")
	words := "policy/v1beta1 PodSecurityPolicy was removed in Kubernetes 1.25"
	verdict(policy, {"versions": ["1.37"], "declared": true}) == {finding(
		concat(": ", [words, "enforce a Pod Security level with labels on the namespace"]),
		"error",
	)}
}

test_what_the_judged_versions_serve if {
	classes := object_of("storage.k8s.io/v1beta1", "VolumeAttributesClass")
	verdict(classes, {"versions": ["1.35", "1.36"], "declared": true}) == set()
	verdict(object_of("policy/v1", "PodDisruptionBudget"), {"versions": ["1.37"], "declared": true}) == set()
	verdict(object_of("v1", "Endpoints"), {"versions": ["1.37"], "declared": true}) == set()
}

test_the_same_kind_of_another_group if {
	verdict(object_of("extensions.example.com/v1beta1", "Ingress"), {"versions": ["1.37"], "declared": true}) == set()
}

test_where_no_version_is_judged_nothing_is_said if {
	verdict(budget, {"versions": [], "declared": true}) == set()
}

test_without_schemas_nothing_is_said if {
	verdict(budget, null) == set()
}
