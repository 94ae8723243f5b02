package tidegate.lib.standards_test

import data.tidegate.lib.standards

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}

namespace(labels) := {"metadata": {"labels": {concat("", ["pod-security.kubernetes.io/", name]): value |
	some name, value in labels
}}}

# What of a rule is found in a pod at a level and a version of the policy: the paths below spec, as text.
found(rule, spec, level, version) := {concat(".", [sprintf("%v", [step]) | some step in array.slice(path, 1, 99)]) |
	labels := namespace({"enforce": level, "enforce-version": version})
	violations := standards.violations with input as {"object": pod(spec), "namespaceObject": labels}
	path := violations[rule][_].path
}

messages(rule, spec) := {trim_suffix(told.msg, ": the Pod Security level restricted refuses it") |
	whole := {"object": pod(spec), "params": {"level": "restricted"}}
	violations := standards.violations with input as whole
	some violation in violations[rule]
	told := standards.refused(violation) with input as whole
}

# Every finding of a rule for one container with a security context.
of_context(rule, context, level, version) := found(
	rule,
	{"containers": [{"name": "a", "securityContext": context}]},
	level,
	version,
)

at(names) := {concat("", ["containers.0.securityContext.", name]) | some name in names}

test_the_level_is_what_was_declared_or_restricted if {
	standards.level == "baseline" with input.namespaceObject as namespace({"enforce": "baseline"})
	standards.level == "baseline" with input.params as {"level": "baseline"}
	standards.level == "restricted" with input as {}
	standards.level == "restricted" with input.namespaceObject as namespace({"enforce": "bogus"})
	not standards.level with input.namespaceObject as namespace({"enforce": "privileged"})
	not standards.level with input.params as {"level": "privileged"}
}

test_a_level_that_is_filled_in_later_is_unknown if {
	not standards.level with input.namespaceObject as namespace({"enforce": "${LEVEL}"})
	standards.level == "baseline" with input as {
		"namespaceObject": namespace({"enforce": "${LEVEL}"}),
		"params": {"level": "baseline"},
	}
	not standards.is_restricted with input.namespaceObject as namespace({"enforce": "${LEVEL}"})
}

test_what_is_declared if {
	standards.declared with input.params as {"level": "baseline"}
	standards.declared with input.namespaceObject as namespace({"enforce": "restricted"})
	not standards.declared with input as {}
	not standards.declared with input.params as {"level": "privileged"}
}

test_only_the_label_is_enforced if {
	standards.enforced == "baseline" with input.namespaceObject as namespace({"enforce": "baseline"})
	standards.enforced == "restricted" with input as {
		"namespaceObject": namespace({"enforce": "restricted"}),
		"params": {"level": "baseline"},
	}
	not standards.enforced with input.namespaceObject as namespace({"enforce": "privileged"})
	not standards.enforced with input.params as {"level": "baseline"}
	not standards.enforced with input.namespaceObject as namespace({"audit": "baseline", "warn": "restricted"})
}

test_versions if {
	every text, n in {"v1.0": 0, "v1.9": 9, "v1.34": 34, "v1.100": 100} {
		standards.minor == n with input.namespaceObject as namespace({"enforce-version": text})
	}
	every text in ["latest", "", "1.34", "v1", "v1.034", "v2.0", "v1.34.1", "V1.34", "${VERSION}"] {
		standards.minor == 1000000 with input.namespaceObject as namespace({"enforce-version": text})
	}
	standards.minor == 1000000 with input.namespaceObject as namespace({"audit-version": "v1.1"})
}

test_a_refusal_names_the_level if {
	found := {"text": "%s of %s is %v", "values": ["x", ["a", "b"], 5], "path": ["spec"]}
	standards.refused(found) == {
		"msg": "x of containers \"a\" and \"b\" is 5: the Pod Security level baseline refuses it",
		"path": ["spec"],
	} with input.params as {"level": "baseline"}
}

test_refused_for_has_the_controls_that_are_findings_of_their_own_too if {
	spec := {"hostPID": true, "containers": [{"name": "a", "securityContext": {"privileged": true}}]}
	standards.refused_for == {
		"pods/capabilities", "pods/host-namespaces", "pods/privilege-escalation", "pods/privileged",
		"pods/run-as-non-root", "pods/seccomp",
	} with input as {"object": pod(spec)}
	standards.refused_for == {"pods/host-namespaces", "pods/privileged"} with input as {
		"object": pod(spec),
		"params": {"level": "baseline"},
	}
	standards.refused_for == set() with input as {"object": pod({"containers": []})}
}

test_privilege_escalation if {
	rule := "pods/privilege-escalation"
	here := at(["allowPrivilegeEscalation"])
	of_context(rule, {}, "restricted", "latest") == here
	of_context(rule, {"allowPrivilegeEscalation": true}, "restricted", "v1.8") == here
	of_context(rule, {"allowPrivilegeEscalation": true}, "restricted", "v1.7") == set()
	of_context(rule, {}, "restricted", "v1.7") == set()
	of_context(rule, {"allowPrivilegeEscalation": true}, "baseline", "latest") == set()
	of_context(rule, {}, "baseline", "latest") == set()
	every fine in [{"allowPrivilegeEscalation": false}, {"allowPrivilegeEscalation": "${X}"}, "${CONTEXT}"] {
		of_context(rule, fine, "restricted", "latest") == set()
	}
	messages(rule, {"containers": [{"name": "a", "securityContext": {"allowPrivilegeEscalation": true}}]}) == {
		`allowPrivilegeEscalation is true for container "a"`,
	}
	messages(rule, {"containers": [{"name": "a"}]}) == {
		`allowPrivilegeEscalation is not set for container "a", and true is the default`,
	}
}

# check_allowPrivilegeEscalation.go asks a privileged container as well.
test_privilege_escalation_of_a_privileged_container if {
	rule := "pods/privilege-escalation"
	of_context(rule, {"privileged": true}, "restricted", "latest") == at(["allowPrivilegeEscalation"])
}

windows(spec) := object.union(spec, {"os": {"name": "windows"}})

test_windows_is_spared_at_restricted_since_1_25 if {
	spec := windows({"containers": [{
		"name": "a",
		"securityContext": {"allowPrivilegeEscalation": true, "capabilities": {"add": ["NET_RAW"]}},
	}]})
	every rule in ["pods/privilege-escalation", "pods/capabilities", "pods/seccomp"] {
		found(rule, spec, "restricted", "v1.25") == set()
		count(found(rule, spec, "restricted", "v1.24")) > 0
	}
	found("pods/capabilities", spec, "baseline", "v1.25") == at(["capabilities.add"])
	bare := windows({"containers": [{"name": "a"}]})
	found("pods/privilege-escalation", bare, "restricted", "v1.25") == set()
	found("pods/capabilities", bare, "restricted", "v1.25") == set()
}

test_capabilities_that_may_be_added if {
	rule := "pods/capabilities"
	usual := {"drop": ["ALL"], "add": ["CHOWN", "NET_BIND_SERVICE", "SYS_CHROOT"]}
	of_context(rule, {"capabilities": usual}, "baseline", "latest") == set()
	of_context(rule, {"capabilities": usual}, "restricted", "v1.22") == at(["capabilities.add"])
	of_context(rule, {"capabilities": usual}, "restricted", "v1.21") == set()
	bind := {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}
	of_context(rule, {"capabilities": bind}, "restricted", "latest") == set()
	every name in ["NET_RAW", "SYS_ADMIN", "CAP_CHOWN", "chown", "ALL"] {
		of_context(rule, {"capabilities": {"add": ["CHOWN", name]}}, "baseline", "v1.0") == at(["capabilities.add"])
	}
	of_context(rule, {"capabilities": {"add": ["${CAPABILITY}", 5]}}, "baseline", "latest") == set()
	of_context(rule, {"capabilities": {"add": "SYS_ADMIN"}}, "baseline", "latest") == set()
	spec := {"containers": [{"name": "a", "securityContext": {"capabilities": {
		"drop": ["ALL"],
		"add": ["NET_RAW", "NET_BIND_SERVICE", "BPF"],
	}}}]}
	messages(rule, spec) == {`container "a" is given NET_RAW and BPF`}
}

test_capabilities_that_have_to_be_dropped if {
	rule := "pods/capabilities"
	here := at(["capabilities.drop"])
	of_context(rule, {}, "restricted", "latest") == here
	every capabilities in [{}, {"drop": ["all"]}, {"drop": ["KILL"]}] {
		context := {"capabilities": capabilities}
		of_context(rule, context, "restricted", "v1.22") == here
		of_context(rule, context, "restricted", "v1.21") == set()
		of_context(rule, context, "baseline", "latest") == set()
	}
	every capabilities in [{"drop": ["KILL", "ALL"]}, {"drop": ["${ALL}"]}, {"drop": "${DROP}"}, "${CAPABILITIES}"] {
		of_context(rule, {"capabilities": capabilities}, "restricted", "latest") == set()
	}
	messages(rule, {"containers": [{"name": "a"}]}) == {`container "a" does not drop ALL capabilities`}
}

test_every_class_of_container if {
	spec := {list: [{
		"name": "a",
		"securityContext": {"procMount": "Unmasked"},
		"ports": [{"hostPort": 1}],
		"livenessProbe": {"httpGet": {"host": "h"}},
	}] |
		some list in ["containers", "initContainers", "ephemeralContainers"]
	}
	every rule in [
		"pods/capabilities", "pods/privilege-escalation", "pods/proc-mount", "pods/host-ports",
		"pods/probe-host",
	] {
		count(found(rule, spec, "restricted", "latest")) == 3
	}
}

test_proc_mount if {
	rule := "pods/proc-mount"
	of_context(rule, {"procMount": "Unmasked"}, "baseline", "v1.0") == at(["procMount"])
	every fine in [{}, {"procMount": "Default"}, {"procMount": "${PROC}"}, {"procMount": 5}] {
		of_context(rule, fine, "restricted", "latest") == set()
	}
	spec := {"hostUsers": false, "containers": [{"name": "a", "securityContext": {"procMount": "Unmasked"}}]}
	found(rule, spec, "baseline", "v1.35") == set()
	found(rule, spec, "baseline", "v1.34") == at(["procMount"])
	found(rule, spec, "restricted", "v1.35") == at(["procMount"])
	found(rule, object.union(spec, {"hostUsers": true}), "baseline", "v1.35") == at(["procMount"])
	messages(rule, spec) == {`procMount is Unmasked for container "a"`}
}

test_host_ports if {
	rule := "pods/host-ports"
	spec := {"containers": [{"name": "a", "ports": [
		{"containerPort": 80, "hostPort": 8080},
		{"containerPort": 81},
		{"containerPort": 82, "hostPort": 0},
		{"containerPort": 83, "hostPort": "${PORT}"},
	]}]}
	found(rule, spec, "baseline", "v1.0") == {"containers.0.ports.0.hostPort"}
	messages(rule, spec) == {`container "a" takes port 8080 of its node`}
}

# The API server fills host ports in; what a person wrote is hostNetwork.
test_container_ports_of_the_host_network_are_not_host_ports if {
	spec := {"hostNetwork": true, "containers": [{"name": "a", "ports": [{"containerPort": 80}]}]}
	found("pods/host-ports", spec, "baseline", "latest") == set()
}

probing(keys, action, host) := object.union(
	{"name": "a"},
	json.patch({}, array.concat(
		[{"op": "add", "path": array.slice(keys, 0, i), "value": {}} | some i in numbers.range(1, count(keys))],
		[{"op": "add", "path": array.concat(keys, [action]), "value": {"host": host}}],
	)),
)

test_probe_host if {
	rule := "pods/probe-host"
	every keys in [
		["livenessProbe"], ["readinessProbe"], ["startupProbe"],
		["lifecycle", "postStart"], ["lifecycle", "preStop"],
	] {
		every action in ["httpGet", "tcpSocket"] {
			spec := {"containers": [probing(keys, action, "127.0.0.1")]}
			here := {concat(".", array.concat(["containers", "0"], array.concat(keys, [action, "host"])))}
			found(rule, spec, "baseline", "v1.34") == here
			found(rule, spec, "baseline", "v1.33") == set()
		}
	}
	every host in ["", "${HOST}", 5] {
		found(rule, {"containers": [probing(["livenessProbe"], "httpGet", host)]}, "restricted", "latest") == set()
	}
	messages(rule, {"containers": [probing(["lifecycle", "preStop"], "httpGet", "h")]}) == {
		`lifecycle.preStop of container "a" asks host h`,
	}
}
