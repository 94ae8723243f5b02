package tidegate.lib.security_test

import data.tidegate.lib.security
import data.tidegate.lib.workload

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

entry(context) := {"class": "app", "container": {"securityContext": context}, "path": ["here"], "name": "a"}

plain := {"class": "app", "container": {}, "path": ["here"], "name": "a"}

test_the_container_wins_over_the_pod if {
	obj := pod({"securityContext": {"runAsUser": 0}})
	security.setting(entry({"runAsUser": 5}), "runAsUser") == {
		"value": 5,
		"path": ["here", "securityContext", "runAsUser"],
	} with input.object as obj
}

test_the_pod_holds_where_the_container_is_silent if {
	obj := pod({"securityContext": {"runAsNonRoot": false}})
	expected := {"value": false, "path": ["spec", "securityContext", "runAsNonRoot"]}
	security.setting(entry({"runAsUser": 5}), "runAsNonRoot") == expected with input.object as obj
	security.setting(plain, "runAsNonRoot") == expected with input.object as obj
	security.pod_setting("runAsNonRoot") == expected with input.object as obj
}

test_a_field_is_merged_by_itself_not_with_its_context if {
	obj := pod({"securityContext": {"runAsNonRoot": true, "runAsUser": 7}})
	found := security.setting(entry({"runAsUser": 0}), "runAsNonRoot") with input.object as obj
	found.value == true
}

test_fields_of_containers_alone_are_not_inherited if {
	obj := pod({"securityContext": {"privileged": true, "allowPrivilegeEscalation": false}})
	not security.setting(plain, "privileged") with input.object as obj
	not security.setting(plain, "allowPrivilegeEscalation") with input.object as obj
}

test_every_field_that_a_pod_may_set_is_inherited if {
	security.inherited == {
		"appArmorProfile", "runAsGroup", "runAsNonRoot", "runAsUser",
		"seLinuxOptions", "seccompProfile", "windowsOptions",
	}
}

test_nothing_written_is_undefined if {
	not security.setting(plain, "runAsUser") with input.object as pod({})
	not security.pod_setting("runAsUser") with input.object as pod({})
	not security.pod_setting("runAsUser") with input.object as pod({"securityContext": {}})
	not security.pod_setting("runAsUser") with input.object as null
}

test_own_setting_does_not_look_at_the_pod if {
	not security.own_setting(plain, "runAsUser") with input.object as pod({"securityContext": {"runAsUser": 1}})
}

test_a_placeholder_for_the_context_is_an_unknown_value if {
	obj := pod({"securityContext": {"runAsUser": 0}})
	security.setting(entry("${CONTEXT}"), "runAsUser") == {
		"value": "${CONTEXT}",
		"path": ["here", "securityContext"],
	} with input.object as obj
	security.pod_setting("runAsUser") == {
		"value": "${CONTEXT}",
		"path": ["spec", "securityContext"],
	} with input.object as pod({"securityContext": "${CONTEXT}"})
}

test_settings_of_a_real_pod if {
	obj := pod({"containers": [{"name": "a", "securityContext": {"privileged": true}}]})
	found := [security.setting(item, "privileged") | some item in workload.containers] with input.object as obj
	found == [{"value": true, "path": ["spec", "containers", 0, "securityContext", "privileged"]}]
}

test_windows if {
	security.is_windows with input.object as pod({"os": {"name": "windows"}})
	not security.is_windows with input.object as pod({"os": {"name": "linux"}})
	not security.is_windows with input.object as pod({"nodeSelector": {"kubernetes.io/os": "windows"}})
}

test_user_namespace if {
	security.maybe_user_namespace with input.object as pod({"hostUsers": false})
	security.maybe_user_namespace with input.object as pod({"hostUsers": "${HOST_USERS}"})
	not security.maybe_user_namespace with input.object as pod({"hostUsers": true})
	not security.maybe_user_namespace with input.object as pod({})
}

labelled(level) := {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": level}}}

test_level_of_the_namespace_wins_over_the_parameter if {
	security.level == "baseline" with input as {
		"namespaceObject": labelled("baseline"),
		"params": {"level": "restricted"},
	}
}

test_level_of_the_parameter if {
	security.level == "restricted" with input as {"namespaceObject": null, "params": {"level": "restricted"}}
	security.level == "privileged" with input as {
		"namespaceObject": labelled("bogus"),
		"params": {"level": "privileged"},
	}
}

test_no_level if {
	not security.level with input as {"namespaceObject": labelled("bogus"), "params": {"level": null}}
	not security.level with input as {"params": {"level": "root"}}
	not security.level with input as {}
}

test_only_privileged_lets_anything_go if {
	security.anything_goes with input.namespaceObject as labelled("privileged")
	security.anything_goes with input.params as {"level": "privileged"}
	not security.anything_goes with input.namespaceObject as labelled("baseline")
	not security.anything_goes with input as {}
}
