package tidegate.pods.host_ports_test

import data.tidegate.pods.host_ports

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"containers": [{"name": "a", "ports": [{"containerPort": 80, "hostPort": 80}]}]}

found(level) := {{
	"msg": concat("", [`container "a" takes port 80 of its node`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "containers", 0, "ports", 0, "hostPort"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	host_ports.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	host_ports.deny == found("baseline") with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	host_ports.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	host_ports.deny == set() with input as {"object": deployment(violating)}
	host_ports.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
