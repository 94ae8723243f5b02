package tidegate.lib.apis_test

import data.tidegate.lib.apis

lifecycles := data.lib.apis.lifecycles

table := {"example.com/v1": {
	"Old": {"deprecated": 8, "removed": 10, "use": "example.com/v2"},
	"Kept": {"deprecated": 9, "instead": "do without"},
	"Sudden": {"removed": 10, "use": "example.com/v2 Other", "since": 10},
}}

review(kind, versions) := {
	"object": {"apiVersion": "example.com/v1", "kind": kind},
	"schema": {"versions": versions},
}

missing_in(kind, versions) := found if {
	found := apis.missing_in with input as review(kind, versions) with data.lib.apis.lifecycles as table
}

deprecated_in(kind, versions) := found if {
	found := apis.deprecated_in with input as review(kind, versions) with data.lib.apis.lifecycles as table
}

advice(kind, versions) := found if {
	found := apis.advice with input as review(kind, versions) with data.lib.apis.lifecycles as table
}

test_versions_are_compared_by_number if {
	missing_in("Old", ["1.7", "1.8", "1.9", "1.10", "1.11", "1.100"]) == ["1.10", "1.11", "1.100"]
	missing_in("Old", ["1.9"]) == []
}

test_deprecated_until_it_is_removed if {
	deprecated_in("Old", ["1.7", "1.8", "1.9", "1.10", "1.11"]) == ["1.8", "1.9"]
	deprecated_in("Old", ["1.10"]) == []
}

test_what_is_never_removed_stays_deprecated if {
	deprecated_in("Kept", ["1.8", "1.9", "1.100"]) == ["1.9", "1.100"]
	not missing_in("Kept", ["1.100"])
}

test_what_was_removed_without_a_warning_is_never_deprecated if {
	not deprecated_in("Sudden", ["1.9"])
	missing_in("Sudden", ["1.9", "1.10"]) == ["1.10"]
}

test_an_api_that_is_not_in_the_table if {
	not missing_in("New", ["1.100"])
	not deprecated_in("New", ["1.100"])
	not advice("New", ["1.100"])
	not apis.lifecycle with input as review("New", [])
}

test_other_input_than_objects_is_in_no_table if {
	every obj in [null, "text", {}, {"apiVersion": ["v1"], "kind": "Old"}, {"apiVersion": "example.com/v1", "kind": 7}] {
		not apis.missing_in with input as {"object": obj, "schema": {"versions": ["1.37"]}}
			with data.lib.apis.lifecycles as table
	}
}

test_where_nothing_is_judged_nothing_is_missing if {
	apis.missing_in == [] with input as {"object": review("Old", []).object, "schema": null}
		with data.lib.apis.lifecycles as table
}

test_gone_is_asked_of_one_version if {
	apis.gone("1.10") with input as review("Old", []) with data.lib.apis.lifecycles as table
	not apis.gone("1.9") with input as review("Old", []) with data.lib.apis.lifecycles as table
	not apis.gone("1.100") with input as review("Kept", []) with data.lib.apis.lifecycles as table
	not apis.gone("1.100") with input as review("New", []) with data.lib.apis.lifecycles as table
}

test_the_name_of_an_api if {
	apis.name == "example.com/v1 Old" with input as review("Old", [])
}

test_advice_names_what_takes_its_place if {
	advice("Old", ["1.9"]) == "use example.com/v2"
	advice("Kept", ["1.9"]) == "do without"
}

test_advice_says_from_when_on if {
	advice("Sudden", ["1.9", "1.10"]) == "use example.com/v2 Other (from Kubernetes 1.10 on)"
	advice("Sudden", ["1.10"]) == "use example.com/v2 Other"
}

# The table itself.

entries := [{"api": api, "kind": kind, "entry": entry} |
	some api, kinds in lifecycles
	some kind, entry in kinds
]

test_every_entry_says_what_to_do if {
	count(entries) > 100
	every one in entries {
		count({"use", "instead"} & object.keys(one.entry)) == 1
		object.keys(one.entry) - {"deprecated", "removed", "use", "since", "instead"} == set()
	}
}

test_every_entry_has_minors_in_order if {
	every one in entries {
		count({"deprecated", "removed"} & object.keys(one.entry)) > 0
		every key in {"deprecated", "removed", "since"} & object.keys(one.entry) {
			is_number(one.entry[key])
			one.entry[key] == floor(one.entry[key])
		}
		object.get(one.entry, "deprecated", 0) < object.get(one.entry, "removed", 1000)
	}
}

test_what_takes_the_place_of_an_api_outlives_it if {
	every one in entries {
		place := split(object.get(one.entry, "use", "none"), " ")
		heir := object.get(lifecycles, array.slice(array.concat(place, [one.kind]), 0, 2), {})
		object.get(heir, "removed", 1000) > object.get(one.entry, "removed", 0)
		object.get(heir, "deprecated", 1000) > object.get(one.entry, "deprecated", 0)
	}
}

test_facts_of_the_deprecation_guide if {
	lifecycles["extensions/v1beta1"].Deployment == {"deprecated": 8, "removed": 16, "use": "apps/v1"}
	lifecycles["networking.k8s.io/v1beta1"].Ingress == {"deprecated": 19, "removed": 22, "use": "networking.k8s.io/v1"}
	lifecycles["policy/v1beta1"].PodSecurityPolicy.removed == 25
	lifecycles["autoscaling/v2beta2"].HorizontalPodAutoscaler == {"deprecated": 23, "removed": 26, "use": "autoscaling/v2"}
	lifecycles["flowcontrol.apiserver.k8s.io/v1beta3"].FlowSchema.removed == 32
	lifecycles.v1.Endpoints == {"deprecated": 33, "use": "discovery.k8s.io/v1 EndpointSlice"}
}
