package tidegate.pods.pod_security_test

import data.tidegate.pods.pod_security

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

spec := {
	"hostPID": true,
	"securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
	"containers": [
		{"name": "a", "securityContext": {"allowPrivilegeEscalation": true, "capabilities": {"drop": ["ALL"]}}},
		{"name": "b", "securityContext": {"capabilities": {"drop": ["ALL"]}}},
	],
}

labelled(level) := {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": level}}}

test_all_controls_are_one_finding if {
	pod_security.deny == {{
		"msg": `the Pod Security level restricted would refuse the pods of Deployment "web"`,
		"path": ["spec", "template", "spec"],
		"parts": [
			{"rule": "pods/privilege-escalation", "path": at(0)},
			{"rule": "pods/privilege-escalation", "path": at(1)},
			{"rule": "pods/host-namespaces", "path": ["spec", "template", "spec", "hostPID"]},
		],
		"measure": 2,
	}} with input as {"object": deployment(spec)}
}

at(i) := ["spec", "template", "spec", "containers", i, "securityContext", "allowPrivilegeEscalation"]

test_a_pod_is_refused_itself if {
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"hostPID": true}}
	{finding.msg | some finding in pod_security.deny} == {`the Pod Security level restricted would refuse Pod "p"`} with input as {"object": pod}
}

# Those are findings of their own.
test_root_and_privileged_are_no_parts if {
	fine := {
		"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
		"containers": [{"name": "a", "securityContext": {
			"privileged": true,
			"allowPrivilegeEscalation": false,
			"capabilities": {"drop": ["ALL"]},
		}}],
	}
	pod_security.deny == set() with input as {"object": deployment(fine)}
}

test_silent_where_a_level_is_declared_or_filled_in_later if {
	every level in ["privileged", "baseline", "restricted", "${LEVEL}"] {
		pod_security.deny == set() with input as {"object": deployment(spec), "namespaceObject": labelled(level)}
	}
	every level in ["privileged", "baseline", "restricted"] {
		pod_security.deny == set() with input as {"object": deployment(spec), "params": {"level": level}}
	}
}

test_a_label_that_is_no_level_declares_none if {
	count(pod_security.deny) == 1 with input as {"object": deployment(spec), "namespaceObject": labelled("strict")}
}

test_nothing_to_say_of_what_has_no_pods if {
	pod_security.deny == set() with input as {"object": {"apiVersion": "v1", "kind": "ConfigMap", "data": {}}}
	pod_security.deny == set() with input as {"object": null}
}
