package tidegate.disruption.safe_to_evict_test

import data.tidegate.disruption.safe_to_evict

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

web(metadata, replicas, annotations) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web", "namespace": "shop"}, metadata),
	"spec": {"replicas": replicas, "template": {"metadata": {"labels": {"app": "web"}, "annotations": annotations}}},
}

verdict(obj, inventory) := findings if {
	findings := safe_to_evict.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

finding(name, value, who, pods) := {
	"msg": sprintf("%s is %q: %s may not take away a node that runs one of the %s", [name, value, who, pods]),
	"path": ["spec", "template", "metadata", "annotations", name],
	"related": [],
}

safe := "cluster-autoscaler.kubernetes.io/safe-to-evict"

two := `2 pods of Deployment "web"`

test_each_annotation_that_pins if {
	verdict(web({}, 2, {safe: "false"}), {}) == {finding(safe, "false", "the cluster autoscaler", two)}
	every name in ["karpenter.sh/do-not-disrupt", "karpenter.sh/do-not-evict"] {
		verdict(web({}, 2, {name: "true"}), {}) == {finding(name, "true", "Karpenter", two)}
	}
}

test_the_other_value_pins_nothing if {
	verdict(web({}, 2, {safe: "true"}), {}) == set()
	verdict(web({}, 2, {"karpenter.sh/do-not-disrupt": "false"}), {}) == set()
	verdict(web({}, 2, {safe: "${SAFE}"}), {}) == set()
	verdict(web({}, 2, {}), {}) == set()
}

# The autoscalers look at pods, not at what makes them.
test_an_annotation_of_the_workload_pins_nothing if {
	verdict(web({"annotations": {safe: "false"}}, 2, {}), {}) == set()
}

test_one_pod_may_be_meant_so if {
	verdict(web({}, 1, {safe: "false"}), {}) == set()
	verdict(web({}, "${N}", {safe: "false"}), {}) == set()
}

hpa := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web"},
	"spec": {
		"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
		"minReplicas": 3,
		"maxReplicas": 5,
	},
}}}}

test_the_minimum_of_the_autoscaler_counts if {
	pods := `3 pods of Deployment "web" (HorizontalPodAutoscaler "web")`
	autoscaler := {
		"object": {"kind": "autoscaling/HorizontalPodAutoscaler", "namespace": "shop", "name": "web"},
		"path": ["spec", "minReplicas"],
	}
	verdict(web({}, 1, {safe: "false"}), hpa) == {object.union(
		finding(safe, "false", "the cluster autoscaler", pods),
		{"related": [autoscaler]},
	)}
}

test_hooks_and_owned_objects_are_somebody_elses if {
	verdict(web({"annotations": {"helm.sh/hook": "post-install"}}, 2, {safe: "false"}), {}) == set()
	owned := {"ownerReferences": [{"kind": "App", "name": "web", "controller": true}]}
	verdict(web(owned, 2, {safe: "false"}), {}) == set()
}

test_a_borrowed_template_is_judged_where_it_is_written if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "web", "namespace": "shop"},
		"spec": {"replicas": 2, "workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	}
	lender := {"apps/Deployment": {"shop": {"web": web({}, 0, {safe: "false"})}}}
	verdict(rollout, lender) == set()
}
