# METADATA
# title: No process may gain more privileges than its parent
# description: |
#   Unless allowPrivilegeEscalation is false, a setuid binary or a file capability in the image can make root of a
#   process that started as an ordinary user. The default is true, so leaving it out allows it. The Pod Security level
#   restricted refuses the pod, from policy version v1.8 on.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Set securityContext.allowPrivilegeEscalation to false on every container; the pod's securityContext has no such
#     field. Take privileged and CAP_SYS_ADMIN away first, for the API server refuses them together.
#   title_zh: 任何进程都不能获得比父进程更多的权限
#   remediation_zh: |
#     在每个容器上把 securityContext.allowPrivilegeEscalation 设为 false；Pod 级的 securityContext 没有这个字段。
#     先去掉 privileged 和 CAP_SYS_ADMIN，因为 API Server 不接受两者并存。
#   not_a_problem: |
#     When the image needs a setuid binary such as sudo or ping: put the workload into a namespace that says so. Pods
#     with spec.os.name windows are exempt from policy version v1.25 on, and nothing is said in a namespace that
#     enforces the level privileged (label pod-security.kubernetes.io/enforce), where this rule is silent. Where nobody
#     declared a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   since: 0.1.0
package tidegate.pods.privilege_escalation

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.privilege_escalation
}
