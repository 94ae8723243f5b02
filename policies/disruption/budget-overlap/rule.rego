# METADATA
# title: One PodDisruptionBudget for a pod
# description: |
#   The eviction API answers with an error for a pod that two budgets select, whatever the budgets say. A node drain
#   retries until it gives up, and the pod stays where it is.
# custom:
#   severity: error
#   applies_to: [policy/PodDisruptionBudget]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - ReplicationController
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/DaemonSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#     - policy/PodDisruptionBudget
#   absence: false
#   params: {}
#   remediation: |
#     Remove one of the two, or narrow its selector to labels that the other's pods do not carry. A budget for a whole
#     chart or namespace overlaps with every budget of a single workload in it.
#   title_zh: 一个 Pod 只受一个 PodDisruptionBudget 约束
#   remediation_zh: |
#     删除两者之一，或收窄其选择器，只匹配另一个所选 Pod 没有的标签。
#     覆盖整个 Chart 或命名空间的 PodDisruptionBudget 会与其中每个工作负载各自的 PodDisruptionBudget 重叠。
#   not_a_problem: |
#     When the same budget is about to be renamed: the old one has to go in the same change, for until it is gone no pod
#     of the workload can be evicted. Only budgets that surely select the same pods are reported.
#   references:
#     - https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
#     - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
#   since: 0.1.0
package tidegate.disruption.budget_overlap

import data.tidegate.lib.budget
import data.tidegate.lib.messages
import data.tidegate.lib.selector
import data.tidegate.lib.workload

# Both budgets are told, for either may be the one to change. Where they share nothing there is no text, and so no
# finding.
deny contains finding if {
	some other in others
	shared := [found |
		some found in covered
		selector.matches(budget.selector_of(other), workload.labels_of(found.object, workload.namespace))
	]
	finding := {
		"msg": sprintf("%s selects pods of %s as well: the eviction API refuses them with an error", [
			workload.title(other),
			messages.joined([workload.title(found.object) | some found in shared]),
		]),
		"path": ["spec", "selector"],
		"key": other.metadata.name,
		"related": array.concat(
			[{"object": workload.identity(other, workload.namespace), "path": ["spec", "selector"]}],
			budget.related(shared, workload.namespace),
		),
	}
}

covered := budget.covered(input.object, workload.namespace)

others := [other |
	some name, other in input.inventory["policy/PodDisruptionBudget"][workload.namespace]
	name != input.object.metadata.name
]
