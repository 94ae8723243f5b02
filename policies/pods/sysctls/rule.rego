# METADATA
# title: Pods set only sysctls that concern themselves
# description: |
#   Most sysctls are the node's: a pod that sets one changes its neighbours. The Pod Security levels baseline and
#   restricted allow a list of those that hold for the pod alone; it has grown with the policy versions v1.27, v1.29,
#   v1.32 and v1.37. The kubelet refuses others as well, unless it was told to allow them.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Take the sysctl away, or set it on the node, where a DaemonSet or the node's own configuration can do it for all
#     pods.
#   title_zh: Pod 只设置影响自身的 sysctl
#   remediation_zh: |
#     去掉该 sysctl，或在节点上设置：由 DaemonSet 或节点自身的配置统一完成。
#   not_a_problem: |
#     When the kubelet was told to allow the sysctl (allowed-unsafe-sysctls) on the nodes that this workload is bound
#     to, in a namespace that enforces the level privileged (label pod-security.kubernetes.io/enforce), where this rule
#     is silent. Where nobody declared a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
#   since: 0.1.0
package tidegate.pods.sysctls

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.sysctls
}
