# METADATA
# title: A user is given by number where root is refused
# description: |
#   runAsNonRoot makes the kubelet look who the container will run as. Where the pod gives no runAsUser it reads the
#   image's USER, and refuses to start the container if that is a name: it cannot know who that is. Nobody sees it
#   before the pod is there (CreateContainerConfigError), and a new image can bring it.
# custom:
#   severity: info
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Set securityContext.runAsUser to the number of the image's user, on the pod or on the container, or make sure that
#     the image says USER with a number.
#   title_zh: 禁止 root 时以数字指定用户
#   remediation_zh: |
#     在 Pod 或容器上把 securityContext.runAsUser 设为镜像用户的数字 UID，
#     或确保镜像的 USER 指令使用数字。
#   not_a_problem: |
#     When the image's USER is a number, as it is with distroless images and those of many vendors. Windows pods have no
#     such numbers and are not reported.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#     - https://docs.docker.com/reference/dockerfile/#user
#   since: 0.1.0
package tidegate.pods.non_numeric_user

import data.tidegate.lib.messages
import data.tidegate.lib.security
import data.tidegate.lib.workload

# One finding for each place where root is refused: the same line mends all that inherit it.
deny contains finding if {
	some at in {found.at | some found in unnumbered}
	finding := {
		"msg": sprintf("%s must not be root, and which user it is only the image says: a name would not do", [
			messages.containers([found.name | some found in unnumbered; found.at == at]),
		]),
		"path": array.concat(array.slice(at, 0, count(at) - 1), ["runAsUser"]),
	}
}

unnumbered := [{"at": setting.path, "name": entry.name} |
	not security.is_windows
	some entry in workload.containers
	setting := security.setting(entry, "runAsNonRoot")
	setting.value == true
	not security.setting(entry, "runAsUser")
	not workload.is_injected(entry.container)
]
