package tidegate.rollout.selector_mismatch_test

import data.tidegate.rollout.selector_mismatch

workload(api_version, kind, selector, metadata) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"selector": selector, "template": {"metadata": metadata, "spec": {}}},
}

verdict(selector, metadata) := findings if {
	findings := selector_mismatch.deny with input as {"object": workload("apps/v1", "Deployment", selector, metadata)}
}

of_labels(required, given) := verdict({"matchLabels": required}, {"labels": given})

found(missing) := {{
	"msg": sprintf("the selector asks for labels that the pods do not get%s: the API server refuses the Deployment", [
		missing,
	]),
	"path": ["spec", "template", "metadata", "labels"],
}}

unknown := {{
	"unknown": true,
	"msg": "labels or selector are filled in later",
	"path": ["spec", "selector"],
}}

empty := {{"msg": "the selector is empty: the API server refuses the Deployment", "path": ["spec", "selector"]}}

test_labels_that_are_there if {
	of_labels({"app": "web"}, {"app": "web", "version": "v1"}) == set()
	verdict({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, {"labels": {"app": "web"}}) == set()
}

test_labels_that_are_not_there if {
	of_labels({"app": "web"}, {"app": "api"}) == found(" (app=web)")
	of_labels({"app": "web", "tier": "front", "zone": "a"}, {"app": "web"}) == found(" (tier=front, zone=a)")
	verdict({"matchLabels": {"app": "web"}}, {}) == found(" (app=web)")
	verdict({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, {"labels": {"app": "web"}}) == found("")
}

test_no_metadata_at_all if {
	obj := {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"spec": {"selector": {"matchLabels": {"app": "web"}}, "template": {"spec": {}}},
	}
	selector_mismatch.deny == found(" (app=web)") with input as {"object": obj}
}

test_an_empty_selector if {
	verdict({}, {"labels": {"app": "web"}}) == empty
	of_labels({}, {"app": "web"}) == empty
}

test_a_selector_that_is_not_there_is_for_the_schema if {
	obj := {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"metadata": {"labels": {"app": "web"}}}}}
	selector_mismatch.deny == set() with input as {"object": obj}
}

test_what_is_filled_in_later if {
	of_labels({"app": "${APP}"}, {"app": "web"}) == unknown
	of_labels({"app": "web"}, {"app": "${APP}"}) == unknown
	of_labels({"${KEY}": "web"}, {"app": "web"}) == unknown
	of_labels({"app": "web"}, {"${KEY}": "web"}) == unknown
	of_labels("${LABELS}", {"app": "web"}) == unknown
	of_labels({"app": "web"}, "${LABELS}") == unknown
	verdict("${SELECTOR}", {"labels": {"app": "web"}}) == unknown
	verdict({"matchLabels": {"app": "web"}}, "${METADATA}") == unknown
	verdict({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, {"labels": {"${KEY}": "web"}}) == unknown
}

test_one_that_is_known_to_be_missing_is_enough if {
	of_labels({"app": "${APP}", "tier": "front"}, {"app": "web"}) == found(" (tier=front)")
}

test_what_is_no_mapping_is_for_the_schema if {
	verdict(["app"], {"labels": {"app": "web"}}) == set()
	of_labels({"app": "web"}, ["app"]) == set()
	verdict({"matchLabels": {"app": "web"}}, ["labels"]) == set()
}

test_replication_controllers_select_by_a_plain_mapping if {
	selector_mismatch.deny == set() with input as {"object": workload("v1", "ReplicationController", {"app": "web"}, {
		"labels": {"app": "web"},
	})}
	selector_mismatch.deny == set() with input as {"object": workload("v1", "ReplicationController", {}, {
		"labels": {"app": "web"},
	})}
	{answer.msg | some answer in selector_mismatch.deny} == {concat(" ", [
		"the selector asks for labels that the pods do not get (app=web):",
		"the API server refuses the ReplicationController",
	])} with input as {"object": workload("v1", "ReplicationController", {"app": "web"}, {})}
}

test_rollouts_are_refused_by_their_controller if {
	selector := {"matchLabels": {"app": "web"}}
	{answer.msg | some answer in selector_mismatch.deny} == {concat(" ", [
		"the selector asks for labels that the pods do not get (app=web):",
		"the controller of the Rollout refuses it",
	])} with input as {"object": workload("argoproj.io/v1alpha1", "Rollout", selector, {})}
}

test_a_rollout_that_borrows_its_template if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "web", "namespace": "shop"},
		"spec": {
			"selector": {"matchLabels": {"app": "other"}},
			"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
		},
	}
	deployments := {"shop": {"web": workload("apps/v1", "Deployment", {}, {"labels": {"app": "web"}})}}
	selector_mismatch.deny == set() with input as {"object": rollout, "inventory": {"apps/Deployment": deployments}}
}
