# METADATA
# title: A pod finds its ServiceAccount
# description: |
#   The API server refuses pods whose ServiceAccount does not exist. The workload is accepted, and has no pods;
#   a rollout stops at its first new pod.
# custom:
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [ServiceAccount]
#   absence: true
#   params: {}
#   remediation: |
#     Correct serviceAccountName, or add the ServiceAccount to what is deployed.
#   title_zh: Pod 使用的 ServiceAccount 存在
#   remediation_zh: |
#     更正 serviceAccountName，或在部署内容中加入该 ServiceAccount。
#   not_a_problem: |
#     When an operator, Terraform or another release makes the account. Reported only where all accounts are
#     known (--complete ServiceAccount, or an inventory of the cluster); every namespace has the account named
#     default.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
#   since: 0.1.0
package tidegate.references.service_account

import data.tidegate.lib.references
import data.tidegate.lib.workload

deny contains finding if {
	not workload.is_owned
	account.name != "default"
	references.absent("ServiceAccount", workload.namespace, account.name)
	finding := {
		"msg": sprintf("there is no ServiceAccount \"%s\" in namespace \"%s\": the API server refuses the pods", [
			account.name,
			workload.namespace,
		]),
		"path": array.concat(workload.pod_spec_path, [account.field]),
	}
}

# The old name of the field counts where the new one is not there.
account := {"field": "serviceAccountName", "name": name} if {
	name := workload.pod_spec.serviceAccountName
} else := {"field": "serviceAccount", "name": name} if {
	name := workload.pod_spec.serviceAccount
}
