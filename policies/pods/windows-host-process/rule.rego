# METADATA
# title: Windows containers do not run as processes of their node
# description: |
#   A HostProcess container runs in the node's own namespace with the rights of an administrator: it has the node. The
#   Pod Security levels baseline and restricted refuse it.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Take windowsOptions.hostProcess away, from the pod and from its containers.
#   title_zh: Windows 容器不作为节点进程运行
#   remediation_zh: |
#     从 Pod 及其容器中去掉 windowsOptions.hostProcess。
#   not_a_problem: |
#     When the pod looks after Windows nodes, as network plugins and storage drivers do, in a namespace that enforces
#     the level privileged (label pod-security.kubernetes.io/enforce), where this rule is silent. Where nobody declared
#     a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
#   since: 0.1.0
package tidegate.pods.windows_host_process

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.windows_host_process
}
