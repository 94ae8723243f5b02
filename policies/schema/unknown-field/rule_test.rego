package tidegate.schema.unknown_field_test

import data.tidegate.schema.unknown_field

mistake := {
	"class": "unknown-field",
	"path": ["spec", "template", "spec", "runAsNonroot"],
	"message": "unknown field 'runAsNonroot'",
	"meant": "runAsNonRoot",
}

verdict(mistakes) := findings if {
	findings := unknown_field.deny with input as {"schema": {"versions": ["1.36", "1.37"], "mistakes": mistakes}}
}

test_a_mistake_is_told if {
	verdict([mistake]) == {{"msg": "unknown field 'runAsNonroot': did you mean 'runAsNonRoot'?", "path": mistake.path}}
}

test_in_some_of_the_versions if {
	verdict([object.union(mistake, {"versions": ["1.37"]})]) == {{
		"msg": "unknown field 'runAsNonroot': did you mean 'runAsNonRoot'? (in 1.37)",
		"path": mistake.path,
	}}
}

test_a_placeholder_is_unknown if {
	verdict([object.union(mistake, {"unknown": true})]) == {{
		"unknown": true,
		"msg": "unknown field 'runAsNonroot': did you mean 'runAsNonRoot'?",
		"path": mistake.path,
	}}
}

test_mistakes_of_the_other_rules if {
	every class in {"invalid", "version", "unknown-field", "name", "label"} - {"unknown-field"} {
		verdict([object.union(mistake, {"class": class})]) == set()
	}
}

test_without_schemas_nothing_is_said if {
	unknown_field.deny == set() with input as {"schema": null}
	verdict([]) == set()
}
