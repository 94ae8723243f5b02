package tidegate.lib.replicas_test

import data.tidegate.lib.replicas

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

workload(spec) := {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}

hpa(spec) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web-hpa"},
	"spec": object.union({"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}, spec),
}

scaled_object(spec) := {
	"apiVersion": "keda.sh/v1alpha1",
	"kind": "ScaledObject",
	"metadata": {"name": "web-so"},
	"spec": object.union({"scaleTargetRef": {"name": "web"}}, spec),
}

input_with(hpas, scaled_objects) := {
	"complete": complete,
	"inventory": {
		"autoscaling/HorizontalPodAutoscaler": {"shop": {sprintf("h%d", [i]): item | some i, item in hpas}},
		"keda.sh/ScaledObject": {"shop": {sprintf("s%d", [i]): item | some i, item in scaled_objects}},
	},
}

# [min, max] for a workload with this spec beside these autoscalers.
range(spec, hpas, scaled_objects) := [found.min, found.max] if {
	found := replicas.bounds(workload(spec), "shop") with input as input_with(hpas, scaled_objects)
}

test_the_manifest_decides_where_no_autoscaler_is if {
	range({"replicas": 3}, [], []) == [3, 3]
	range({}, [], []) == [1, 1]
	range({"replicas": 0}, [], []) == [0, 0]
	found := replicas.bounds(workload({"replicas": 3}), "shop") with input.complete as complete
	found == {"min": 3, "max": 3, "scalers": []}
}

test_an_autoscaler_that_may_exist_makes_it_unknown if {
	not replicas.bounds(workload({"replicas": 3}), "shop") with input as {}
	only_hpa := {"shop": {"autoscaling/HorizontalPodAutoscaler": true}}
	not replicas.bounds(workload({"replicas": 3}), "shop") with input.complete as only_hpa
	only_keda := {"shop": {"keda.sh/ScaledObject": true}}
	not replicas.bounds(workload({"replicas": 3}), "shop") with input.complete as only_keda
	not replicas.bounds(workload({"replicas": 3}), "other") with input.complete as complete
}

test_a_stopped_workload_is_at_zero_whatever_is_known if {
	replicas.bounds(workload({"replicas": 0}), "shop") == {"min": 0, "max": 0, "scalers": []} with input as {}
}

test_placeholders_and_wrong_types_are_unknown if {
	every value in ["${REPLICAS}", "3", 1.5, -1, [], {}, true] {
		not range({"replicas": value}, [], [])
	}
	not replicas.bounds(workload("text"), "shop") with input.complete as complete
}

test_the_autoscaler_wins_over_the_manifest if {
	range({"replicas": 1}, [hpa({"minReplicas": 3, "maxReplicas": 9})], []) == [3, 9]
	range({"replicas": "${REPLICAS}"}, [hpa({"minReplicas": 3, "maxReplicas": 9})], []) == [3, 9]
	scaler := hpa({"minReplicas": 2, "maxReplicas": 4})
	found := replicas.bounds(workload({}), "shop") with input as input_with([scaler], [])
	found == {"min": 2, "max": 4, "scalers": [scaler]}
}

test_the_autoscaler_needs_no_completeness if {
	given := object.remove(input_with([hpa({"minReplicas": 2, "maxReplicas": 4})], []), ["complete"])
	found := replicas.bounds(workload({}), "shop") with input as given
	found.min == 2
}

test_the_minimum_of_an_autoscaler_defaults_to_one if {
	range({}, [hpa({"maxReplicas": 9})], []) == [1, 9]
	range({}, [hpa({"minReplicas": 0, "maxReplicas": 9})], []) == [1, 9]
}

test_the_maximum_may_be_unknown if {
	range({}, [hpa({"minReplicas": 2, "maxReplicas": "${MAX}"})], []) == [2, 2]
	range({}, [hpa({"minReplicas": 0})], []) == [1, 1]
	range({}, [], [scaled_object({"minReplicaCount": 2, "maxReplicaCount": "${MAX}"})]) == [2, 2]
	range({}, [], [scaled_object({"maxReplicaCount": "${MAX}"})]) == [1, 1]
}

test_an_unknown_minimum_is_unknown if {
	not range({"replicas": 3}, [hpa({"minReplicas": "${MIN}", "maxReplicas": 9})], [])
	not range({"replicas": 3}, [], [scaled_object({"minReplicaCount": "${MIN}"})])
	not range({"replicas": 3}, [hpa({"maxReplicas": 9}), hpa({"minReplicas": "${MIN}", "maxReplicas": 9})], [])
}

test_an_autoscaler_leaves_a_stopped_workload_alone_but_keda_does_not if {
	range({"replicas": 0}, [hpa({"minReplicas": 2, "maxReplicas": 9})], []) == [0, 0]
	range({"replicas": 0}, [], [scaled_object({"minReplicaCount": 2, "maxReplicaCount": 9})]) == [2, 9]
}

test_keda_defaults if {
	range({"replicas": 3}, [], [scaled_object({})]) == [1, 100]
	range({"replicas": 3}, [], [scaled_object({"minReplicaCount": 4})]) == [4, 100]
}

test_paused_scaling_is_unknown if {
	every name in ["autoscaling.keda.sh/paused", "autoscaling.keda.sh/paused-replicas"] {
		paused := object.union(scaled_object({}), {"metadata": {"annotations": {name: "2"}}})
		not range({"replicas": 3}, [], [paused])
	}
	other := object.union(scaled_object({}), {"metadata": {"annotations": {"team": "a"}}})
	range({"replicas": 3}, [], [other]) == [1, 100]
}

test_two_autoscalers_span_both if {
	scalers := [hpa({"minReplicas": 3, "maxReplicas": 5})]
	range({}, scalers, [scaled_object({"minReplicaCount": 2, "maxReplicaCount": 8})]) == [2, 8]
}

test_autoscalers_of_other_workloads_do_not_count if {
	every ref in [
		{"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"},
		{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web"},
		{"apiVersion": "argoproj.io/v1alpha1", "kind": "Deployment", "name": "web"},
	] {
		range({"replicas": 2}, [hpa({"scaleTargetRef": ref, "minReplicas": 5, "maxReplicas": 9})], []) == [2, 2]
		range({"replicas": 2}, [], [scaled_object({"scaleTargetRef": ref, "minReplicaCount": 5})]) == [2, 2]
	}
	range({"replicas": 2}, [], [object.union(scaled_object({}), {"spec": {"scaleTargetRef": "web"}})]) == [2, 2]
}

test_the_version_of_the_target_does_not_matter if {
	ref := {"apiVersion": "apps/v1beta2", "kind": "Deployment", "name": "web"}
	range({}, [hpa({"scaleTargetRef": ref, "minReplicas": 5, "maxReplicas": 9})], []) == [5, 9]
}

test_messages_name_the_scalers if {
	replicas.by_whom({"scalers": []}) == ""
	replicas.by_whom({"scalers": [hpa({})]}) == ` (HorizontalPodAutoscaler "web-hpa")`
	both := ` (HorizontalPodAutoscaler "web-hpa", ScaledObject "web-so")`
	replicas.by_whom({"scalers": [hpa({}), scaled_object({})]}) == both
}

test_related_points_at_the_lower_end if {
	replicas.related({"scalers": [hpa({}), scaled_object({})]}, "shop") == [
		{
			"object": {"kind": "autoscaling/HorizontalPodAutoscaler", "namespace": "shop", "name": "web-hpa"},
			"path": ["spec", "minReplicas"],
		},
		{
			"object": {"kind": "keda.sh/ScaledObject", "namespace": "shop", "name": "web-so"},
			"path": ["spec", "minReplicaCount"],
		},
	]
}

test_scalers_that_are_not_known if {
	every kind in ["HorizontalPodAutoscaler", "ScaledObject"] {
		every spec in ["${SPEC}", [], 5] {
			not replicas.limits_of({"kind": kind, "spec": spec})
		}
	}
}
