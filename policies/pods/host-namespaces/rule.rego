# METADATA
# title: Pods keep out of the namespaces of their node
# description: |
#   With hostNetwork a pod listens on the node's addresses, past every NetworkPolicy, and reaches what listens on the
#   node's loopback; with hostPID it sees and signals every process of the node, and with hostIPC it shares their
#   memory. The Pod Security levels baseline and restricted refuse each of the three.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Take hostNetwork, hostPID and hostIPC away. A Service reaches the pod without hostNetwork, and containers of one
#     pod share their processes with shareProcessNamespace.
#   title_zh: Pod 不使用节点的命名空间
#   remediation_zh: |
#     去掉 hostNetwork、hostPID 和 hostIPC。通过 Service 访问 Pod 不需要 hostNetwork；
#     同一 Pod 内的容器可用 shareProcessNamespace 共享进程。
#   not_a_problem: |
#     When the pod is a part of the node, as network plugins, proxies of the node and node agents are, in a namespace
#     that enforces the level privileged (label pod-security.kubernetes.io/enforce), where this rule is silent. Where
#     nobody declared a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/concepts/workloads/pods/
#   since: 0.1.0
package tidegate.pods.host_namespaces

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.host_namespaces
}
