# METADATA
# title: Pods meet the Pod Security level restricted
# description: |
#   Nobody declared a Pod Security level for this workload's namespace, so it is held to the strictest one. The finding
#   names the controls by their rules: each rule's page says what it guards against and how to meet it. All are one
#   finding, for a workload that never heard of them usually violates several at once.
# custom:
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Declare the level that the namespace is meant to have (label pod-security.kubernetes.io/enforce, or the parameter
#     level), and mend what that level refuses. For most programs restricted needs a few lines: runAsNonRoot and a
#     seccompProfile of type RuntimeDefault for the pod, allowPrivilegeEscalation false and capabilities.drop [ALL] for
#     each container.
#   title_zh: Pod 满足 Pod 安全级别 restricted
#   remediation_zh: |
#     声明命名空间应有的级别（标签 pod-security.kubernetes.io/enforce 或参数 level），再修正该级别所拒绝的内容。
#     多数程序只需几行：Pod 上设置 runAsNonRoot 和 RuntimeDefault 类型的 seccompProfile，
#     每个容器上设置 allowPrivilegeEscalation: false 和 capabilities.drop: [ALL]。
#   not_a_problem: |
#     When a control does not fit the program: a waiver for that control's rule, pods/capabilities for instance, takes
#     it off the list, and with the last one the finding is waived. In a namespace with a declared level each violation
#     of that level is a finding of its own rule instead, and where the level is privileged nothing is said. Root and
#     privileged containers are always findings of their own (pods/run-as-non-root, pods/privileged).
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/concepts/security/pod-security-admission/
#   since: 0.1.0
package tidegate.pods.pod_security

import data.tidegate.lib.workload

deny contains finding if {
	data.tidegate.lib.standards.level
	not data.tidegate.lib.standards.declared

	# In order of place.
	parts := sort({part |
		some rule, all in data.tidegate.lib.standards.violations
		some found in all
		part := {"path": found.path, "rule": rule}
	})
	count(parts) > 0
	finding := {
		"msg": sprintf("the Pod Security level restricted would refuse %s", [whom]),
		"path": workload.pod_spec_path,
		"parts": parts,
		"measure": count({part.rule | some part in parts}),
	}
}

whom := workload.title(input.object) if {
	workload.kind == "Pod"
} else := sprintf("the pods of %s", [workload.title(input.object)])
