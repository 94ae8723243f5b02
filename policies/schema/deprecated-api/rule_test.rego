package tidegate.schema.deprecated_api_test

import data.tidegate.schema.deprecated_api

object_of(api_version, kind) := {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}}

verdict(obj, versions) := findings if {
	findings := deprecated_api.deny with input as {"object": obj, "schema": {"versions": versions}}
}

claim := object_of("resource.k8s.io/v1beta1", "ResourceClaim")

classes := object_of("storage.k8s.io/v1beta1", "VolumeAttributesClass")

finding(words) := {"msg": words, "path": ["apiVersion"]}

test_deprecated_with_the_version_that_removes_it if {
	words := "resource.k8s.io/v1beta1 ResourceClaim is deprecated since Kubernetes 1.35 and removed in 1.38"
	verdict(claim, ["1.37"]) == {finding(concat(": ", [words, "use resource.k8s.io/v1"]))}
	verdict(claim, ["1.34", "1.35", "1.36"]) == {finding(concat(": ", [words, "use resource.k8s.io/v1"]))}
}

test_deprecated_for_good if {
	verdict(object_of("v1", "Endpoints"), ["1.37"]) == {finding(concat("", [
		"v1 Endpoints is deprecated since Kubernetes 1.33",
		": use discovery.k8s.io/v1 EndpointSlice",
	]))}
}

test_nothing_takes_its_place if {
	verdict(object_of("v1", "ComponentStatus"), ["1.37"]) == {finding(concat("", [
		"v1 ComponentStatus is deprecated since Kubernetes 1.19",
		": ask the health endpoints of the components themselves",
	]))}
}

test_an_upgrade_that_loses_it if {
	verdict(classes, ["1.35", "1.36", "1.37"]) == {finding(concat("", [
		"storage.k8s.io/v1beta1 VolumeAttributesClass is deprecated since Kubernetes 1.34 and removed in 1.37",
		", though still served by 1.35 and 1.36: use storage.k8s.io/v1",
	]))}
}

test_gone_in_all_versions_is_told_by_the_other_rule if {
	verdict(classes, ["1.37"]) == set()
}

test_not_deprecated_yet if {
	verdict(claim, ["1.34"]) == set()
	verdict(object_of("resource.k8s.io/v1", "ResourceClaim"), ["1.37"]) == set()
}

test_a_replacement_that_is_not_in_every_version if {
	rule := object_of("resource.k8s.io/v1alpha3", "DeviceTaintRule")
	verdict(rule, ["1.36", "1.37"]) == {finding(concat("", [
		"resource.k8s.io/v1alpha3 DeviceTaintRule is deprecated since Kubernetes 1.36 and removed in 1.39",
		": use resource.k8s.io/v1 (from Kubernetes 1.37 on)",
	]))}
}

test_without_schemas_nothing_is_said if {
	deprecated_api.deny == set() with input as {"object": claim, "schema": null}
}
