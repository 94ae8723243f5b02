package tidegate.pods.sysctls_test

import data.tidegate.pods.sysctls

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"securityContext": {"sysctls": [{"name": "net.core.somaxconn", "value": "1"}]}}

found(level) := {{
	"msg": concat("", [`the pod sets the sysctl net.core.somaxconn`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "securityContext", "sysctls", 0, "name"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	sysctls.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	sysctls.deny == found("baseline") with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	sysctls.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	sysctls.deny == set() with input as {"object": deployment(violating)}
	sysctls.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
