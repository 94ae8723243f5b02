# METADATA
# title: A PodDisruptionBudget says how many pods may go
# description: |
#   The API server takes a budget without minAvailable and maxUnavailable. It does not mean "no limit": the disruption
#   controller then allows no disruption at all, so every node drain waits at the first of these pods.
# custom:
#   severity: error
#   applies_to: [policy/PodDisruptionBudget]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Set maxUnavailable, to 1 for instance. Where the manifest comes from a chart, look at the value that fills the
#     field: a number of 0 is left out by `with` and `if`.
#   title_zh: PodDisruptionBudget 写明允许多少个 Pod 被驱逐
#   remediation_zh: |
#     设置 maxUnavailable，例如 1。如果清单由 Chart 渲染而来，请检查填充该字段的值：数值 0 会被模板里的 `with` 和 `if`
#     当作空值略去。
#   not_a_problem: |
#     Hardly ever: whoever wants that no pod is evicted says so with maxUnavailable 0, which everybody understands.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#     - https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/
#   since: 0.1.0
package tidegate.disruption.budget_unset

# A budget without a selector selects nothing, which is another rule's finding.
deny contains finding if {
	is_object(input.object.spec.selector)
	object.keys(input.object.spec) & {"minAvailable", "maxUnavailable"} == set()
	finding := {
		"msg": "neither minAvailable nor maxUnavailable is set: no pod that the budget selects may ever be evicted",
		"path": ["spec"],
	}
}
