package tidegate.schema.name_invalid_test

import data.tidegate.schema.name_invalid

mistake := {
	"class": "name",
	"path": ["metadata", "name"],
	"message": "'Web' is no name: lower case letters only",
	"meant": "web",
}

verdict(mistakes) := findings if {
	findings := name_invalid.deny with input as {"schema": {"versions": ["1.36", "1.37"], "mistakes": mistakes}}
}

test_a_mistake_is_told if {
	verdict([mistake]) == {{
		"msg": "'Web' is no name: lower case letters only: did you mean 'web'?",
		"path": mistake.path,
	}}
}

test_in_some_of_the_versions if {
	verdict([object.union(mistake, {"versions": ["1.37"]})]) == {{
		"msg": "'Web' is no name: lower case letters only: did you mean 'web'? (in 1.37)",
		"path": mistake.path,
	}}
}

test_a_placeholder_is_unknown if {
	verdict([object.union(mistake, {"unknown": true})]) == {{
		"unknown": true,
		"msg": "'Web' is no name: lower case letters only: did you mean 'web'?",
		"path": mistake.path,
	}}
}

test_mistakes_of_the_other_rules if {
	every class in {"invalid", "version", "unknown-field", "name", "label"} - {"name"} {
		verdict([object.union(mistake, {"class": class})]) == set()
	}
}

test_without_schemas_nothing_is_said if {
	name_invalid.deny == set() with input as {"schema": null}
	verdict([]) == set()
}
