package tidegate.pods.privileged_test

import data.tidegate.pods.privileged

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}

verdict(spec) := findings if {
	findings := privileged.deny with input as {"object": pod(spec)}
}

privileged_context := {"privileged": true}

finding(list, i, name) := {
	"msg": sprintf("container \"%s\" is privileged: it holds the node", [name]),
	"path": ["spec", list, i, "securityContext", "privileged"],
}

test_each_class_of_container if {
	verdict({
		"containers": [{"name": "a"}, {"name": "b", "securityContext": privileged_context}],
		"initContainers": [{"name": "c", "securityContext": privileged_context}],
		"ephemeralContainers": [{"name": "d", "securityContext": privileged_context}],
	}) == {
		finding("containers", 1, "b"),
		finding("initContainers", 0, "c"),
		finding("ephemeralContainers", 0, "d"),
	}
}

test_false_absent_and_unknown_are_no_findings if {
	every context in [{"privileged": false}, {}, {"privileged": "${P}"}, {"privileged": "true"}, "${CONTEXT}"] {
		verdict({"containers": [{"name": "a", "securityContext": context}]}) == set()
	}
}

test_the_context_of_the_pod_has_no_such_field if {
	verdict({"securityContext": privileged_context, "containers": [{"name": "a"}]}) == set()
}

test_a_user_namespace_does_not_excuse_it if {
	verdict({"hostUsers": false, "containers": [{"name": "a", "securityContext": privileged_context}]}) == {
		finding("containers", 0, "a"),
	}
}

test_a_namespace_declared_privileged_does if {
	obj := pod({"containers": [{"name": "a", "securityContext": privileged_context}]})
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	privileged.deny == set() with input as {"object": obj, "namespaceObject": {"metadata": {"labels": labels}}}
	later := {"pod-security.kubernetes.io/enforce": "${LEVEL}"}
	privileged.deny == set() with input as {"object": obj, "namespaceObject": {"metadata": {"labels": later}}}
	baseline := {"pod-security.kubernetes.io/enforce": "baseline"}
	count(privileged.deny) == 1 with input as {"object": obj, "namespaceObject": {"metadata": {"labels": baseline}}}
	audit := {"pod-security.kubernetes.io/audit": "privileged"}
	count(privileged.deny) == 1 with input as {"object": obj, "namespaceObject": {"metadata": {"labels": audit}}}
}
