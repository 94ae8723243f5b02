package tidegate.pods.non_numeric_user_test

import data.tidegate.pods.non_numeric_user

verdict(spec) := findings if {
	obj := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}
	findings := non_numeric_user.deny with input as {"object": obj}
}

containers(contexts) := [container |
	some i, context in contexts
	container := {"name": sprintf("c%d", [i]), "securityContext": context}
]

finding(who, path) := {
	"msg": concat("", [who, " must not be root, and which user it is only the image says: a name would not do"]),
	"path": path,
}

test_one_finding_for_all_that_inherit if {
	verdict({"securityContext": {"runAsNonRoot": true}, "containers": containers([{}, {}, {"runAsUser": 5}])}) == {
		finding(`containers "c0" and "c1"`, ["spec", "securityContext", "runAsUser"]),
	}
}

test_at_the_container_that_says_it if {
	verdict({"containers": containers([{"runAsNonRoot": true}, {"runAsNonRoot": false}, {}])}) == {
		finding(`container "c0"`, ["spec", "containers", 0, "securityContext", "runAsUser"]),
	}
}

test_each_place_names_its_own if {
	verdict({"securityContext": {"runAsNonRoot": true}, "containers": containers([{}, {"runAsNonRoot": true}])}) == {
		finding(`container "c0"`, ["spec", "securityContext", "runAsUser"]),
		finding(`container "c1"`, ["spec", "containers", 1, "securityContext", "runAsUser"]),
	}
}

test_a_number_on_either_level_will_do if {
	verdict({"securityContext": {"runAsNonRoot": true, "runAsUser": 7}, "containers": containers([{}])}) == set()
	verdict({"securityContext": {"runAsUser": 7}, "containers": containers([{"runAsNonRoot": true}])}) == set()
	verdict({"securityContext": {"runAsNonRoot": true}, "containers": containers([{"runAsUser": "${UID}"}])}) == set()
	verdict({"securityContext": {"runAsNonRoot": true}, "containers": containers([{"runAsNonRoot": false}])}) == set()
}

test_windows_has_no_numbers if {
	spec := {"securityContext": {"runAsNonRoot": true}, "containers": containers([{}])}
	verdict(object.union(spec, {"os": {"name": "windows"}})) == set()
}

test_what_the_injector_writes_is_not_judged if {
	spec := {"securityContext": {"runAsNonRoot": true}, "containers": [{"name": "istio-proxy", "image": "auto"}]}
	verdict(spec) == set()
}
