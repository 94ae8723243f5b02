package tidegate.lib.schema_test

import data.tidegate.lib.schema

replicas := ["spec", "replicas"]

slip := {"class": "invalid", "path": replicas, "message": "expected a whole number, found the text '3'", "meant": "3"}

answers(class, mistakes) := found if {
	found := schema.answers(class) with input as {"schema": {"mistakes": mistakes}}
}

test_an_answer_says_what_to_write if {
	answers("invalid", [slip]) == {{
		"msg": "expected a whole number, found the text '3': write 3",
		"path": replicas,
	}}
}

test_each_class_has_its_own_answers if {
	other := {"class": "unknown-field", "path": ["spec", "replica"], "message": "unknown field 'replica'"}
	answers("invalid", [other]) == set()
	answers("unknown-field", [slip, other]) == {{"msg": "unknown field 'replica'", "path": ["spec", "replica"]}}
}

test_without_schemas_there_are_none if {
	schema.answers("invalid") == set() with input as {"schema": null}
	schema.answers("invalid") == set() with input as {}
	answers("invalid", []) == set()
}

test_a_word_is_asked_for if {
	every word in ["runAsNonRoot", "Always", "on", "trueish", "e5"] {
		schema.correction({"meant": word}) == concat("", [": did you mean '", word, "'?"])
	}
}

test_a_literal_is_told if {
	every literal in ["3", "0.5", "-1", "+1", ".5", "true", "false", `"0.1"`] {
		schema.correction({"meant": literal}) == concat("", [": write ", literal])
	}
}

test_versions_are_named if {
	some_versions := object.union(slip, {"versions": ["1.36", "1.37"]})
	answers("invalid", [some_versions]) == {{
		"msg": "expected a whole number, found the text '3': write 3 (in 1.36 and 1.37)",
		"path": replicas,
	}}
}

test_a_placeholder_is_unknown if {
	placeholder := object.union(slip, {"unknown": true})
	answers("invalid", [placeholder]) == {{
		"unknown": true,
		"msg": "expected a whole number, found the text '3': write 3",
		"path": replicas,
	}}
	answers("invalid", [object.union(slip, {"unknown": false})]) == answers("invalid", [slip])
}

test_several_at_one_place_have_keys if {
	first := {"class": "invalid", "path": ["spec"], "message": "selector is missing"}
	second := {"class": "invalid", "path": ["spec"], "message": "template is missing", "versions": ["1.37"]}
	answers("invalid", [first, second]) == {
		{"msg": "selector is missing", "path": ["spec"], "key": "selector is missing"},
		{"msg": "template is missing (in 1.37)", "path": ["spec"], "key": "template is missing"},
	}
}

test_an_unknown_one_needs_no_key if {
	first := {"class": "invalid", "path": ["spec"], "message": "a", "unknown": true}
	second := {"class": "invalid", "path": ["spec"], "message": "b", "unknown": true}
	answers("invalid", [first, second]) == {
		{"unknown": true, "msg": "a", "path": ["spec"]},
		{"unknown": true, "msg": "b", "path": ["spec"]},
	}
}

test_mistakes_elsewhere_or_of_another_class_need_no_key if {
	elsewhere := {"class": "invalid", "path": ["spec"], "message": "template is missing"}
	another := {"class": "label", "path": replicas, "message": "too long"}
	{"msg": "expected a whole number, found the text '3': write 3", "path": replicas} in answers("invalid", [
		slip,
		elsewhere,
		another,
	])
}
