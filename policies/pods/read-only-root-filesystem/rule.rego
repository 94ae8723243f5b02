# METADATA
# title: Containers cannot change their image's files
# description: |
#   With a root file system that cannot be written to, whoever gets into a container cannot leave tools there or change
#   the program, and a program that keeps data in the wrong place fails in the first test instead of losing it with the
#   pod.
# custom:
#   severity: info
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   profiles: {standard: off}
#   remediation: |
#     Set securityContext.readOnlyRootFilesystem to true on the container, and mount an emptyDir where it writes, /tmp
#     most often.
#   title_zh: 容器不能修改镜像中的文件
#   remediation_zh: |
#     在容器上把 securityContext.readOnlyRootFilesystem 设为 true，
#     并在需要写入的位置（通常是 /tmp）挂载 emptyDir。
#   not_a_problem: |
#     When the program writes to many places of its image. Windows containers cannot have it, containers that were
#     attached for debugging do not stay, and neither is reported.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   since: 0.1.0
package tidegate.pods.read_only_root_filesystem

import data.tidegate.lib.messages
import data.tidegate.lib.security
import data.tidegate.lib.workload

deny contains finding if {
	not security.is_windows
	some entry in workload.containers
	entry.class != "ephemeral"
	not workload.is_injected(entry.container)
	not is_kept(entry)
	finding := {
		"msg": sprintf("%s can write to its root file system", [messages.containers([entry.name])]),
		"path": array.concat(entry.path, ["securityContext", "readOnlyRootFilesystem"]),
	}
}

# True, or a placeholder that may be.
is_kept(entry) if security.own_setting(entry, "readOnlyRootFilesystem").value != false
