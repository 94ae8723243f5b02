# METADATA
# title: A PodDisruptionBudget stays as long as its workload does
# description: |
#   The budget is taken away and the workload that it protected stays. From now on a node drain, an upgrade of the
#   cluster or an autoscaler that moves pods may end all pods of the workload at the same time.
# custom:
#   title_zh: 工作负载仍在运行时不删除其 PodDisruptionBudget
#   remediation_zh: |
#     保留该 PodDisruptionBudget，或在同一次变更中用另一个选中相同 Pod 的预算替换它；若它阻塞驱逐，请改用 maxUnavailable: 1。
#   severity: warning
#   applies_to: [policy/PodDisruptionBudget]
#   operations: [DELETE]
#   places: [ci, admission]
#   reads:
#     - ReplicationController
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#     - policy/PodDisruptionBudget
#   absence: false
#   params: {}
#   remediation: |
#     Keep the budget, or replace it in the same change by one that selects the same pods. Where it was in the way of
#     drains, use maxUnavailable 1 instead of taking it out.
#   not_a_problem: |
#     When the workload goes in the next step, or when its pods may all be away at once. A budget is not missed that
#     kept no pod back, or whose workload runs a single pod.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#   since: 0.1.0
package tidegate.change.budget_removed

import data.tidegate.lib.budget
import data.tidegate.lib.change
import data.tidegate.lib.int_or_percent
import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.selector
import data.tidegate.lib.workload

deny contains finding if {
	change.is_removal
	limit := budget.limit(input.oldObject)
	left := [found |
		some found in budget.covered(input.oldObject, change.namespace)
		loses_protection(limit, found)
	]
	titles := messages.joined([workload.title(found.object) | some found in left])
	finding := {
		"msg": sprintf("the budget is taken away and %s %s", [titles, stays(left)]),
		"path": [],
		"related": budget.related(left, change.namespace),
	}
}

loses_protection(limit, found) if {
	bounds := replicas.bounds(found.object, change.namespace)
	bounds.min > 1
	keeps_some(limit, bounds.min)
	not is_still_protected(found.object)
}

# Some of n pods have to stay.
keeps_some(limit, n) if {
	limit.field == "minAvailable"
	int_or_percent.rounded_up(limit.value, n) > 0
}

keeps_some(limit, n) if {
	limit.field == "maxUnavailable"
	int_or_percent.rounded_up(limit.value, n) < n
}

# Another budget selects the pods, or may.
is_still_protected(obj) if {
	some name, pdb in input.inventory["policy/PodDisruptionBudget"][change.namespace]
	name != input.oldObject.metadata.name
	selector.may_match(pdb.spec.selector, workload.labels_of(obj, change.namespace))
}

stays(left) := "stays" if count(left) == 1

stays(left) := "stay" if count(left) > 1
