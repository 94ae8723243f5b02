# METADATA
# title: A PodDisruptionBudget keeps some pod back
# description: |
#   With these numbers every pod may be evicted at the same moment, just as without a budget. The object is there, and
#   whoever looks for it believes that drains go one pod after another. What it still does is unwelcome: a pod that is
#   not ready may not go while no other is, so a drain waits for what is broken, unless unhealthyPodEvictionPolicy is
#   AlwaysAllow.
# custom:
#   severity: warning
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
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#   absence: false
#   params: {}
#   remediation: |
#     Use maxUnavailable 1, or a minAvailable of at least 1. Remove the budget where all pods may really go at once.
#   title_zh: PodDisruptionBudget 至少保留一部分 Pod
#   remediation_zh: |
#     使用 maxUnavailable: 1，或不小于 1 的 minAvailable。如果确实允许所有 Pod 同时被驱逐，就删除这个
#     PodDisruptionBudget。
#   not_a_problem: |
#     When the budget is there for what else it does, as with unhealthyPodEvictionPolicy, or some tool asks for one. A
#     maxUnavailable of 1 over a single pod is never reported: it is right as soon as there are two.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#     - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
#   since: 0.1.0
package tidegate.disruption.budget_without_effect

import data.tidegate.lib.budget
import data.tidegate.lib.int_or_percent
import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.workload

# Whatever the number. That a budget without a selector holds nothing back is another rule's finding.
deny contains finding if {
	budget.selector_of(input.object)
	budget.never_blocks(limit)
	finding := {
		"msg": sprintf("%s is %v: every pod may be evicted at once, as without a budget", [limit.field, limit.value]),
		"path": ["spec", limit.field],
		"related": budget.related(covered, workload.namespace),
	}
}

# What all may go of the most pods that there are, all may go of fewer: percentages are rounded up.
deny contains finding if {
	limit.field == "maxUnavailable"
	not budget.never_blocks(limit)
	pods.max > 1
	int_or_percent.rounded_up(limit.value, pods.max) >= pods.max
	finding := {
		"msg": sprintf("maxUnavailable is %v for %s%s of %s%s: every one may be evicted at once, as without a budget", [
			limit.value,
			amount,
			messages.pods(pods.max),
			messages.joined([workload.title(found.object) | some found in covered]),
			replicas.by_whom(pods),
		]),
		"path": ["spec", "maxUnavailable"],
		"related": array.concat(budget.related(covered, workload.namespace), replicas.related(pods, workload.namespace)),
	}
}

limit := budget.limit(input.object)

covered := budget.covered(input.object, workload.namespace)

pods := budget.pods(covered, workload.namespace)

amount := "at most " if {
	count(pods.scalers) > 0
} else := "the "
