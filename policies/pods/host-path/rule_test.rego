package tidegate.pods.host_path_test

import data.tidegate.pods.host_path

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}]}

found(level) := {{
	"msg": concat("", [`volume "logs" is a path of the node`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "volumes", 0, "hostPath"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	host_path.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	host_path.deny == found("baseline") with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	host_path.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	host_path.deny == set() with input as {"object": deployment(violating)}
	host_path.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
