package tidegate.pods.privilege_escalation_test

import data.tidegate.pods.privilege_escalation

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}

one(context) := {"containers": [{"name": "a", "securityContext": context}]}

verdict(spec) := findings if {
	findings := privilege_escalation.deny with input as {"object": pod(spec)}
}

path := ["spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"]

missing := {
	"msg": `allowPrivilegeEscalation is not set for container "a", and true is the default`,
	"path": path,
}

test_false_is_fine if {
	verdict(one({"allowPrivilegeEscalation": false})) == set()
}

test_true_is_found_where_it_is_written if {
	verdict(one({"allowPrivilegeEscalation": true})) == {{
		"msg": `allowPrivilegeEscalation is true for container "a"`,
		"path": path,
	}}
}

test_missing_is_found_at_the_container if {
	verdict(one({})) == {missing}
	verdict({"containers": [{"name": "a"}]}) == {missing}
	verdict({"containers": [{"name": "a"}], "securityContext": {"allowPrivilegeEscalation": false}}) == {missing}
}

test_every_class_of_container if {
	lists := ["containers", "initContainers", "ephemeralContainers"]
	{finding.path[1] | some finding in verdict({list: [{"name": "a"}] | some list in lists})} == {
		"containers",
		"initContainers",
		"ephemeralContainers",
	}
}

test_unknown_is_no_finding if {
	verdict(one({"allowPrivilegeEscalation": "${ALLOW}"})) == set()
	verdict(one("${CONTEXT}")) == set()
}

test_windows_is_exempt if {
	verdict(object.union(one({}), {"os": {"name": "windows"}})) == set()
	verdict(object.union(one({"allowPrivilegeEscalation": true}), {"os": {"name": "windows"}})) == set()
}

test_a_privileged_container_is_left_to_its_own_rule if {
	verdict(one({"privileged": true})) == set()
	verdict(one({"privileged": true, "allowPrivilegeEscalation": true})) == set()
	verdict(one({"privileged": false})) == {missing}
}

test_a_namespace_declared_privileged_is_exempt if {
	labels := {"pod-security.kubernetes.io/enforce": "privileged"}
	every context in [{}, {"allowPrivilegeEscalation": true}] {
		privilege_escalation.deny == set() with input as {
			"object": pod(one(context)),
			"namespaceObject": {"metadata": {"labels": labels}},
		}
	}
}
