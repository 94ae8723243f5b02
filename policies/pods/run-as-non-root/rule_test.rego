package tidegate.pods.run_as_non_root_test

import data.tidegate.pods.run_as_non_root

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

at(path) := array.concat(["spec", "template", "spec"], path)

# A pod with the given context and one container for each context in the list; null leaves it out.
spec(pod_context, contexts) := object.union(
	{"containers": [container(i, context) | some i, context in contexts]},
	with_context(pod_context),
)

container(i, context) := object.union({"name": sprintf("c%d", [i])}, with_context(context))

with_context(context) := {} if context == null

with_context(context) := {"securityContext": context} if context != null

verdict(obj) := findings if {
	findings := run_as_non_root.deny with input as {"object": obj}
}

missing_message(names) := concat(" ", [
	"runAsNonRoot is set neither for the pod nor for the container: root may run in",
	names,
])

test_true_on_the_pod_or_on_every_container if {
	verdict(deployment(spec({"runAsNonRoot": true}, [null, {}]))) == set()
	verdict(deployment(spec(null, [{"runAsNonRoot": true}, {"runAsNonRoot": true}]))) == set()
	verdict(deployment(spec({"runAsNonRoot": true, "runAsUser": 7}, [null]))) == set()
}

test_missing_everywhere_is_one_finding_at_the_pod if {
	verdict(deployment(spec(null, [null, {}]))) == {{
		"msg": missing_message(`containers "c0" and "c1"`),
		"path": at(["securityContext", "runAsNonRoot"]),
	}}
}

test_missing_on_one_container_is_found_there if {
	verdict(deployment(spec(null, [{"runAsNonRoot": true}, {"readOnlyRootFilesystem": true}]))) == {{
		"msg": missing_message(`container "c1"`),
		"path": at(["containers", 1, "securityContext", "runAsNonRoot"]),
	}}
}

test_missing_is_found_at_each_container_that_misses_it if {
	{finding.path | some finding in verdict(deployment(spec({}, [null, {"runAsNonRoot": true}, null])))} == {
		at(["containers", 0, "securityContext", "runAsNonRoot"]),
		at(["containers", 2, "securityContext", "runAsNonRoot"]),
	}
}

test_missing_names_only_the_containers_that_may_be_root if {
	verdict(deployment(spec(null, [{"runAsUser": 7}, null]))) == {{
		"msg": missing_message(`container "c1"`),
		"path": at(["securityContext", "runAsNonRoot"]),
	}}
}

test_a_numeric_user_alone_is_refused if {
	verdict(deployment(spec({"runAsUser": 1000}, [null]))) == {{
		"msg": concat(" ", [
			`runAsNonRoot is not set: only runAsUser keeps root out of container "c0",`,
			"and the Pod Security level restricted refuses the pod",
		]),
		"path": at(["securityContext", "runAsNonRoot"]),
	}}
}

test_a_numeric_user_alone_beside_a_container_that_says_true if {
	verdict(deployment(spec(null, [{"runAsUser": 1}, {"runAsNonRoot": true}]))) == {{
		"msg": concat(" ", [
			`runAsNonRoot is not set: only runAsUser keeps root out of container "c0",`,
			"and the Pod Security level restricted refuses the pod",
		]),
		"path": at(["containers", 0, "securityContext", "runAsNonRoot"]),
	}}
}

test_user_zero_of_the_pod_names_those_who_inherit_it if {
	verdict(deployment(spec({"runAsUser": 0}, [null, {"runAsUser": 7, "runAsNonRoot": true}, {}]))) == {{
		"msg": `runAsUser is 0 in the securityContext of the pod: root runs in containers "c0" and "c2"`,
		"path": at(["securityContext", "runAsUser"]),
	}}
}

test_user_zero_of_a_container if {
	verdict(deployment(spec({"runAsUser": 7, "runAsNonRoot": true}, [null, {"runAsUser": 0, "runAsNonRoot": false}]))) == {
		{
			"msg": `runAsUser is 0 in the securityContext of container "c1": root runs in container "c1"`,
			"path": at(["containers", 1, "securityContext", "runAsUser"]),
		},
		{
			"msg": `runAsNonRoot is false in the securityContext of container "c1": root may run in container "c1"`,
			"path": at(["containers", 1, "securityContext", "runAsNonRoot"]),
		},
	}
}

# Another scanner lets this pass because the pod says true.
test_user_zero_under_a_pod_that_says_true if {
	verdict(deployment(spec({"runAsNonRoot": true}, [{"runAsUser": 0}]))) == {{
		"msg": concat(" ", [
			`runAsUser is 0 in the securityContext of container "c0" against runAsNonRoot true:`,
			`the kubelet refuses to start container "c0"`,
		]),
		"path": at(["containers", 0, "securityContext", "runAsUser"]),
	}}
}

test_root_that_only_some_containers_refuse if {
	verdict(deployment(spec({"runAsUser": 0}, [{"runAsNonRoot": true}, null]))) == {{
		"msg": `runAsUser is 0 in the securityContext of the pod: root runs in containers "c0" and "c1"`,
		"path": at(["securityContext", "runAsUser"]),
	}}
}

# Another scanner lets this pass because the pod says true.
test_false_of_a_container_under_a_pod_that_says_true if {
	verdict(deployment(spec({"runAsNonRoot": true}, [{"runAsNonRoot": false}, null]))) == {{
		"msg": `runAsNonRoot is false in the securityContext of container "c0": root may run in container "c0"`,
		"path": at(["containers", 0, "securityContext", "runAsNonRoot"]),
	}}
}

test_false_of_the_pod_names_those_who_inherit_it if {
	verdict(deployment(spec({"runAsNonRoot": false}, [null, {"runAsNonRoot": true}, {"runAsUser": 7}]))) == {{
		"msg": `runAsNonRoot is false in the securityContext of the pod: root may run in container "c0"`,
		"path": at(["securityContext", "runAsNonRoot"]),
	}}
}

harmless_message(place) := concat("", [
	place,
	": no container is known to run as root by it, but the Pod Security level restricted refuses the pod",
])

test_false_that_nobody_inherits_is_refused if {
	verdict(deployment(spec({"runAsNonRoot": false}, [{"runAsNonRoot": true}]))) == {{
		"msg": harmless_message("runAsNonRoot is false in the securityContext of the pod"),
		"path": at(["securityContext", "runAsNonRoot"]),
	}}
}

test_user_zero_that_nobody_inherits_is_refused if {
	verdict(deployment(spec({"runAsUser": 0, "runAsNonRoot": true}, [{"runAsUser": 7}]))) == {{
		"msg": harmless_message("runAsUser is 0 in the securityContext of the pod"),
		"path": at(["securityContext", "runAsUser"]),
	}}
}

test_false_beside_a_numeric_user_is_refused if {
	verdict(deployment(spec(null, [{"runAsNonRoot": false, "runAsUser": 1000}]))) == {{
		"msg": harmless_message(`runAsNonRoot is false in the securityContext of container "c0"`),
		"path": at(["containers", 0, "securityContext", "runAsNonRoot"]),
	}}
}

test_placeholders_are_neither_wrong_nor_fine if {
	verdict(deployment(spec({"runAsNonRoot": "${NON_ROOT}"}, [null]))) == set()
	verdict(deployment(spec({"runAsUser": "${UID}"}, [null]))) == set()
	verdict(deployment(spec("${CONTEXT}", [null]))) == set()
	verdict(deployment(spec(null, [{"runAsNonRoot": "${NON_ROOT}"}, null]))) == {{
		"msg": missing_message(`container "c1"`),
		"path": at(["containers", 1, "securityContext", "runAsNonRoot"]),
	}}
}

test_root_beside_a_placeholder_is_root if {
	verdict(deployment(spec(null, [{"runAsNonRoot": "${NON_ROOT}", "runAsUser": 0}]))) == {{
		"msg": `runAsUser is 0 in the securityContext of container "c0": root runs in container "c0"`,
		"path": at(["containers", 0, "securityContext", "runAsUser"]),
	}}
}

test_init_and_ephemeral_containers_count if {
	others := {
		"containers": [{"name": "web", "securityContext": {"runAsNonRoot": true}}],
		"initContainers": [{"name": "init"}],
		"ephemeralContainers": [{"name": "debug"}],
	}
	{finding.path | some finding in verdict(deployment(others))} == {
		at(["initContainers", 0, "securityContext", "runAsNonRoot"]),
		at(["ephemeralContainers", 0, "securityContext", "runAsNonRoot"]),
	}
}

test_windows_is_not_exempt if {
	count(verdict(deployment(object.union(spec(null, [null]), {"os": {"name": "windows"}})))) == 1
}

test_user_namespaces_are_exempt if {
	verdict(deployment(object.union(spec({"runAsUser": 0}, [{"runAsNonRoot": false}]), {"hostUsers": false}))) == set()
	verdict(deployment(object.union(spec(null, [null]), {"hostUsers": false}))) == set()
	verdict(deployment(object.union(spec(null, [null, {"runAsNonRoot": true}]), {"hostUsers": false}))) == set()
	count(verdict(deployment(object.union(spec(null, [null]), {"hostUsers": true})))) == 1
}

privileged_namespace := {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "privileged"}}}

test_a_namespace_declared_privileged_is_exempt if {
	every context in [{"runAsUser": 0}, {"runAsNonRoot": false}, null] {
		obj := deployment(spec(context, [null]))
		run_as_non_root.deny == set() with input as {"object": obj, "namespaceObject": privileged_namespace}
	}
	mixed := deployment(spec(null, [null, {"runAsNonRoot": true}]))
	run_as_non_root.deny == set() with input as {"object": mixed, "namespaceObject": privileged_namespace}
}

test_no_containers_no_missing_value if {
	verdict(deployment({"containers": "${CONTAINERS}"})) == set()
	verdict({"apiVersion": "v1", "kind": "ConfigMap", "data": {}}) == set()
	verdict(null) == set()
}

at_level(obj, level, version) := findings if {
	labels := {
		"pod-security.kubernetes.io/enforce": level,
		"pod-security.kubernetes.io/enforce-version": version,
	}
	findings := run_as_non_root.deny with input as {"object": obj, "namespaceObject": {"metadata": {"labels": labels}}}
}

test_what_only_restricted_refuses_is_fine_at_baseline if {
	every obj in [
		deployment(spec({"runAsUser": 1000}, [null])),
		deployment(spec({"runAsNonRoot": false}, [{"runAsNonRoot": true}])),
		deployment(spec({"runAsUser": 0, "runAsNonRoot": true}, [{"runAsUser": 7}])),
	] {
		count(at_level(obj, "restricted", "latest")) == 1
		at_level(obj, "baseline", "latest") == set()
		count(verdict(obj)) == 1
	}
}

# The levels are the namespace's to declare, and baseline does not ask who the user is (policy/check_runAsNonRoot.go).
test_root_is_let_in_at_baseline if {
	every obj in [
		deployment(spec(null, [null])),
		deployment(spec(null, [null, {"runAsNonRoot": true}])),
		deployment(spec({"runAsNonRoot": false}, [null])),
		deployment(spec({"runAsUser": 0}, [null])),
	] {
		count(at_level(obj, "restricted", "latest")) > 0
		at_level(obj, "baseline", "latest") == set()
	}
}

test_what_the_kubelet_refuses_is_wrong_at_any_level if {
	obj := deployment(spec({"runAsNonRoot": true, "runAsUser": 0}, [null]))
	at_level(obj, "baseline", "latest") == at_level(obj, "restricted", "latest")
	count(at_level(obj, "baseline", "latest")) == 1
	at_level(obj, "privileged", "latest") == set()
}

test_a_level_that_is_filled_in_later_may_be_any if {
	at_level(deployment(spec(null, [null])), "${LEVEL}", "latest") == set()
	at_level(deployment(spec({"runAsUser": 0}, [null])), "${LEVEL}", "latest") == set()
}

# The admission plugin looks at runAsUser since v1.23 (policy/check_runAsUser.go).
test_a_user_that_nobody_has_is_refused_since_1_23 if {
	obj := deployment(spec({"runAsUser": 0, "runAsNonRoot": true}, [{"runAsUser": 7}]))
	at_level(obj, "restricted", "v1.22") == set()
	count(at_level(obj, "restricted", "v1.23")) == 1
}

# The admission plugin spares user namespaces since v1.35 (policy/check_runAsNonRoot.go).
test_older_versions_do_not_know_user_namespaces if {
	obj := deployment(object.union(spec(null, [null]), {"hostUsers": false}))
	count(at_level(obj, "restricted", "v1.34")) == 1
	at_level(obj, "restricted", "v1.35") == set()
	at_level(obj, "baseline", "v1.34") == set()
	at_level(obj, "privileged", "v1.34") == set()
	refused := deployment(object.union(spec({"runAsNonRoot": true, "runAsUser": 0}, [null]), {"hostUsers": false}))
	at_level(refused, "privileged", "v1.34") == set()
}
