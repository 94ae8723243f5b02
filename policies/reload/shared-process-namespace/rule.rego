# METADATA
# title: Each container has a process namespace of its own
# description: |
#   With one process namespace for the pod, every container sees the processes of the others, may signal them where the
#   user is the same, and reaches their files through /proc. No program is process 1 any more: a script that signals 1,
#   or a reloader that kills by name, hits what it did not mean.
# custom:
#   title_zh: 每个容器使用各自的进程命名空间
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Take shareProcessNamespace away. Reload over HTTP or by watching the file instead of by a signal, and use kubectl
#     debug with a target to look at a process.
#   remediation_zh: |
#     去掉 shareProcessNamespace。改用 HTTP 接口或监视文件变化来重新加载，而不是跨容器发信号；需要查看进程时使用
#     kubectl debug --target。
#   not_a_problem: |
#     When a container reloads another by a signal, which works in no other way; where the arguments say so, it is only
#     noted.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
#   since: 0.1.0
package tidegate.reload.shared_process_namespace

import data.tidegate.lib.messages
import data.tidegate.lib.workload

deny contains finding if {
	workload.pod_spec.shareProcessNamespace == true
	not workload.is_owned
	names := [entry.name | some entry in workload.lasting_containers]
	finding := object.union(weight, {
		"msg": said(names),
		"path": array.concat(workload.pod_spec_path, ["shareProcessNamespace"]),
	})
}

said(names) := sprintf("%s see and may signal each other's processes, and no program is process 1", [
	messages.containers(names),
]) if {
	count(names) > 1
} else := "the program shares its process namespace with the pod and is not process 1"

weight := {"severity": "info"} if {
	signals
} else := {}

# A container tells another to read its configuration again.
signals if {
	some entry in workload.lasting_containers
	words := [word | some field in ["command", "args"]; some word in entry.container[field]; is_string(word)]
	regex.match(reloading, concat(" ", words))
}

reloading := concat("", [
	`reload-method[= ]signal|process-executable-name|\s-s\s+reload\b`,
	`|\b(kill|pkill|killall)\s+(-s\s*|-n\s*|--signal[= ])?-?(SIG)?(HUP|USR1|USR2|1|10|12)\b`,
])
