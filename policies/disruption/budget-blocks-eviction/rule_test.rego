package tidegate.disruption.budget_blocks_eviction_test

import data.tidegate.disruption.budget_blocks_eviction

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

pdb(spec) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"selector": {"matchLabels": {"app": "web"}}}, spec),
}

workload(kind, name, spec) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": name},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web"}}}}, spec),
}

web(replicas) := {"apps/Deployment": {"shop": {"web": workload("Deployment", "web", {"replicas": replicas})}}}

hpa(lowest, highest) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web"},
	"spec": {
		"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
		"minReplicas": lowest,
		"maxReplicas": highest,
	},
}

scaled(replicas, lowest, highest) := object.union(
	web(replicas),
	{"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": hpa(lowest, highest)}}},
)

verdict(spec, inventory) := findings if {
	findings := budget_blocks_eviction.deny with input as {
		"object": pdb(spec),
		"inventory": inventory,
		"complete": complete,
	}
}

related(kind, name, field) := {
	"object": {"kind": kind, "namespace": "shop", "name": name},
	"path": ["spec", field],
}

deployment := related("apps/Deployment", "web", "replicas")

autoscaler := related("autoscaling/HorizontalPodAutoscaler", "web", "minReplicas")

finding(field, text, objects) := {
	"msg": concat("", [field, " is ", text, ": no pod may be evicted, so a node drain waits for ever"]),
	"path": ["spec", field],
	"related": objects,
}

warning(field, text, objects) := object.union(finding(field, text, objects), {"severity": "warning"})

test_as_many_as_there_are if {
	verdict({"minAvailable": 3}, web(3)) == {finding("minAvailable", `3 for the 3 pods of Deployment "web"`, [deployment])}
	verdict({"minAvailable": 2}, web(3)) == set()
}

# Another tool compares the text "50%" with a number, and every text is greater.
test_percentages_are_counted if {
	verdict({"minAvailable": "50%"}, web(3)) == set()
	verdict({"minAvailable": "51%"}, web(2)) == {finding(
		"minAvailable",
		`51% for the 2 pods of Deployment "web"`,
		[deployment],
	)}
}

test_nothing_may_be_unavailable if {
	text := `0% for the 3 pods of Deployment "web"`
	verdict({"maxUnavailable": "0%"}, web(3)) == {finding("maxUnavailable", text, [deployment])}
	verdict({"maxUnavailable": "1%"}, web(3)) == set()
}

test_one_pod_is_a_warning if {
	text := `1 for the 1 pod of Deployment "web"`
	verdict({"minAvailable": 1}, web(1)) == {warning("minAvailable", text, [deployment])}
}

test_no_pod_is_nothing if {
	verdict({"maxUnavailable": 0}, web(0)) == set()
}

# Another tool looks at the autoscaler only where the manifest says one replica.
test_the_minimum_of_the_autoscaler_counts if {
	text := `2 for as few as 2 pods of Deployment "web" (HorizontalPodAutoscaler "web")`
	verdict({"minAvailable": 2}, scaled(3, 2, 8)) == {finding("minAvailable", text, [deployment, autoscaler])}
	verdict({"minAvailable": 2}, scaled(1, 3, 8)) == set()
}

test_a_single_pod_of_an_autoscaler_is_a_warning if {
	text := `1 for as few as 1 pod of Deployment "web" (HorizontalPodAutoscaler "web")`
	verdict({"minAvailable": 1}, scaled(3, 1, 8)) == {warning("minAvailable", text, [deployment, autoscaler])}
}

test_above_all_that_the_autoscaler_allows_is_an_error if {
	text := `4 for at most 4 pods of Deployment "web" (HorizontalPodAutoscaler "web")`
	verdict({"minAvailable": 4}, scaled(3, 1, 4)) == {finding("minAvailable", text, [deployment, autoscaler])}
}

test_an_autoscaler_that_never_leaves_one_pod_is_a_warning if {
	text := `1 for at most 1 pod of Deployment "web" (HorizontalPodAutoscaler "web")`
	verdict({"minAvailable": 1}, scaled(1, 1, 1)) == {warning("minAvailable", text, [deployment, autoscaler])}
}

test_several_workloads_are_counted_together if {
	canary := {"apps/StatefulSet": {"shop": {"db": workload("StatefulSet", "db", {"replicas": 1})}}}
	both := object.union(web(2), canary)
	verdict({"minAvailable": 2}, both) == set()
	text := `3 for the 3 pods of Deployment "web" and StatefulSet "db"`
	verdict({"minAvailable": 3}, both) == {finding(
		"minAvailable",
		text,
		[deployment, related("apps/StatefulSet", "db", "replicas")],
	)}
}

always(field, value, objects) := {
	"msg": sprintf("%s is %v: no pod may ever be evicted, so a node drain waits for ever", [field, value]),
	"path": ["spec", field],
	"severity": "warning",
	"related": objects,
}

test_of_an_unknown_number_only_what_always_blocks if {
	verdict({"maxUnavailable": 0}, {}) == {always("maxUnavailable", 0, [])}
	verdict({"minAvailable": "100%"}, web("${N}")) == {always("minAvailable", "100%", [deployment])}
	verdict({"minAvailable": 2}, web("${N}")) == set()
	verdict({"minAvailable": 2}, {}) == set()
	verdict({"minAvailable": "99%"}, {}) == set()
}

selecting(spec) := findings if {
	findings := budget_blocks_eviction.deny with input.object as {"metadata": {"namespace": "shop"}, "spec": spec}
}

# {} selects every pod, a selector that is not filled in yet may select some, and an absent one selects none.
test_a_budget_without_a_selector_blocks_nothing if {
	selecting({"maxUnavailable": 0, "selector": {}}) == {always("maxUnavailable", 0, [])}
	selecting({"maxUnavailable": 0, "selector": "${SELECTOR}"}) == {always("maxUnavailable", 0, [])}
	selecting({"maxUnavailable": 0}) == set()
	selecting({"minAvailable": "100%"}) == set()
}

test_the_pods_of_a_daemonset_cannot_be_counted if {
	agent := {"apps/DaemonSet": {"shop": {"agent": workload("DaemonSet", "agent", {})}}}
	verdict({"minAvailable": 1}, agent) == set()
	verdict({"maxUnavailable": 0}, agent) == {always(
		"maxUnavailable",
		0,
		[related("apps/DaemonSet", "agent", "replicas")],
	)}
}

test_unset_both_and_unknown_values_are_left_to_others if {
	verdict({}, web(2)) == set()
	verdict({"minAvailable": 2, "maxUnavailable": 0}, web(2)) == set()
	verdict({"minAvailable": "${MIN}"}, web(2)) == set()
	verdict({"minAvailable": "2"}, web(2)) == set()
}
