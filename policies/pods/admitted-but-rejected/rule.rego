# METADATA
# title: A namespace lets in the pods of a workload that it lets in
# description: |
#   Pod Security admission enforces its level on pods alone. A Deployment, StatefulSet or Job whose pod template
#   violates the level is admitted, with a warning at best; then its controller creates pods, and each is refused.
#   Nothing of it runs, a rollout hangs, and the reason stands only in the events of a ReplicaSet or Job.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Mend what the findings of the named rules point at. Where the workload does need it, move it into a namespace
#     whose label pod-security.kubernetes.io/enforce allows it.
#   title_zh: 被命名空间接纳的工作负载，其 Pod 也会被接纳
#   remediation_zh: |
#     修正所列规则指出的问题。
#     如果工作负载确实需要这些权限，就把它移到标签 pod-security.kubernetes.io/enforce 允许这样做的命名空间。
#   not_a_problem: |
#     When the admission plugin's own configuration exempts the namespace, the user that creates the pods or their
#     runtime class, which no manifest shows. The findings of the controls say what to change; this one says what
#     happens until then, once for the workload, so waiving those does not waive it. A Pod is refused at once and is not
#     reported here.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-admission/
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   since: 0.1.0
package tidegate.pods.admitted_but_rejected

import data.tidegate.lib.messages
import data.tidegate.lib.workload

deny contains finding if {
	level := data.tidegate.lib.standards.enforced
	workload.kind != "Pod"
	finding := {
		"msg": sprintf("namespace \"%s\" enforces %s: it lets %s in and refuses its pods for %s", [
			workload.namespace,
			level,
			workload.title(input.object),
			messages.joined(sort(data.tidegate.lib.standards.refused_for)),
		]),
		"path": workload.pod_spec_path,
		"related": {"object": {"kind": "Namespace", "name": workload.namespace}},
	}
}
