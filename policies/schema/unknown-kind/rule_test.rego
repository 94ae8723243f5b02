package tidegate.schema.unknown_kind_test

import data.tidegate.schema.unknown_kind

widget := {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "web"}}

verdict(obj, facts) := findings if {
	findings := unknown_kind.deny with input as {
		"object": obj,
		"schema": object.union({"versions": ["1.37"], "known": false, "mistakes": []}, facts),
	}
}

test_a_kind_without_a_schema if {
	verdict(widget, {}) == {{
		"msg": "no schema describes example.com/v1 Widget: its fields are not judged",
		"path": ["kind"],
	}}
}

test_a_kind_with_a_schema if {
	verdict(widget, {"known": true}) == set()
}

test_other_mistakes_do_not_hide_it if {
	name := {"class": "name", "path": ["metadata", "name"], "message": "wrong"}
	count(verdict(widget, {"mistakes": [name]})) == 1
}

test_a_kind_that_its_group_lacks_is_told_by_another_rule if {
	lacking := {"class": "version", "path": ["kind"], "message": "apps/v1 has no kind Deploymant"}
	verdict({"apiVersion": "apps/v1", "kind": "Deploymant"}, {"mistakes": [lacking]}) == set()
}

test_a_removed_api_is_told_by_another_rule if {
	verdict({"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy"}, {}) == set()
}

test_an_api_that_is_removed_later_is_unknown_all_the_same if {
	count(verdict({"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy"}, {"versions": ["1.24"]})) == 1
}

test_a_placeholder_is_unknown if {
	verdict(object.union(widget, {"kind": "${KIND}"}), {}) == {{
		"unknown": true,
		"msg": "example.com/v1 ${KIND} is filled in later",
		"path": ["kind"],
	}}
	verdict(object.union(widget, {"apiVersion": "{{ .Values.api }}"}), {}) == {{
		"unknown": true,
		"msg": "{{ .Values.api }} Widget is filled in later",
		"path": ["kind"],
	}}
	verdict(object.union(widget, {"kind": "${KIND}"}), {"known": true}) == set()
}

test_without_schemas_nothing_is_said if {
	unknown_kind.deny == set() with input as {"object": widget, "schema": null}
}
