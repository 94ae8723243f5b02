package tidegate.schema.duplicate_object_test

import data.tidegate.schema.duplicate_object

verdict(duplicates) := findings if {
	findings := duplicate_object.deny with input as {"schema": {"duplicates": duplicates}}
}

web := {"kind": "apps/Deployment", "namespace": "shop", "name": "web", "path": ["items", 0]}

reader := {"kind": "rbac.authorization.k8s.io/ClusterRole", "namespace": "", "name": "reader"}

finding(title, times, other) := {
	"msg": sprintf("the scope has %s %s: the one applied last wins, the rest is lost", [title, times]),
	"path": ["metadata", "name"],
	"related": {{"object": object.filter(other, ["kind", "namespace", "name"]), "path": []}},
}

test_an_object_that_is_there_twice if {
	verdict([web]) == {finding("Deployment shop/web", "twice", web)}
}

test_one_of_the_cluster if {
	verdict([reader]) == {finding("ClusterRole reader", "twice", reader)}
}

test_three_of_a_kind if {
	verdict([web, web]) == {finding("Deployment shop/web", "3 times", web)}
}

test_a_name_that_is_filled_in_later_is_unknown if {
	verdict([object.union(web, {"name": "${NAME}"})]) == {{
		"unknown": true,
		"msg": "Deployment shop/${NAME} is filled in later",
		"path": ["metadata", "name"],
	}}
	verdict([object.union(web, {"namespace": "{{ .Release.Namespace }}"})]) == {{
		"unknown": true,
		"msg": "Deployment {{ .Release.Namespace }}/web is filled in later",
		"path": ["metadata", "name"],
	}}
}

test_an_object_that_is_there_once if {
	verdict([]) == set()
}

test_without_schemas_nothing_is_said if {
	duplicate_object.deny == set() with input as {"schema": null}
}
