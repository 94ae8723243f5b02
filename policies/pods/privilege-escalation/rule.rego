# METADATA
# title: No process may gain more privileges than its parent
# description: |
#   Unless allowPrivilegeEscalation is false, a setuid binary or a file capability in the image can make root of a
#   process that started as an ordinary user. The default is true, so leaving it out allows it, and a namespace that
#   enforces the Pod Security level restricted refuses the pod.
# custom:
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Set securityContext.allowPrivilegeEscalation to false on every container; the pod's securityContext has no such
#     field. Take CAP_SYS_ADMIN away first, for the API server refuses the two together.
#   title_zh: 任何进程都不能获得比父进程更多的权限
#   remediation_zh: |
#     在每个容器上把 securityContext.allowPrivilegeEscalation 设为 false；Pod 级的 securityContext 没有这个字段。
#     先去掉 CAP_SYS_ADMIN，因为 API Server 不接受两者并存。
#   not_a_problem: |
#     When the image needs a setuid binary such as sudo or ping, or in a namespace that enforces the level privileged,
#     where this rule is silent. Windows pods are exempt, and so is a privileged container, for which pods/privileged
#     speaks.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   since: 0.1.0
package tidegate.pods.privilege_escalation

import data.tidegate.lib.messages
import data.tidegate.lib.security
import data.tidegate.lib.workload

deny contains finding if {
	judged
	some entry in confined
	setting := security.setting(entry, "allowPrivilegeEscalation")
	setting.value == true
	finding := {
		"msg": sprintf("allowPrivilegeEscalation is true for %s", [messages.containers([entry.name])]),
		"path": setting.path,
	}
}

deny contains finding if {
	judged
	some entry in confined
	not security.setting(entry, "allowPrivilegeEscalation")
	finding := {
		"msg": sprintf("allowPrivilegeEscalation is not set for %s, and true is the default", [
			messages.containers([entry.name]),
		]),
		"path": array.concat(entry.path, ["securityContext", "allowPrivilegeEscalation"]),
	}
}

judged if {
	not security.anything_goes
	not security.is_windows
}

# A privileged container cannot set it to false: the API server refuses the two together.
confined := [entry | some entry in workload.containers; not privileged(entry)]

privileged(entry) if security.setting(entry, "privileged").value == true
