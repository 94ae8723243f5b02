# METADATA
# title: Probes and hooks ask the pod itself
# description: |
#   The kubelet carries out probes and hooks from the node's network. With a host of its own a pod makes the kubelet
#   knock wherever it likes: on the node's loopback, on the metadata service of the cloud, on other pods past their
#   NetworkPolicies. The Pod Security levels baseline and restricted refuse it from policy version v1.34 on.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Take host out of the httpGet or tcpSocket action: without it the pod's own address is asked. A name for virtual
#     hosts goes into httpHeaders as Host.
#   title_zh: 探针与生命周期钩子只访问 Pod 自身
#   remediation_zh: |
#     从 httpGet 或 tcpSocket 中去掉 host，这样访问的就是 Pod 自己的地址。
#     虚拟主机名写在 httpHeaders 的 Host 中。
#   not_a_problem: |
#     When the pod uses hostNetwork and its program listens on the loopback alone; that needs a namespace of the level
#     privileged anyway. Nothing is said in a namespace that enforces the level privileged (label
#     pod-security.kubernetes.io/enforce), where this rule is silent. Where nobody declared a level, this is a part of
#     pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#   since: 0.1.0
package tidegate.pods.probe_host

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.probe_host
}
