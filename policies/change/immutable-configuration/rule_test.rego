package tidegate.change.immutable_configuration_test

import data.tidegate.change.immutable_configuration

config(fields) := object.union({"kind": "ConfigMap", "metadata": {"name": "a"}, "immutable": true}, fields)

verdict(old, new) := findings if {
	findings := immutable_configuration.deny with input as {"oldObject": old, "object": new}
}

one := config({"data": {"a": "1", "b": "1"}})

test_what_it_holds_is_changed if {
	verdict(one, config({"data": {"a": "2", "b": "1"}})) == {{
		"msg": "the ConfigMap was made immutable, and \"a\" in it is changed",
		"path": ["data", "a"],
	}}
	verdict(one, config({"data": {"a": "2", "b": "2"}})) == {{
		"msg": "the ConfigMap was made immutable, and \"a\" and \"b\" in it are changed",
		"path": ["data"],
	}}
	verdict(one, one) == set()
	verdict(one, object.union(one, {"metadata": {"labels": {"a": "b"}}})) == set()
}

taken_back := {{"msg": "the ConfigMap was made immutable, which cannot be taken back", "path": ["immutable"]}}

test_the_declaration_is_taken_back if {
	verdict(one, json.remove(one, ["immutable"])) == taken_back
	verdict(one, object.union(one, {"immutable": false})) == taken_back
	verdict(one, object.union(one, {"immutable": "${IMMUTABLE}"})) == set()
}

test_it_was_not_immutable if {
	every old in [json.remove(one, ["immutable"]), object.union(one, {"immutable": false})] {
		verdict(old, config({"data": {}})) == set()
		verdict(old, one) == set()
		verdict(old, old) == set()
	}
}

test_it_is_deleted_first if {
	every annotations in [{"helm.sh/hook": "pre-upgrade"}, {"argocd.argoproj.io/sync-options": "Force=true"}] {
		verdict(one, {"kind": "ConfigMap", "metadata": {"annotations": annotations}, "data": {"a": "2"}}) == set()
	}
}
