# METADATA
# title: Containers have no capabilities but those that they need
# description: |
#   Capabilities are the pieces of root. The level baseline lets a container add only those that container runtimes give
#   anyway; NET_RAW, NET_ADMIN, SYS_ADMIN and the like open the node's network or the node itself. The level restricted
#   wants ALL dropped, and lets NET_BIND_SERVICE alone be added, from policy version v1.22 on.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Write capabilities.drop: [ALL], the word in capitals, on every container, and add NET_BIND_SERVICE only where a
#     port below 1024 is served. A container that needs more belongs into a namespace of its own.
#   title_zh: 容器只拥有其所需的 capability
#   remediation_zh: |
#     在每个容器上写 capabilities.drop: [ALL]（必须大写），只有监听 1024 以下端口时才添加 NET_BIND_SERVICE。
#     确实需要更多 capability 的容器应放进单独的命名空间。
#   not_a_problem: |
#     When the container configures the node or its network, as network plugins and tracers do, in a namespace that
#     enforces the level privileged (label pod-security.kubernetes.io/enforce), where this rule is silent. Pods with
#     spec.os.name windows are exempt at the level restricted from policy version v1.25 on. Where nobody declared a
#     level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   since: 0.1.0
package tidegate.pods.capabilities

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.capabilities
}
