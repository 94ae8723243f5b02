# METADATA
# title: Pods that do not ask the API server have no token for it
# description: |
#   A pod gets a token of its ServiceAccount mounted unless somebody says no. Whoever gets into it can then ask the API
#   server in its name: list what the account may see, and try whatever hole is known. Most programs never use it.
# custom:
#   severity: info
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [ServiceAccount, rbac.authorization.k8s.io/RoleBinding, rbac.authorization.k8s.io/ClusterRoleBinding]
#   absence: false
#   params: {}
#   profiles: {standard: off}
#   remediation: |
#     Set automountServiceAccountToken to false on the pod or on its ServiceAccount. A pod that does ask the API server
#     gets an account of its own, with true written down.
#   title_zh: 不访问 API Server 的 Pod 没有令牌
#   remediation_zh: |
#     在 Pod 或其 ServiceAccount 上把 automountServiceAccountToken 设为 false。
#     需要访问 API Server 的 Pod 应使用自己的 ServiceAccount，并明确写为 true。
#   not_a_problem: |
#     When the program does ask the API server. Nothing is said where true is written down for an account of the pod's
#     own, or where the account is granted something in what is judged together.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
#     - https://kubernetes.io/docs/concepts/security/service-accounts/
#   since: 0.1.0
package tidegate.pods.service_account_token

import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	spec := workload.pod_spec
	mounted(spec)
	not unknown.is_placeholder(account)
	not is_granted
	finding := {
		"msg": sprintf("a token of ServiceAccount \"%v\" is mounted, and nothing here says that the pod needs it", [account]),
		"path": array.concat(workload.pod_spec_path, ["automountServiceAccountToken"]),
	}
}

account := workload.pod_spec.serviceAccountName if {
	workload.pod_spec.serviceAccountName != ""
} else := workload.pod_spec.serviceAccount if {
	workload.pod_spec.serviceAccount != ""
} else := "default"

# The pod's word holds; then its account's; then it is mounted.
mounted(spec) if {
	spec.automountServiceAccountToken == true
	account == "default"
}

mounted(spec) if {
	object.get(spec, "automountServiceAccountToken", null) == null
	not account_decides
}

account_decides if input.inventory.ServiceAccount[workload.namespace][account].automountServiceAccountToken == false

account_decides if {
	account != "default"
	input.inventory.ServiceAccount[workload.namespace][account].automountServiceAccountToken == true
}

# A binding that names the account, and one that stands in its namespace need not say so.
is_granted if {
	some kind in ["RoleBinding", "ClusterRoleBinding"]
	some binding_namespace, bindings in input.inventory[concat("/", ["rbac.authorization.k8s.io", kind])]
	some binding in bindings
	some subject in binding.subjects
	subject.kind == "ServiceAccount"
	subject.name == account
	object.get(subject, "namespace", binding_namespace) == workload.namespace
}
