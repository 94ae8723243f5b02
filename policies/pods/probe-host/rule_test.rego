package tidegate.pods.probe_host_test

import data.tidegate.pods.probe_host

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

violating := {"containers": [{"name": "a", "readinessProbe": {"tcpSocket": {"host": "10.0.0.1", "port": 80}}}]}

found(level) := {{
	"msg": concat("", [`readinessProbe of container "a" asks host 10.0.0.1`, ": the Pod Security level ", level, " refuses it"]),
	"path": ["spec", "template", "spec", "containers", 0, "readinessProbe", "tcpSocket", "host"],
}}

test_where_the_namespace_declares_a_level if {
	labels := {"pod-security.kubernetes.io/enforce": "restricted"}
	probe_host.deny == found("restricted") with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
	}
}

test_where_the_parameter_declares_a_level if {
	probe_host.deny == found("baseline") with input as {"object": deployment(violating), "params": {"level": "baseline"}}
}

test_the_label_decides_where_both_are_there if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	probe_host.deny == set() with input as {
		"object": deployment(violating),
		"namespaceObject": {"metadata": {"labels": labels}},
		"params": {"level": "restricted"},
	}
}

# The violation is a part of pod-security there.
test_silent_where_nobody_declared_a_level if {
	probe_host.deny == set() with input as {"object": deployment(violating)}
	probe_host.deny == set() with input as {"object": deployment(violating), "params": {"level": "privileged"}}
}
