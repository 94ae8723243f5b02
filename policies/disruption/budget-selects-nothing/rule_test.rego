package tidegate.disruption.budget_selects_nothing_test

import data.tidegate.disruption.budget_selects_nothing

pdb(spec) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"maxUnavailable": 1}, spec),
}

workload(kind, name, labels) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": name},
	"spec": {"replicas": 2, "template": {"metadata": {"labels": labels}}},
}

deployments(labels) := {"apps/Deployment": {"shop": {sprintf("d%d", [i]): workload("Deployment", sprintf("d%d", [i]), l) |
	some i, l in labels
}}}

verdict(spec, inventory) := findings if {
	findings := budget_selects_nothing.deny with input as {"object": pdb(spec), "inventory": inventory, "complete": {}}
}

selects(labels) := {"selector": {"matchLabels": labels}}

near(name, difference) := {
	"msg": sprintf(
		"no pod of the namespace carries the labels that the selector asks for; the nearest are of Deployment %q%s",
		[name, difference],
	),
	"path": ["spec", "selector"],
	"related": [{
		"object": {"kind": "apps/Deployment", "namespace": "shop", "name": name},
		"path": ["spec", "template", "metadata", "labels"],
	}],
}

test_no_selector_selects_nothing if {
	expected := {{
		"msg": "the budget has no selector, so it selects no pod and protects none",
		"path": ["spec", "selector"],
	}}
	verdict({}, {}) == expected
	verdict({}, deployments([{"app": "web"}])) == expected
}

test_an_empty_selector_selects_everything if {
	verdict({"selector": {}}, deployments([{"app": "web"}])) == set()
	verdict({"selector": {}}, {}) == set()
}

test_a_label_that_differs if {
	verdict(selects({"app": "web"}), deployments([{"app": "api"}])) == {near("d0", ", where app is api")}
	verdict(selects({"app": "web"}), deployments([{"app": "web"}])) == set()
}

test_the_nearest_is_named if {
	all := deployments([{"app": "api", "tier": "a"}, {"app": "web", "tier": "b"}])
	verdict(selects({"app": "web", "tier": "c"}), all) == {near("d1", ", where tier is b")}
	verdict(selects({"app": "x", "tier": "c"}), deployments([{"app": "api", "tier": "a"}])) == {near(
		"d0",
		", where app is api and tier is a",
	)}
}

test_a_name_that_begins_alike_is_nearer if {
	all := deployments([{"app": "api"}, {"app": "catalog"}, {"app": "web"}])
	verdict(selects({"app": "catalogue"}), all) == {near("d1", ", where app is catalog")}
	verdict(selects({"app": "cat"}), all) == {near("d1", ", where app is catalog")}
}

# What comes and goes beside the release is not what the budget was written for.
test_a_hook_is_not_what_was_meant if {
	hook := object.union(
		workload("Deployment", "a", {"app": "test"}),
		{"metadata": {"annotations": {"helm.sh/hook": "test"}}},
	)
	verdict(selects({"app": "web"}), {"apps/Deployment": {"shop": {"a": hook}}}) == set()
	both := object.union(deployments([{"app": "api"}]), {"apps/Deployment": {"shop": {"a": hook}}})
	verdict(selects({"app": "web"}), both) == {near("d0", ", where app is api")}
	verdict(selects({"app": "test"}), both) == set()
}

test_expressions_are_read_too if {
	among := {"key": "app", "operator": "In", "values": ["web", "www"]}
	verdict({"selector": {"matchExpressions": [among]}}, deployments([{"app": "api"}])) == {near("d0", "")}
	verdict({"selector": {"matchExpressions": [among]}}, deployments([{"app": "www"}])) == set()
	verdict({"selector": {"matchExpressions": [among]}}, deployments([{"name": "api"}])) == set()
	present := {"key": "app", "operator": "Exists"}
	none := {"key": "app", "operator": "DoesNotExist"}
	both := {"matchLabels": {"tier": "b"}, "matchExpressions": [present]}
	verdict({"selector": both}, deployments([{"tier": "a"}])) == set()
	verdict({"selector": both}, deployments([{"tier": "a", "app": "x"}])) == {near("d0", ", where tier is a")}
	other := {"key": "app", "operator": "NotIn", "values": ["api"]}
	verdict({"selector": {"matchExpressions": [none]}}, deployments([{"app": "api"}])) == unlike
	verdict({"selector": {"matchExpressions": [other]}}, deployments([{"app": "api"}])) == unlike
	verdict({"selector": {"matchExpressions": [none]}}, {}) == set()
	verdict({"selector": {"matchExpressions": [none]}}, hooks({"app": "api"})) == set()
	with_tier := {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "Exists"}]}
	verdict({"selector": with_tier}, deployments([{"app": "web"}])) == unlike
}

unlike := {{
	"msg": "no pod of the namespace carries the labels that the selector asks for",
	"path": ["spec", "selector"],
}}

hooks(labels) := {"apps/Deployment": {"shop": {"a": object.union(
	workload("Deployment", "a", labels),
	{"metadata": {"annotations": {"helm.sh/hook": "test"}}},
)}}}

# Polaris takes one shared label for a match; Kubernetes wants all of them.
test_some_of_the_labels_are_not_all if {
	asked := {"app": "web", "tier": "front", "app.kubernetes.io/component": "api"}
	verdict(selects(asked), deployments([{"app": "web"}])) == unlike
	verdict(selects(asked), deployments([{"app": "api"}])) == set()
	verdict(selects(asked), hooks({"app": "web"})) == set()
	with_release := {"app.kubernetes.io/instance": "shop", "app.kubernetes.io/component": "api"}
	verdict(selects(with_release), deployments([{"app.kubernetes.io/instance": "shop"}])) == set()
}

test_an_empty_selector_of_policy_v1beta1_selects_nothing if {
	old := object.union(pdb({"selector": {}}), {"apiVersion": "policy/v1beta1"})
	found := budget_selects_nothing.deny with input as {
		"object": old,
		"inventory": {},
		"complete": {},
	}
	found == {{
		"msg": "an empty selector of policy/v1beta1 selects no pod, so the budget protects none",
		"path": ["spec", "selector"],
	}}
}

there := {"apps/Deployment": {"other": {"web": workload("Deployment", "web", {"app": "web"})}}}

test_in_another_namespace if {
	verdict(selects({"app": "web"}), there) == {{
		"msg": concat("", [
			"no pod of the namespace carries the labels that the selector asks for; ",
			`those of Deployment "web" do, in namespace "other"`,
		]),
		"path": ["spec", "selector"],
		"related": [{
			"object": {"kind": "apps/Deployment", "namespace": "other", "name": "web"},
			"path": ["spec", "template", "metadata", "labels"],
		}],
	}}
	operator := {"monitoring.coreos.com/Prometheus": {"shop": {"main": {"kind": "Prometheus"}}}}
	verdict(selects({"app": "web"}), object.union(there, operator)) == set()
	verdict({"selector": {}}, there) == set()
	here := {"apps/Deployment": {"shop": {"api": workload("Deployment", "api", {"app": "api"})}}}
	verdict(selects({"app": "web"}), object.union(there, here)) == {near("api", ", where app is api")}
	verdict(selects({"app": "web"}), {"apps/Deployment": {"other": hooks({"app": "web"})["apps/Deployment"].shop}}) == set()
}

# Operators name their pods by labels of their own: kube-linter and others report budgets of such pods as dangling.
test_labels_that_nothing_around_carries_may_be_an_operators if {
	verdict(selects({"cnpg.io/cluster": "db"}), deployments([{"app": "web"}])) == set()
	verdict(selects({"app": "web", "cnpg.io/cluster": "db"}), deployments([{"app": "web"}])) == set()
	verdict(selects({"app": "web", "db": "a"}), deployments([{"app": "web"}])) == unlike
	verdict(selects({"app": "web"}), {}) == set()
}

test_pods_that_the_prometheus_operator_makes_are_not_seen if {
	every kind in ["Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler"] {
		made := {concat("/", ["monitoring.coreos.com", kind]): {"shop": {"main": {"kind": kind}}}}
		verdict(selects({"app": "web"}), object.union(made, deployments([{"app": "api"}]))) == set()
	}
	elsewhere := {"monitoring.coreos.com/Prometheus": {"other": {"main": {"kind": "Prometheus"}}}}
	verdict(selects({"app": "web"}), object.union(elsewhere, deployments([{"app": "api"}]))) == {near(
		"d0",
		", where app is api",
	)}
}

# Without quotes they are numbers, which the API server refuses; another rule says so.
test_labels_that_are_no_texts if {
	verdict(selects({"app": 1}), deployments([{"app": "api"}])) == {near("d0", ", where app is api")}
	verdict(selects({"app": "web"}), deployments([{"app": 1}])) == {near("d0", ", where app is 1")}
}

test_every_kind_of_pods_counts if {
	every found in [
		{"Pod": {"shop": {"web": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"app": "web"}}}}}},
		{"apps/DaemonSet": {"shop": {"web": workload("DaemonSet", "web", {"app": "web"})}}},
		{"batch/Job": {"shop": {"web": {
			"apiVersion": "batch/v1",
			"kind": "Job",
			"metadata": {"name": "web"},
			"spec": {"template": {"metadata": {"labels": {"app": "web"}}}},
		}}}},
	] {
		verdict(selects({"app": "web"}), object.union(found, deployments([{"app": "api"}]))) == set()
	}
}

test_placeholders_may_match if {
	verdict(selects({"app": "${APP}"}), deployments([{"app": "api"}])) == set()
	verdict(selects({"app": "web"}), deployments([{"app": "${APP}"}])) == set()
	verdict({"selector": "${SELECTOR}"}, deployments([{"app": "api"}])) == set()
}

test_a_borrowed_template_that_is_not_at_hand_may_match if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "web"},
		"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	}
	inventory := object.union(deployments([{"app": "api"}]), {"argoproj.io/Rollout": {"shop": {"web": rollout}}})
	verdict(selects({"app": "web"}), inventory) == set()
}

test_another_namespace_is_another_world if {
	inventory := {"apps/Deployment": {"other": {"api": workload("Deployment", "api", {"app": "api"})}}}
	verdict(selects({"app": "web"}), inventory) == set()
}

known := {
	"Pod": true,
	"apps/DaemonSet": true,
	"apps/Deployment": true,
	"apps/ReplicaSet": true,
	"apps/StatefulSet": true,
	"batch/CronJob": true,
	"batch/Job": true,
}

knowing(complete, inventory) := findings if {
	findings := budget_selects_nothing.deny with input as {
		"object": pdb(selects({"name": "web"})),
		"inventory": inventory,
		"complete": {"shop": complete},
	}
}

test_where_everything_is_known_nothing_like_it_is_needed if {
	expected := {{
		"msg": "no pod of the namespace carries the labels that the selector asks for",
		"path": ["spec", "selector"],
	}}
	knowing(known, {}) == expected
	knowing(known, deployments([{"app": "api"}])) == expected
	knowing(known, deployments([{"name": "web"}])) == set()
	knowing(known, deployments([{"name": "api"}])) == {near("d0", ", where name is api")}
	every kind, _ in known { knowing(object.remove(known, [kind]), {}) == set() }
	count(knowing(known, {"apps/Deployment": {"other": {"a": workload("Deployment", "a", {"name": "web"})}}})) == 1
}

everything := {"shop": {kind: true |
	some kind in [
		"Pod",
		"apps/DaemonSet",
		"apps/Deployment",
		"apps/ReplicaSet",
		"apps/StatefulSet",
		"batch/CronJob",
		"batch/Job",
	]
}}

test_where_everything_is_known_no_other_selector_is_taken_for_a_miss if {
	every selector in [{}, "web"] {
		found := budget_selects_nothing.deny with input as {
			"object": pdb({"selector": selector}),
			"inventory": deployments([{"app": "web"}]),
			"complete": everything,
		}
		found == set()
	}
}

test_only_a_label_that_differs_can_be_alike if {
	all := deployments([{"app": "api", "tier": "x"}, {"app": "catalog", "tier": "x"}])
	verdict(selects({"app": "catalogue", "tier": "x"}), all) == {near("d1", ", where app is catalog")}
}
