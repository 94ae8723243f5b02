package tidegate.pods.seccomp_test

import data.tidegate.pods.seccomp

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"containers": [{"name": "a", "securityContext": {"seccompProfile": {"type": "Unconfined"}}}]}

found(level) := {{
	"msg": concat("", [`the seccomp profile of container "a" is of type "Unconfined"`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "containers", 0, "securityContext", "seccompProfile", "type"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	seccomp.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	seccomp.deny == found("baseline") with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	seccomp.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	seccomp.deny == set() with input as {"object": deployment(violating)}
	seccomp.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
