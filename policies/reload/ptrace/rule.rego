# METADATA
# title: No container may trace other processes
# description: |
#   With SYS_PTRACE a process stops others, and reads and writes their memory, keys and passwords in it too: those of its
#   container, of the whole pod where the process namespace is shared, and of the node with hostPID. It is mostly a
#   leftover of a debugger or a profiler.
# custom:
#   title_zh: 容器无权跟踪其他进程（SYS_PTRACE）
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Take SYS_PTRACE out of capabilities.add. A running pod is debugged with kubectl debug --profile=general, which
#     gives it to a container for the time being.
#   remediation_zh: |
#     从 capabilities.add 中去掉 SYS_PTRACE。需要调试运行中的 Pod 时，用 kubectl debug --profile=general 给临时容器授予该权限。
#   not_a_problem: |
#     When tracing is the work of the container, as with profilers and security agents. Ephemeral containers are not
#     reported, nor are init containers that run nsenter, which needs it.
#   references:
#     - https://man7.org/linux/man-pages/man7/capabilities.7.html
#     - https://docs.kernel.org/admin-guide/LSM/Yama.html
#     - https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/#debugging-profiles
#   since: 0.1.0
package tidegate.reload.ptrace

import data.tidegate.lib.argv
import data.tidegate.lib.messages
import data.tidegate.lib.workload

deny contains finding if {
	some entry in workload.containers
	some i, capability in entry.container.securityContext.capabilities.add
	is_ptrace(capability)
	entry.class != "ephemeral"
	not is_for_nsenter(entry)
	not workload.is_owned
	finding := {
		"msg": sprintf("%s may stop, read and change every process of %s", [messages.containers([entry.name]), reach]),
		"path": array.concat(entry.path, ["securityContext", "capabilities", "add", i]),
	}
}

# The program itself, by what it is started with or what is attached to it.
deny contains finding if {
	some run in argv.runs
	run.program in {"ltrace", "strace"}
	run.entry.class != "ephemeral"
	not workload.is_owned
	finding := {
		"msg": sprintf("%s runs %s, which stops a process at every call", [
			messages.containers([run.entry.name]),
			run.program,
		]),
		"path": run.path,
	}
}

# Every process may trace those of the same user.
deny contains finding if {
	some run in argv.runs
	run.program == "sysctl"
	"kernel.yama.ptrace_scope=0" in run.words
	not workload.is_owned
	finding := {
		"msg": sprintf("%s lets processes of the node trace each other", [messages.containers([run.entry.name])]),
		"path": run.path,
	}
}

is_ptrace(capability) if {
	is_string(capability)
	trim_prefix(upper(capability), "CAP_") == "SYS_PTRACE"
}

# To enter the namespaces of another process takes the same right; before the program runs that traces nothing.
is_for_nsenter(entry) if {
	entry.class == "init"
	some field in ["command", "args"]
	contains(concat(" ", [word | some word in entry.container[field]; is_string(word)]), "nsenter")
}

reach := "the node" if {
	workload.pod_spec.hostPID == true
} else := "the pod" if {
	workload.pod_spec.shareProcessNamespace == true
} else := "its container"
