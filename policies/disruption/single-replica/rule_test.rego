package tidegate.disruption.single_replica_test

import data.tidegate.disruption.single_replica

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

web(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web"}}}}, spec),
}

hpa(lowest, highest) := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web"},
	"spec": {
		"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
		"minReplicas": lowest,
		"maxReplicas": highest,
	},
}}}}

verdict(obj, inventory) := findings if {
	findings := single_replica.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

finding(text, related) := {
	"msg": concat("", [`Deployment "web" `, text, ", which is away during every node drain"]),
	"path": ["spec", "replicas"],
	"related": related,
}

autoscaler := {
	"object": {"kind": "autoscaling/HorizontalPodAutoscaler", "namespace": "shop", "name": "web"},
	"path": ["spec", "minReplicas"],
}

test_one_and_none_given if {
	verdict(web({"replicas": 1}), {}) == {finding("runs 1 pod", [])}
	verdict(web({}), {}) == {finding("runs 1 pod", [])}
}

test_none_and_several if {
	verdict(web({"replicas": 0}), {}) == set()
	verdict(web({"replicas": 2}), {}) == set()
	verdict(web({"replicas": "${N}"}), {}) == set()
}

test_the_minimum_of_the_autoscaler if {
	text := `may go down to 1 pod (HorizontalPodAutoscaler "web")`
	verdict(web({"replicas": 3}), hpa(1, 5)) == {finding(text, [autoscaler])}
	verdict(web({"replicas": 1}), hpa(2, 5)) == set()
	verdict(web({"replicas": 3}), hpa(1, 1)) == {finding(`runs 1 pod (HorizontalPodAutoscaler "web")`, [autoscaler])}
}

test_hooks_and_owned_objects_are_somebody_elses if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "post-install"}}}
	owned := {"metadata": {"ownerReferences": [{"kind": "App", "name": "web", "controller": true}]}}
	verdict(object.union(web({"replicas": 1}), hook), {}) == set()
	verdict(object.union(web({"replicas": 1}), owned), {}) == set()
}

test_what_a_rollout_stands_for if {
	rollout := {"argoproj.io/Rollout": {"shop": {"web": {
		"kind": "Rollout",
		"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	}}}}
	verdict(web({"replicas": 1}), rollout) == set()
}
