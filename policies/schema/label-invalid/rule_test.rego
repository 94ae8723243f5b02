package tidegate.schema.label_invalid_test

import data.tidegate.schema.label_invalid

mistake := {
	"class": "label",
	"path": ["metadata", "labels", "version"],
	"message": "'1.2+x' is no label value: '+' is not allowed",
}

verdict(mistakes) := findings if {
	findings := label_invalid.deny with input as {"schema": {"versions": ["1.36", "1.37"], "mistakes": mistakes}}
}

test_a_mistake_is_told if {
	verdict([mistake]) == {{"msg": "'1.2+x' is no label value: '+' is not allowed", "path": mistake.path}}
}

test_in_some_of_the_versions if {
	verdict([object.union(mistake, {"versions": ["1.37"]})]) == {{
		"msg": "'1.2+x' is no label value: '+' is not allowed (in 1.37)",
		"path": mistake.path,
	}}
}

test_a_placeholder_is_unknown if {
	verdict([object.union(mistake, {"unknown": true})]) == {{
		"unknown": true,
		"msg": "'1.2+x' is no label value: '+' is not allowed",
		"path": mistake.path,
	}}
}

test_mistakes_of_the_other_rules if {
	every class in {"invalid", "version", "unknown-field", "name", "label"} - {"label"} {
		verdict([object.union(mistake, {"class": class})]) == set()
	}
}

test_without_schemas_nothing_is_said if {
	label_invalid.deny == set() with input as {"schema": null}
	verdict([]) == set()
}
