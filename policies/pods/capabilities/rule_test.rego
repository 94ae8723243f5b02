package tidegate.pods.capabilities_test

import data.tidegate.pods.capabilities

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"containers": [{"name": "a", "securityContext": {"capabilities": {"add": ["NET_RAW"], "drop": ["ALL"]}}}]}

found(level) := {{
	"msg": concat("", [`container "a" is given NET_RAW`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "containers", 0, "securityContext", "capabilities", "add"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	capabilities.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	capabilities.deny == found("baseline") with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	capabilities.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	capabilities.deny == set() with input as {"object": deployment(violating)}
	capabilities.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
