package tidegate.schema.valid_test

import data.tidegate.schema.valid

ingress := {"apiVersion": "networking.k8s.io/v1beta1", "kind": "Ingress", "metadata": {"name": "web"}}

verdict(facts) := findings if {
	findings := valid.deny with input as {
		"object": ingress,
		"schema": object.union({"versions": ["1.36", "1.37"], "mistakes": [], "unevaluated": []}, facts),
	}
}

lifecycle(entry) := {"networking.k8s.io/v1beta1": {"Ingress": entry}}

missing_kind := {
	"class": "version",
	"path": ["kind"],
	"message": "there is no kind Ingress in networking.k8s.io/v1beta1",
}

test_an_object_without_mistakes if {
	verdict({}) == set()
}

test_a_value_of_the_wrong_type if {
	verdict({"mistakes": [{
		"class": "invalid",
		"path": ["spec", "replicas"],
		"message": "expected a whole number, found the text '3'",
		"meant": "3",
	}]}) == {{
		"msg": "expected a whole number, found the text '3': write 3",
		"path": ["spec", "replicas"],
	}}
}

test_mistakes_of_the_other_rules if {
	every class in ["unknown-field", "name", "label"] {
		other := {"class": class, "path": ["spec"], "message": "wrong"}
		verdict({"mistakes": [other]}) == set() with data.lib.apis.lifecycles as {}
	}
}

test_a_placeholder_is_unknown if {
	verdict({"mistakes": [{
		"class": "invalid",
		"path": ["spec", "replicas"],
		"message": "expected a whole number, found the text '${REPLICAS}'",
		"unknown": true,
	}]}) == {{
		"unknown": true,
		"msg": "expected a whole number, found the text '${REPLICAS}'",
		"path": ["spec", "replicas"],
	}}
}

test_a_version_that_its_group_never_had if {
	verdict({"mistakes": [object.union(missing_kind, {"meant": "IngressClass"})]}) == {{
		"msg": concat("", [missing_kind.message, " of Kubernetes 1.36 and 1.37: did you mean 'IngressClass'?"]),
		"path": ["kind"],
	}} with data.lib.apis.lifecycles as {}
}

test_a_version_that_is_not_there_yet if {
	verdict({"mistakes": [object.union(missing_kind, {"versions": ["1.36"]})]}) == {{
		"msg": "there is no kind Ingress in networking.k8s.io/v1beta1 of Kubernetes 1.36",
		"path": ["kind"],
	}} with data.lib.apis.lifecycles as lifecycle({"removed": 40})
}

test_a_version_that_was_removed_is_told_by_the_other_rule if {
	verdict({"mistakes": [missing_kind]}) == set() with data.lib.apis.lifecycles as lifecycle({"removed": 36})
	late := object.union(missing_kind, {"versions": ["1.37"]})
	verdict({"mistakes": [late]}) == set() with data.lib.apis.lifecycles as lifecycle({"removed": 37})
}

test_a_version_that_came_and_went_within_the_judged_ones if {
	verdict({"mistakes": [missing_kind]}) == {{
		"msg": concat("", [missing_kind.message, " of Kubernetes 1.36"]),
		"path": ["kind"],
	}} with data.lib.apis.lifecycles as lifecycle({"removed": 37})
}

test_what_was_not_evaluated_is_unknown if {
	verdict({"unevaluated": ["3 validation rules in CEL", "the pattern at spec.host"]}) == {
		{"unknown": true, "msg": "not evaluated: 3 validation rules in CEL", "path": []},
		{"unknown": true, "msg": "not evaluated: the pattern at spec.host", "path": []},
	}
}

test_without_schemas_nothing_is_said if {
	valid.deny == set() with input as {"object": ingress, "schema": null}
}
