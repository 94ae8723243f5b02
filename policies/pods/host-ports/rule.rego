# METADATA
# title: Pods take no ports of their node
# description: |
#   A hostPort is reached on the node's own addresses, past Services and NetworkPolicies, and only one pod a node can
#   have it. The Pod Security levels baseline and restricted refuse it.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Take hostPort away and put a Service (ClusterIP, NodePort or LoadBalancer) or an Ingress in front.
#   title_zh: Pod 不占用节点端口
#   remediation_zh: |
#     去掉 hostPort，改用 Service（ClusterIP、NodePort 或 LoadBalancer）或 Ingress 对外提供服务。
#   not_a_problem: |
#     When the pod is the way into the node, as an ingress controller on bare metal can be, in a namespace that enforces
#     the level privileged (label pod-security.kubernetes.io/enforce), where this rule is silent. The ports that the API
#     server fills in for a pod with hostNetwork are that field's matter, see pods/host-namespaces. Where nobody
#     declared a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/concepts/configuration/overview/#services
#   since: 0.1.0
package tidegate.pods.host_ports

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.host_ports
}
