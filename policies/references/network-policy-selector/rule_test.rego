package tidegate.references.network_policy_selector_test

import data.tidegate.references.network_policy_selector

policy(spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": spec,
}

deployment(name, labels) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": labels}}},
}

deployments(list) := {"apps/Deployment": {"shop": {obj.metadata.name: obj | some obj in list}}}

verdict(obj, inventory) := findings if {
	findings := network_policy_selector.deny with input as {"object": obj, "inventory": inventory}
}

known(obj, inventory) := findings if {
	complete := {"shop": {"Pod": true}}
	findings := network_policy_selector.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

web(labels) := policy({"podSelector": {"matchLabels": labels}})

test_a_namesake_with_other_labels if {
	verdict(web({"app": "website"}), deployments([deployment("web", {"app": "web"})])) == {{
		"msg": concat("", [
			`NetworkPolicy "web" protects no pods, not those of `,
			`Deployment "web" either (app is "web", not "website")`,
		]),
		"path": ["spec", "podSelector"],
		"related": [{
			"object": {"kind": "apps/Deployment", "namespace": "shop", "name": "web"},
			"path": ["spec", "template", "metadata", "labels"],
		}],
	}}
}

test_labels_that_are_nearly_right if {
	selector := {"app": "shop", "tier": "frontend"}
	count(verdict(web(selector), deployments([deployment("a", {"app": "shop", "tier": "front"})]))) == 1
	verdict(web(selector), deployments([deployment("a", {"app": "shop", "tier": "back"})])) == set()
}

test_expressions_mean_something_else if {
	selector := {"matchExpressions": [{"key": "app", "operator": "In", "values": ["api"]}]}
	verdict(policy({"podSelector": selector}), deployments([deployment("web", {"app": "web"})])) == set()
	count(known(policy({"podSelector": selector}), deployments([deployment("web", {"app": "web"})]))) == 1
}

test_pods_of_an_operator if {
	verdict(web({"app": "kafka"}), deployments([deployment("operator", {"app": "operator"})])) == set()
}

test_nobody_where_all_are_known if {
	finding := {
		"msg": `NetworkPolicy "web" protects no pods: no workload of namespace "shop" has these labels on its pods`,
		"path": ["spec", "podSelector"],
	}
	known(web({"app": "web"}), {}) == {finding}
	known(web({"name": "web"}), deployments([deployment("a", {"app": "api"})])) == set()
	known(web({"app": "web"}), deployments([deployment("web", {"app": "api"})])) == {finding}
}

test_somebody_is_selected if {
	front := deployments([deployment("a", {"app": "web"}), deployment("web", {"app": "x"})])
	known(web({"app": "web"}), front) == set()
	verdict(web({"app": "web"}), front) == set()
}

test_policies_for_all if {
	known(policy({"podSelector": {}}), {}) == set()
	known(policy({"podSelector": "text"}), {}) == set()
	known(policy({}), {}) == set()
}

test_what_a_controller_owns if {
	owned := object.union(web({"app": "web"}), {"metadata": {"ownerReferences": [{"kind": "Kafka", "controller": true}]}})
	known(owned, {}) == set()
}

test_a_rollout_whose_pods_are_not_in_sight if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "web"},
		"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	}
	known(web({"app": "web"}), {"argoproj.io/Rollout": {"shop": {"web": rollout}}}) == set()
}
