package tidegate.pods.host_namespaces_test

import data.tidegate.pods.host_namespaces

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"hostPID": true}

found(level) := {{
	"msg": concat("", [`hostPID is true`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "hostPID"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	host_namespaces.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	host_namespaces.deny == found("baseline") with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	host_namespaces.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	host_namespaces.deny == set() with input as {"object": deployment(violating)}
	host_namespaces.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
