package tidegate.lib.budget_test

import data.tidegate.lib.budget

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

pdb(spec) := {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "b"}, "spec": spec}

workload(kind, name, labels) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": name},
	"spec": {"replicas": 2, "template": {"metadata": {"labels": labels}}},
}

web := workload("Deployment", "web", {"app": "web"})

covered_names(spec, inventory) := {found.object.metadata.name |
	found := budget.covered(pdb(spec), "shop")[_] with input.inventory as inventory
}

selects_web := {"selector": {"matchLabels": {"app": "web"}}}

test_limit_is_the_one_field_that_is_set if {
	budget.limit(pdb({"minAvailable": 1})) == {"field": "minAvailable", "value": 1}
	budget.limit(pdb({"maxUnavailable": "0%"})) == {"field": "maxUnavailable", "value": "0%"}
	not budget.limit(pdb({}))
	not budget.limit(pdb({"minAvailable": 1, "maxUnavailable": 1}))
	not budget.limit(pdb("text"))
	not budget.limit({"kind": "PodDisruptionBudget"})
}

test_an_empty_selector_of_policy_v1beta1_selects_nothing if {
	old := {"apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget"}
	every selector in [{}, {"matchLabels": {}}, {"matchExpressions": [], "matchLabels": {}}] {
		budget.is_empty_of_old(object.union(old, {"spec": {"selector": selector}}))
		not budget.selector_of(object.union(old, {"spec": {"selector": selector}}))
		budget.selector_of(pdb({"selector": selector})) == selector
	}
	not budget.is_empty_of_old(object.union(pdb({"selector": {}}), {"apiVersion": "policy/v1"}))
	full := {"matchLabels": {"app": "web"}}
	budget.selector_of(object.union(old, {"spec": {"selector": full}})) == full
	budget.selector_of(object.union(old, {"spec": {"selector": "${SELECTOR}"}})) == "${SELECTOR}"
	not budget.selector_of(object.union(old, {"spec": {}}))
	budget.selector_of(object.union(old, {"spec": {"selector": []}})) == []
}

test_min_available_blocks if {
	budget.blocks({"field": "minAvailable", "value": 3}, 3)
	budget.blocks({"field": "minAvailable", "value": 4}, 3)
	budget.blocks({"field": "minAvailable", "value": "67%"}, 3)
	budget.blocks({"field": "minAvailable", "value": "1%"}, 1)
	not budget.blocks({"field": "minAvailable", "value": 2}, 3)
	not budget.blocks({"field": "minAvailable", "value": "66%"}, 3)
	not budget.blocks({"field": "minAvailable", "value": "${MIN}"}, 3)
	not budget.blocks({"field": "minAvailable", "value": 0}, 3)
}

test_max_unavailable_blocks if {
	budget.blocks({"field": "maxUnavailable", "value": 0}, 3)
	budget.blocks({"field": "maxUnavailable", "value": "0%"}, 3)
	not budget.blocks({"field": "maxUnavailable", "value": "1%"}, 3)
	not budget.blocks({"field": "maxUnavailable", "value": 1}, 1)
	not budget.blocks({"field": "maxUnavailable", "value": 3}, 3)
	not budget.blocks({"field": "maxUnavailable", "value": "${MAX}"}, 3)
}

test_values_that_block_whatever_the_number if {
	budget.always_blocks({"field": "maxUnavailable", "value": 0})
	budget.always_blocks({"field": "maxUnavailable", "value": "0%"})
	budget.always_blocks({"field": "minAvailable", "value": "100%"})
	not budget.always_blocks({"field": "maxUnavailable", "value": "100%"})
	not budget.always_blocks({"field": "minAvailable", "value": 0})
	not budget.always_blocks({"field": "minAvailable", "value": "0%"})
	not budget.always_blocks({"field": "minAvailable", "value": "99%"})
	not budget.always_blocks({"field": "maxUnavailable", "value": 1})
}

test_covers_by_the_labels_of_the_template if {
	inventory := {
		"apps/Deployment": {"shop": {"web": web, "api": workload("Deployment", "api", {"app": "api"})}},
		"apps/StatefulSet": {"shop": {"web-db": workload("StatefulSet", "web-db", {"app": "web"})}},
		"apps/DaemonSet": {"shop": {"web-agent": workload("DaemonSet", "web-agent", {"app": "web"})}},
	}
	covered_names(selects_web, inventory) == {"web", "web-db", "web-agent"}
	covered_names({"selector": {}}, inventory) == {"web", "web-db", "web-agent", "api"}
	covered_names({}, inventory) == set()
}

test_covered_carries_kind_and_object if {
	found := budget.covered(pdb(selects_web), "shop") with input.inventory as {"apps/Deployment": {"shop": {"web": web}}}
	found == [{"kind": "apps/Deployment", "object": web}]
}

test_covers_its_own_namespace_only if {
	covered_names(selects_web, {"apps/Deployment": {"other": {"web": web}}}) == set()
}

test_what_is_not_covered if {
	owned := object.union(web, {"metadata": {"ownerReferences": [{"kind": "App", "controller": true}]}})
	hook := object.union(web, {"metadata": {"annotations": {"helm.sh/hook": "pre-install"}}})
	every obj in [owned, hook] {
		covered_names(selects_web, {"apps/Deployment": {"shop": {"web": obj}}}) == set()
	}
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"app": "web"}}}
	job := {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}, "spec": web.spec}
	covered_names(selects_web, {"Pod": {"shop": {"p": pod}}, "batch/Job": {"shop": {"j": job}}}) == set()
}

test_a_template_that_a_rollout_borrows_is_covered_once if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "web-rollout"},
		"spec": {"replicas": 2, "workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	}
	inventory := {
		"apps/Deployment": {"shop": {"web": web}},
		"argoproj.io/Rollout": {"shop": {"web-rollout": rollout}},
	}
	covered_names(selects_web, inventory) == {"web-rollout"}
}

test_pods_are_counted_together if {
	two := [{"kind": "apps/Deployment", "object": web}, {"kind": "apps/StatefulSet", "object": web}]
	budget.pods(two, "shop") == {"min": 4, "max": 4, "scalers": []} with input.complete as complete
}

test_scalers_of_all_are_listed if {
	hpa := {
		"kind": "HorizontalPodAutoscaler",
		"spec": {
			"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
			"minReplicas": 3,
			"maxReplicas": 5,
		},
	}
	inventory := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": hpa}}}
	api := workload("Deployment", "api", {"app": "web"})
	both := [{"kind": "apps/Deployment", "object": web}, {"kind": "apps/Deployment", "object": api}]
	found := budget.pods(both, "shop") with input as {"complete": complete, "inventory": inventory}
	found == {"min": 5, "max": 7, "scalers": [hpa]}
}

test_one_unknown_makes_all_unknown if {
	daemon := {"kind": "apps/DaemonSet", "object": workload("DaemonSet", "agent", {})}
	placeholder := {"kind": "apps/Deployment", "object": object.union(web, {"spec": {"replicas": "${N}"}})}
	every other in [daemon, placeholder] {
		not budget.pods([{"kind": "apps/Deployment", "object": web}, other], "shop") with input.complete as complete
	}
	not budget.pods([], "shop") with input.complete as complete
}

test_related_names_the_workloads if {
	budget.related([{"kind": "apps/Deployment", "object": web}], "shop") == [{
		"object": {"kind": "apps/Deployment", "namespace": "shop", "name": "web"},
		"path": ["spec", "replicas"],
	}]
}

test_values_that_never_block if {
	budget.never_blocks({"field": "minAvailable", "value": 0})
	budget.never_blocks({"field": "minAvailable", "value": "0%"})
	budget.never_blocks({"field": "maxUnavailable", "value": "100%"})
	not budget.never_blocks({"field": "minAvailable", "value": 1})
	not budget.never_blocks({"field": "minAvailable", "value": "100%"})
	not budget.never_blocks({"field": "maxUnavailable", "value": 0})
	not budget.never_blocks({"field": "maxUnavailable", "value": "0%"})
	not budget.never_blocks({"field": "maxUnavailable", "value": "99%"})
}

# getExpectedPodCount of Kubernetes' disruption controller.
test_all_but_a_whole_number_of_min_available_needs_the_scale if {
	budget.needs_scale({"field": "maxUnavailable", "value": 1})
	budget.needs_scale({"field": "maxUnavailable", "value": "50%"})
	budget.needs_scale({"field": "maxUnavailable", "value": "${MAX}"})
	budget.needs_scale({"field": "minAvailable", "value": "50%"})
	budget.needs_scale({"field": "minAvailable", "value": "0%"})
	not budget.needs_scale({"field": "minAvailable", "value": 1})
	not budget.needs_scale({"field": "minAvailable", "value": "${MIN}"})
}

unscalable_names(inventory) := {found.object.metadata.name |
	found := budget.unscalable(pdb(selects_web), "shop")[_] with input.inventory as inventory
}

job(name, spec) := {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": name},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web"}}}}, spec),
}

test_workloads_that_have_no_scale if {
	unscalable_names({
		"apps/Deployment": {"shop": {"web": web}},
		"apps/DaemonSet": {
			"shop": {
				"agent": workload("DaemonSet", "agent", {"app": "web"}),
				"other": workload("DaemonSet", "other", {"app": "other"}),
			},
			"elsewhere": {"far": workload("DaemonSet", "far", {"app": "web"})},
		},
		"batch/Job": {"shop": {"migrate": job("migrate", {})}},
	}) == {"agent", "migrate"}
}

test_jobs_without_pods_count_for_nothing if {
	owner := {"metadata": {"ownerReferences": [{"kind": "CronJob", "name": "nightly", "controller": true}]}}
	unscalable_names({"batch/Job": {"shop": {
		"a": job("a", {"suspend": true}),
		"b": job("b", {"parallelism": 0}),
		"c": job("c", {"suspend": false, "parallelism": 2}),
		"d": object.union(job("d", {}), owner),
	}}}) == {"c"}
}
