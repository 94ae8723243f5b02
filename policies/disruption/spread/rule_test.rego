package tidegate.disruption.spread_test

import data.tidegate.disruption.spread

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

web(spec, pod_spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"replicas": 2, "template": {"metadata": {"labels": {"app": "web"}}, "spec": pod_spec}}, spec),
}

verdict(obj, inventory) := findings if {
	findings := spread.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

fires(pod_spec) if {
	verdict(web({}, pod_spec), {}) == {{
		"msg": `nothing keeps the 2 pods of Deployment "web" from running on one node`,
		"path": ["spec", "template", "spec"],
		"related": [],
	}}
}

silent(pod_spec) if verdict(web({}, pod_spec), {}) == set()

own := {"matchLabels": {"app": "web"}}

others := {"matchLabels": {"app": "api"}}

host := {"topologyKey": "kubernetes.io/hostname"}

test_nothing_said if {
	fires({})
	fires({"affinity": {"nodeAffinity": {}}})
	fires({"topologySpreadConstraints": []})
}

# A constraint is as good as an anti-affinity, over whatever topology: kube-linter and kube-score ask for one of the two.
test_a_spread_constraint_of_its_own_pods if {
	silent({"topologySpreadConstraints": [object.union(host, {"labelSelector": own})]})
	silent({"topologySpreadConstraints": [{"topologyKey": "example.com/rack", "labelSelector": own}]})
	fires({"topologySpreadConstraints": [object.union(host, {"labelSelector": others})]})
	fires({"topologySpreadConstraints": [host]})
}

required(terms) := {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}}

preferred(terms) := {"affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
{"weight": 1, "podAffinityTerm": term} | some term in terms]}}}

test_an_anti_affinity_to_its_own_pods if {
	every affinity in [required([object.union(host, {"labelSelector": own})]), preferred([object.union(
		host,
		{"labelSelector": own},
	)])] {
		silent(affinity)
	}
	every affinity in [required([object.union(host, {"labelSelector": others})]), preferred([host])] {
		fires(affinity)
	}
}

test_a_port_of_the_node_keeps_pods_apart if {
	silent({"containers": [{"name": "a", "ports": [{"containerPort": 80, "hostPort": 80}]}]})
	silent({"hostNetwork": true, "containers": [{"name": "a", "ports": [{"containerPort": 80}]}]})
	fires({"hostNetwork": true, "containers": [{"name": "a"}]})
	fires({"containers": [{"name": "a", "ports": [{"containerPort": 80}]}]})
	fires({"containers": [{"name": "a", "ports": [{"containerPort": 80, "hostPort": 0}]}]})
	fires({"containers": [{"name": "a", "ports": [{"containerPort": 80, "hostPort": "80"}]}]})
}

test_one_node_on_purpose if {
	silent({"nodeName": "n1"})
	silent({"nodeSelector": {"kubernetes.io/hostname": "n1"}})
	fires({"nodeSelector": {"kubernetes.io/os": "linux"}})
}

test_placeholders if {
	silent({"affinity": "${AFFINITY}"})
	silent({"affinity": {"podAntiAffinity": "${ANTI_AFFINITY}"}})
	silent({"topologySpreadConstraints": "${SPREAD}"})
	silent({"topologySpreadConstraints": ["${SPREAD}"]})
	silent({"topologySpreadConstraints": [object.union(host, {"labelSelector": {"matchLabels": {"app": "${APP}"}}})]})
}

test_one_pod_and_an_unknown_number if {
	verdict(web({"replicas": 1}, {}), {}) == set()
	verdict(web({"replicas": "${N}"}, {}), {}) == set()
}

hpa(lowest) := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web"},
	"spec": {
		"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
		"minReplicas": lowest,
		"maxReplicas": 5,
	},
}}}}

test_the_minimum_of_the_autoscaler if {
	verdict(web({"replicas": 1}, {}), hpa(3)) == {{
		"msg": `nothing keeps the 3 pods of Deployment "web" (HorizontalPodAutoscaler "web") from running on one node`,
		"path": ["spec", "template", "spec"],
		"related": [{
			"object": {"kind": "autoscaling/HorizontalPodAutoscaler", "namespace": "shop", "name": "web"},
			"path": ["spec", "minReplicas"],
		}],
	}}
	verdict(web({}, {}), hpa(1)) == set()
}

rollout := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"replicas": 2, "workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
}

lender(pod_spec) := {"apps/Deployment": {"shop": {"web": web({"replicas": 0}, pod_spec)}}}

test_a_rollout_that_borrows_its_template if {
	verdict(rollout, lender({"containers": []})) == {{
		"msg": `nothing keeps the 2 pods of Rollout "web" from running on one node`,
		"path": ["spec", "workloadRef"],
		"related": [],
	}}
	verdict(rollout, lender({"nodeName": "n1"})) == set()
	verdict(rollout, {}) == set()
}

test_hooks_owned_objects_and_lenders_are_somebody_elses if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "post-install"}}}
	owned := {"metadata": {"ownerReferences": [{"kind": "App", "name": "web", "controller": true}]}}
	verdict(object.union(web({}, {}), hook), {}) == set()
	verdict(object.union(web({}, {}), owned), {}) == set()
	verdict(web({}, {}), {"argoproj.io/Rollout": {"shop": {"web": rollout}}}) == set()
}
