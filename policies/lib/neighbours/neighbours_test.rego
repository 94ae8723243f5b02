package tidegate.lib.neighbours_test

import data.tidegate.lib.neighbours

labelled(labels) := {"matchLabels": labels}

service := {"kind": "Service", "apiVersion": "v1", "metadata": {"name": "web", "namespace": "shop"}}

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web"},
	"spec": {"template": {"metadata": {"labels": {"app": "web"}}}},
}

test_workloads_of_the_namespace if {
	inventory := {
		"apps/Deployment": {"shop": {"web": deployment}, "other": {"web": deployment}},
		"batch/Job": {"shop": {"import": {"apiVersion": "batch/v1", "kind": "Job", "spec": {"template": {}}}}},
		"Service": {"shop": {"web": service}},
	}
	found := neighbours.workloads with input as {"object": service, "inventory": inventory}
	[[item.kind, item.labels] | some item in found] == [["apps/Deployment", {"app": "web"}], ["batch/Job", {}]]
	[item.object | some item in found][0] == deployment
}

rollout := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
}

test_a_rollout_whose_pods_are_not_in_sight if {
	alone := {"argoproj.io/Rollout": {"shop": {"web": rollout}}}
	neighbours.some_are_unseen with input as {"object": service, "inventory": alone}
	both := object.union(alone, {"apps/Deployment": {"shop": {"web": deployment}}})
	not neighbours.some_are_unseen with input as {"object": service, "inventory": both}
	elsewhere := {"argoproj.io/Rollout": {"other": {"web": rollout}}}
	not neighbours.some_are_unseen with input as {"object": service, "inventory": elsewhere}
}

known(kinds) if {
	neighbours.are_known with input as {"object": service, "complete": {"shop": {kind: true | some kind in kinds}}}
}

test_what_makes_pods_is_known if {
	known(["apps/DaemonSet", "apps/Deployment", "apps/StatefulSet"])
	known(["Pod"])
	not known(["apps/Deployment", "apps/StatefulSet"])
	not known([])
}

test_labels_as_they_stand if {
	neighbours.could_select(labelled({"app": "web"}), {"app": "web", "tier": "front"})
	neighbours.could_select(labelled({"app": "${NAME}"}), {"app": "web"})
	not neighbours.could_select(labelled({"app": "web"}), {"app": "api"})
	not neighbours.could_select(labelled({"app": "web"}), {})
}

# A Service of another tool's test selects a pod of a StatefulSet by a label that no template has.
test_labels_that_come_later if {
	neighbours.could_select(labelled({"app": "db", "role": "leader"}), {"app": "db"})
	not neighbours.could_select(labelled({"app": "db", "role": "leader"}), {"app": "db", "role": "none"})
	not neighbours.could_select(labelled({"role": "leader"}), {"app": "db"})
	neighbours.could_select(labelled({"app": "vault", "vault-active": "true"}), {"app": "vault"})
	neighbours.could_select(labelled({"app": "db", "${ROLE}": "leader"}), {"app": "db"})
	not neighbours.could_select(labelled({"app": "db", "role": "leader", "tier": "front"}), {"app": "db"})
	neighbours.could_select(labelled({"statefulset.kubernetes.io/pod-name": "db-0"}), {"app": "db"})
	not neighbours.could_select(labelled({"pod-template-hash": "1", "app": "web"}), {"app": "db"})
}

some_selected(wanted) if {
	inventory := {"apps/Deployment": {"shop": {"web": deployment}}}
	neighbours.could_select_some(wanted) with input as {"object": service, "inventory": inventory}
}

test_a_selector_that_reaches_one_of_them if {
	some_selected(labelled({"app": "web"}))
	some_selected(labelled({"app": "${NAME}"}))
	some_selected(object.union(labelled({"app": "web"}), {"matchExpressions": [{"key": "app", "operator": "Exists"}]}))
	not some_selected(labelled({"app": "api"}))
	not some_selected(object.union(labelled({"app": "web"}), {"matchExpressions": [{"key": "x", "operator": "Exists"}]}))
}

test_labels_filled_with_what_is_wanted if {
	neighbours.filled({"app": "web"}, labelled({"app": "api", "tier": "front"})) == {"app": "web", "tier": "front"}
	neighbours.filled({"app": "web"}, labelled("${LABELS}")) == {"app": "web"}
	neighbours.filled({"app": "web"}, {}) == {"app": "web"}
}

foreign(wanted, inventory) if {
	neighbours.are_foreign(wanted) with input as {"object": service, "inventory": inventory}
}

# Longhorn labels its managers while they run, and its Services select by these labels alone.
test_labels_that_nobody_has if {
	inventory := {"apps/Deployment": {"shop": {"web": deployment}}}
	foreign(labelled({"longhorn.io/recovery-backend": "x"}), inventory)
	not foreign(labelled({"app": "api"}), inventory)
	not foreign(labelled({"app": "api", "longhorn.io/recovery-backend": "x"}), inventory)
	not foreign(labelled({"app": "api"}), {})
	not foreign({}, inventory)
	not foreign(labelled({}), inventory)
}

test_one_similar_value if {
	neighbours.nearly_selects(labelled({"app": "shop", "tier": "front"}), {"app": "shop", "tier": "frontend"})
	neighbours.nearly_selects(labelled({"app": "shop", "tier": "frontend"}), {"app": "shop", "tier": "front"})
	neighbours.nearly_selects(labelled({"app": "shop", "tier": "Front-End"}), {"app": "shop", "tier": "frontend"})
	not neighbours.nearly_selects(labelled({"app": "shop", "tier": "back"}), {"app": "shop", "tier": "front"})
	not neighbours.nearly_selects(labelled({"app": "shop", "tier": 100}), {"app": "shop", "tier": "1000"})
	not neighbours.nearly_selects(labelled({"app": "shop", "tier": "frontend"}), {"app": "shop", "tier": "fr"})
	not neighbours.nearly_selects(labelled({"app": "shop", "tier": "fr"}), {"app": "shop", "tier": "frontend"})
}

test_one_value_is_one if {
	two := {"app": "shop", "tier": "front", "track": "canary"}
	not neighbours.nearly_selects(labelled({"app": "shop", "tier": "frontend", "track": "canary2"}), two)
	not neighbours.nearly_selects(labelled({"app": "shop"}), two)
	not neighbours.nearly_selects(labelled({"app": "shop", "more": "x"}), two)
	not neighbours.nearly_selects(labelled({"app": "shop", "tier": "frontend", "more": "x"}), two)
}

test_to_agree_in_what_all_share_says_nothing if {
	wanted := labelled({"app.kubernetes.io/instance": "r", "app": "shopping"})
	not neighbours.nearly_selects(wanted, {"app.kubernetes.io/instance": "r", "app": "shop"})
	not neighbours.nearly_selects(labelled({"app": "shopping"}), {"app": "shop"})
}

test_expressions_mean_something_else if {
	wanted := {
		"matchLabels": {"app": "shop", "tier": "frontend"},
		"matchExpressions": [{"key": "x", "operator": "Exists"}],
	}
	not neighbours.nearly_selects(wanted, {"app": "shop", "tier": "front"})
}

test_differences_in_words if {
	neighbours.differences(labelled({"app": "shop", "tier": "back", "x": "y"}), {"app": "shop", "tier": "front"}) == concat(
		", ",
		[`tier is "front", not "back"`, "there is no x"],
	)
}
