package tidegate.references.service_selector_test

import data.tidegate.references.service_selector

service(spec) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": spec,
}

workload(kind, name, labels) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": labels}}},
}

deployments(list) := {"apps/Deployment": {"shop": {obj.metadata.name: obj | some obj in list}}}

verdict(obj, inventory) := findings if {
	findings := service_selector.deny with input as {"object": obj, "inventory": inventory}
}

known(obj, inventory) := findings if {
	complete := {"shop": {"Pod": true}}
	findings := service_selector.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

web(selector) := service({"selector": selector})

test_a_namesake_with_other_labels if {
	verdict(web({"app": "website"}), deployments([workload("Deployment", "web", {"app": "web"})])) == {{
		"msg": concat("", [
			`Service "web" selects no pods, not those of `,
			`Deployment "web" either (app is "web", not "website")`,
		]),
		"path": ["spec", "selector"],
		"related": [{
			"object": {"kind": "apps/Deployment", "namespace": "shop", "name": "web"},
			"path": ["spec", "template", "metadata", "labels"],
		}],
	}}
}

test_a_stateful_set_that_names_the_service if {
	plain := workload("StatefulSet", "db", {"app": "db"})
	named := object.union(plain, {"spec": {"serviceName": "web"}})
	count(verdict(web({"app": "web"}), {"apps/StatefulSet": {"shop": {"db": named}}})) == 1
	verdict(web({"app": "web"}), {"apps/StatefulSet": {"shop": {"db": plain}}}) == set()
}

test_labels_that_are_nearly_right if {
	selector := {"app": "shop", "tier": "frontend"}
	count(verdict(web(selector), deployments([workload("Deployment", "a", {"app": "shop", "tier": "front"})]))) == 1
	verdict(web(selector), deployments([workload("Deployment", "a", {"app": "shop", "tier": "back"})])) == set()
}

# Polaris takes one label in common for all of them.
test_a_label_that_the_pods_lack if {
	selector := {"app": "web", "tier": "frontend"}
	lacking := deployments([workload("Deployment", "web", {"app": "web"})])
	count(verdict(web(selector), lacking)) == 1
	texts := [finding.msg | some finding in verdict(web(selector), lacking)]
	texts[0] == `Service "web" selects no pods, not those of Deployment "web" either (there is no tier)`
	count(known(web(selector), lacking)) == 1
}

# Another tool takes pods that an operator makes for pods that are not there.
test_pods_of_an_operator if {
	verdict(web({"app": "kafka"}), deployments([workload("Deployment", "operator", {"app": "operator"})])) == set()
	verdict(web({"app": "kafka"}), {}) == set()
}

test_a_namesake_that_is_no_server if {
	job := {
		"apiVersion": "batch/v1",
		"kind": "Job",
		"metadata": {"name": "web"},
		"spec": {"template": {"metadata": {"labels": {"app": "job"}}}},
	}
	verdict(web({"app": "web"}), {"batch/Job": {"shop": {"web": job}}}) == set()
}

test_nobody_where_all_are_known if {
	finding := {
		"msg": `Service "web" selects no pods: no workload of namespace "shop" has these labels on its pods`,
		"path": ["spec", "selector"],
	}
	known(web({"app": "web"}), {}) == {finding}
	known(web({"name": "web"}), deployments([workload("Deployment", "a", {"app": "api"})])) == set()
	known(web({"app": "web"}), deployments([workload("Deployment", "web", {"app": "api"})])) == {finding}
}

test_somebody_is_selected if {
	front := deployments([workload("Deployment", "a", {"app": "web"}), workload("Deployment", "web", {"app": "x"})])
	known(web({"app": "web"}), front) == set()
	verdict(web({"app": "web"}), front) == set()
	known(web({"app": "web", "role": "leader"}), front) == set()
}

test_services_that_do_not_select if {
	known(web({}), {}) == set()
	known(service({}), {}) == set()
	known(service({"selector": "text"}), {}) == set()
	known(service({"selector": {"app": "web"}, "type": "ExternalName"}), {}) == set()
	count(known(service({"selector": {"app": "web"}, "type": "ClusterIP"}), {})) == 1
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
