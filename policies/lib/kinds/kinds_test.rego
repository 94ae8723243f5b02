package tidegate.lib.kinds_test

import data.tidegate.lib.kinds

test_name_has_the_group_and_no_version if {
	kinds.name_of({"apiVersion": "apps/v1", "kind": "Deployment"}) == "apps/Deployment"
	kinds.name_of({"apiVersion": "v1", "kind": "Service"}) == "Service"
	kinds.name_of({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout"}) == "argoproj.io/Rollout"
}

test_what_is_no_object_has_no_name if {
	every obj in [
		{},
		{"kind": "Service"},
		{"apiVersion": "v1"},
		{"apiVersion": 1, "kind": "Service"},
		{"apiVersion": "v1", "kind": ["Service"]},
		{"apiVersion": "apps/v1", "kind": 7},
		{"apiVersion": "a/b/c", "kind": "Service"},
		null,
		"text",
	] {
		not kinds.name_of(obj)
	}
}

test_group_of_api_version if {
	kinds.group_of("v1") == ""
	kinds.group_of("policy/v1") == "policy"
	not kinds.group_of(["apps/v1"])
	not kinds.group_of("a/b/c")
}

test_qualified_needs_two_texts if {
	kinds.qualified("", "Pod") == "Pod"
	kinds.qualified("apps", "Deployment") == "apps/Deployment"
	not kinds.qualified(1, "Pod")
	not kinds.qualified("", {})
	not kinds.qualified("apps", 1)
}

test_short_drops_the_group if {
	kinds.short("apps/Deployment") == "Deployment"
	kinds.short("Service") == "Service"
}

test_pod_template_paths_of_known_kinds if {
	kinds.pod_template_path("Pod") == []
	kinds.pod_template_path("apps/Deployment") == ["spec", "template"]
	kinds.pod_template_path("batch/CronJob") == ["spec", "jobTemplate", "spec", "template"]
	kinds.pod_template_path("keda.sh/ScaledJob") == ["spec", "jobTargetRef", "template"]
	not kinds.pod_template_path("ConfigMap")
	not kinds.pod_template_path("example.com/Unknown")
}

test_a_configured_kind_is_found_like_a_known_one if {
	table := {"example.com/App": {"namespaced": true, "pod_template": ["spec", "pod"]}}
	kinds.pod_template_path("example.com/App") == ["spec", "pod"] with data.lib.kinds.kinds as table
}

test_a_path_that_is_no_list_is_none if {
	table := {"example.com/App": {"namespaced": true, "pod_template": "spec.pod"}}
	not kinds.pod_template_path("example.com/App") with data.lib.kinds.kinds as table
}

test_every_member_of_a_group_is_a_known_kind_with_a_pod_template if {
	every members in data.lib.kinds.groups {
		every name in members { kinds.pod_template_path(name) }
	}
}

test_narrower_groups_are_parts_of_workloads if {
	workloads := {name | some name in data.lib.kinds.groups.workloads}
	long_running := {name | some name in data.lib.kinds.groups.long_running_workloads}
	scalable := {name | some name in data.lib.kinds.groups.scalable_workloads}
	unscalable := {name | some name in data.lib.kinds.groups.unscalable_workloads}
	long_running - workloads == set()
	scalable - long_running == set()
	unscalable - workloads == set()
	unscalable & scalable == set()
}

test_merge_keys_tell_container_ports_from_service_ports if {
	[entry.keys | some entry in data.lib.kinds.merge_keys; entry.list == "ports"] == [
		["containerPort", "protocol"],
		["port", "protocol"],
	]
}
