package tidegate.reload.ptrace_test

import data.tidegate.reload.ptrace

pod(container, spec) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": object.union({"containers": [object.union({"name": "web"}, container)]}, spec),
}

adding(capabilities) := {"securityContext": {"capabilities": {"add": capabilities}}}

verdict(container, spec) := findings if {
	findings := ptrace.deny with input.object as pod(container, spec)
}

finding(reach) := {
	"msg": sprintf(`container "web" may stop, read and change every process of %s`, [reach]),
	"path": ["spec", "containers", 0, "securityContext", "capabilities", "add", 0],
}

test_who_may_trace_and_whom if {
	verdict(adding(["SYS_PTRACE"]), {}) == {finding("its container")}
	verdict(adding(["SYS_PTRACE"]), {"shareProcessNamespace": true}) == {finding("the pod")}
	verdict(adding(["SYS_PTRACE"]), {"hostPID": true}) == {finding("the node")}
	verdict(adding(["SYS_PTRACE"]), {"hostPID": true, "shareProcessNamespace": false}) == {finding("the node")}
	verdict(adding(["SYS_PTRACE"]), {"hostPID": false, "shareProcessNamespace": false}) == {finding("its container")}
	verdict(adding(["CAP_SYS_PTRACE"]), {}) == {finding("its container")}
	verdict(adding(["sys_ptrace"]), {}) == {finding("its container")}
	[f.path[6] | some f in verdict(adding(["NET_ADMIN", "SYS_PTRACE"]), {})] == [1]
}

test_other_capabilities if {
	verdict(adding(["NET_ADMIN", "${CAPABILITY}", 7]), {}) == set()
	verdict({"securityContext": {"capabilities": {"drop": ["SYS_PTRACE"]}}}, {}) == set()
	verdict({}, {"hostPID": true}) == set()
}

test_all_containers_but_those_for_debugging if {
	traced := object.union({"name": "other"}, adding(["SYS_PTRACE"]))
	count(verdict({}, {"initContainers": [traced]})) == 1
	entering := ["sh", "-ec", "nsenter --cgroup=/hostproc/1/ns/cgroup /mount"]
	every field in ["command", "args"] {
		verdict({}, {"initContainers": [object.union(traced, {field: entering})]}) == set()
	}
	count(verdict(object.union(adding(["SYS_PTRACE"]), {"args": entering}), {})) == 1
	count(verdict({}, {"initContainers": [object.union(traced, {"args": [7]})]})) == 1
	count(verdict({}, {"initContainers": [object.union(traced, {"restartPolicy": "Always"})]})) == 1
	verdict({}, {"ephemeralContainers": [traced], "hostPID": true}) == set()
}

test_programs_that_are_traced if {
	verdict({"command": ["strace", "-f", "/web"]}, {}) == {{
		"msg": `container "web" runs strace, which stops a process at every call`,
		"path": ["spec", "containers", 0, "command", 0],
	}}
	count(verdict({"command": ["sh", "-c", "exec ltrace /web"]}, {})) == 1
	verdict({"command": ["/web", "strace", "x"]}, {}) == set()
	verdict({"command": ["sh", "-c", "dtrace /web; air"]}, {}) == set()
	verdict({}, {"ephemeralContainers": [{"name": "e", "command": ["strace", "-p", "1"]}]}) == set()
}

test_the_setting_of_the_node if {
	verdict({"command": ["sysctl", "-w", "kernel.yama.ptrace_scope=0"]}, {}) == {{
		"msg": `container "web" lets processes of the node trace each other`,
		"path": ["spec", "containers", 0, "command", 0],
	}}
	count(verdict({"command": ["sh", "-c", "sysctl -w kernel.yama.ptrace_scope=0; sleep 1"]}, {})) == 1
	verdict({"command": ["sysctl", "-w", "kernel.yama.ptrace_scope=1"]}, {}) == set()
	verdict({"command": ["echo", "kernel.yama.ptrace_scope=0"]}, {}) == set()
}

test_owned_pods_are_passed_over if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	every container in [
		adding(["SYS_PTRACE"]),
		{"command": ["strace", "/web"]},
		{"command": ["sysctl", "kernel.yama.ptrace_scope=0"]},
	] {
		count(ptrace.deny) == 0 with input.object as object.union(pod(container, {}), owned)
	}
}
