package tidegate.pods.volume_types_test

import data.tidegate.pods.volume_types

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"volumes": [{"name": "data", "nfs": {"server": "nas", "path": "/"}}]}

found(level) := {{
	"msg": concat("", [`volume "data" is of type nfs`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "volumes", 0, "nfs"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	volume_types.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	volume_types.deny == set() with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	volume_types.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# policy/check_restrictedVolumes.go counts it among the types, and stands in for the check of baseline.
test_a_path_of_the_node_is_refused_by_restricted if {
	obj := deployment({"volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}]})
	volume_types.deny == {{
		"msg": `volume "logs" is a path of the node: the Pod Security level restricted refuses it`,
		"path": ["spec", "template", "spec", "volumes", 0, "hostPath"],
	}} with input as {"object": obj, "params": {"level": "restricted"}}
	volume_types.deny == set() with input as {"object": obj, "params": {"level": "baseline"}}
	volume_types.deny == set() with input as {"object": obj}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	volume_types.deny == set() with input as {"object": deployment(violating)}
	volume_types.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
