package tidegate.lib.selector_test

import data.tidegate.lib.selector

web := {"app": "web", "tier": "front"}

expressions(list) := {"matchExpressions": list}

sure(wanted) if {
	selector.matches(wanted, web)
	selector.may_match(wanted, web)
}

never(wanted) if {
	not selector.matches(wanted, web)
	not selector.may_match(wanted, web)
}

perhaps(wanted) if {
	not selector.matches(wanted, web)
	selector.may_match(wanted, web)
}

test_empty_selects_everything if {
	sure({})
	sure({"matchLabels": {}})
	sure({"matchExpressions": []})
	selector.matches({}, {})
}

test_absent_or_of_a_wrong_type_selects_nothing if {
	every wanted in ["text", 3, true, ["a"], null] {
		never(wanted)
	}
}

# Lists that have each other's items are no labels.
test_what_are_no_labels if {
	every labels in ["web", ["app"], 1] {
		not selector.has_all(labels, {})
		not selector.has_all(labels, {"app": "web"})
		not selector.has_all({}, labels)
		not selector.has_all(labels, labels)
		not selector.may_match({"matchLabels": {"app": "web"}}, labels)
		not selector.may_match({"matchLabels": []}, web)
		not selector.may_match({"matchLabels": []}, {"app": "${NAME}"})
	}
}

test_outcomes_of_what_are_no_labels if {
	selector.outcomes({"matchLabels": "web"}, web) == {"no"}
	selector.outcomes({"matchLabels": ["web"]}, web) == {"no"}
	selector.outcomes({"matchLabels": "${LABELS}"}, web) == {"unknown"}
}

test_all_labels_have_to_agree if {
	sure({"matchLabels": {"app": "web"}})
	sure({"matchLabels": {"app": "web", "tier": "front"}})
	never({"matchLabels": {"app": "web", "tier": "back"}})
	never({"matchLabels": {"app": "web", "release": "a"}})
	never({"matchLabels": {"app": 1}})
}

test_in if {
	sure(expressions([{"key": "app", "operator": "In", "values": ["api", "web"]}]))
	never(expressions([{"key": "app", "operator": "In", "values": ["api"]}]))
	never(expressions([{"key": "app", "operator": "In", "values": []}]))
	never(expressions([{"key": "release", "operator": "In", "values": ["a"]}]))
}

test_not_in_is_true_of_an_absent_label if {
	sure(expressions([{"key": "app", "operator": "NotIn", "values": ["api"]}]))
	sure(expressions([{"key": "release", "operator": "NotIn", "values": ["a"]}]))
	never(expressions([{"key": "app", "operator": "NotIn", "values": ["web"]}]))
}

test_exists_and_does_not_exist if {
	sure(expressions([{"key": "app", "operator": "Exists"}]))
	never(expressions([{"key": "release", "operator": "Exists"}]))
	sure(expressions([{"key": "release", "operator": "DoesNotExist"}]))
	never(expressions([{"key": "app", "operator": "DoesNotExist"}]))
}

test_labels_and_expressions_hold_together if {
	sure({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "Exists"}]})
	never({"matchLabels": {"app": "api"}, "matchExpressions": [{"key": "tier", "operator": "Exists"}]})
	never({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]})
}

test_malformed_requirements_select_nothing if {
	never({"matchLabels": "text"})
	never({"matchLabels": ["app"]})
	never({"matchExpressions": "text"})
	never({"matchExpressions": {"a": {"key": "app", "operator": "Exists"}}})
	never(expressions(["text"]))
	never(expressions([{"key": "app", "operator": "Equals", "values": ["web"]}]))
	never(expressions([{"key": "app", "operator": "In", "values": "web"}]))
	never(expressions([{"key": "app", "operator": "In", "values": {"a": "web"}}]))
	never(expressions([{"key": "app", "operator": "NotIn", "values": "api"}]))
	never(expressions([{"key": "app", "operator": "NotIn", "values": {"a": "api"}}]))
	never(expressions([{"key": "app"}]))
	never(expressions([{"operator": "In", "values": ["web"]}]))
	never(expressions([{"operator": "NotIn", "values": ["api"]}]))
	never(expressions([{"operator": "DoesNotExist"}]))
	never(expressions([{"key": "app", "operator": "In"}]))
}

test_placeholders_may_turn_out_either_way if {
	perhaps("${SELECTOR}")
	perhaps({"matchLabels": "${LABELS}"})
	perhaps({"matchExpressions": "${LABELS}"})
	perhaps(expressions(["${EXPRESSION}"]))
	perhaps({"matchLabels": {"app": "${NAME}"}})
	perhaps(expressions([{"key": "app", "operator": "In", "values": ["api", "${NAME}"]}]))
	perhaps(expressions([{"key": "app", "operator": "NotIn", "values": ["${NAME}"]}]))
	perhaps(expressions([{"key": "app", "operator": "${OPERATOR}"}]))
}

test_placeholders_in_the_labels if {
	labels := {"app": "${NAME}"}
	selector.may_match({"matchLabels": {"app": "web"}}, labels)
	not selector.matches({"matchLabels": {"app": "web"}}, labels)
	selector.matches({"matchLabels": {"app": "${NAME}"}}, labels)
	selector.matches(expressions([{"key": "app", "operator": "Exists"}]), labels)
}

test_a_placeholder_does_not_outweigh_a_mismatch if {
	never({"matchLabels": {"app": "api", "tier": "${TIER}"}})
	never({"matchLabels": {"release": "${RELEASE}"}})
}

test_a_service_selects_by_plain_labels if {
	selector.service_matches({"spec": {"selector": {"app": "web"}}}, web)
	selector.service_matches({"spec": {"selector": {"app": "web"}, "type": "ClusterIP"}}, web)
	not selector.service_matches({"spec": {"selector": {"app": "api"}}}, web)
}

test_services_that_select_nothing if {
	not selector.service_matches({"spec": {"selector": {}}}, web)
	not selector.service_matches({"spec": {}}, web)
	not selector.service_matches({"spec": {"selector": "web"}}, web)
	not selector.service_matches({"spec": {"selector": {"app": "web"}, "type": "ExternalName"}}, web)
}
