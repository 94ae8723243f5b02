package tidegate.pods.windows_host_process_test

import data.tidegate.pods.windows_host_process

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"containers": [{"name": "a", "securityContext": {"windowsOptions": {"hostProcess": true}}}]}

found(level) := {{
	"msg": concat("", [`hostProcess is true for container "a"`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "containers", 0, "securityContext", "windowsOptions", "hostProcess"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	windows_host_process.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	windows_host_process.deny == found("baseline") with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	windows_host_process.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	windows_host_process.deny == set() with input as {"object": deployment(violating)}
	windows_host_process.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
