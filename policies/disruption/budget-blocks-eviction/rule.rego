# METADATA
# title: A PodDisruptionBudget lets at least one pod go
# description: |
#   This budget asks for as many healthy pods as there are, so the eviction API refuses every one of them. A node drain
#   waits for ever, an upgrade of the cluster stops at that node, and somebody deletes the budget or the pods by force.
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
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#   absence: false
#   params: {}
#   remediation: |
#     Use maxUnavailable 1, or a minAvailable below the lowest number of replicas that the autoscaler may go down to.
#     Percentages are rounded up, so 51% of 2 pods is both of them.
#   title_zh: PodDisruptionBudget 至少允许驱逐一个 Pod
#   remediation_zh: |
#     使用 maxUnavailable: 1，或让 minAvailable 小于自动伸缩器允许的最小副本数。
#     百分比向上取整，所以 2 个 Pod 的 51% 就是 2 个。
#   not_a_problem: |
#     When a workload of one pod is to be moved by hand only, and whoever drains nodes knows it: that is a warning, not
#     an error. It is a warning as well where the number of pods is not known.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#     - https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
#   since: 0.1.0
package tidegate.disruption.budget_blocks_eviction

import data.tidegate.lib.budget
import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.workload

# Where the pods can be counted.
deny contains finding if {
	pods.min > 0
	budget.blocks(limit, pods.min)
	text := sprintf("%s is %v for %s of %s%s: no pod may be evicted, so a node drain waits for ever", [
		limit.field,
		limit.value,
		amount,
		messages.joined([workload.title(found.object) | some found in covered]),
		replicas.by_whom(pods),
	])
	finding := object.union(severity, {
		"msg": text,
		"path": ["spec", limit.field],
		"related": array.concat(budget.related(covered, workload.namespace), replicas.related(pods, workload.namespace)),
	})
}

# Where they cannot, there are still values that block whatever the number; but not where no pod is selected at all.
deny contains finding if {
	budget.selector_of(input.object)
	not pods
	budget.always_blocks(limit)
	finding := {
		"msg": sprintf("%s is %v: no pod may ever be evicted, so a node drain waits for ever", [limit.field, limit.value]),
		"path": ["spec", limit.field],
		"severity": "warning",
		"related": budget.related(covered, workload.namespace),
	}
}

limit := budget.limit(input.object)

covered := budget.covered(input.object, workload.namespace)

pods := budget.pods(covered, workload.namespace)

# However many the autoscaler adds.
blocks_at_most if {
	count(pods.scalers) > 0
	budget.blocks(limit, pods.max)
}

amount := sprintf("at most %s", [messages.pods(pods.max)]) if {
	blocks_at_most
} else := sprintf("as few as %s", [messages.pods(pods.min)]) if {
	count(pods.scalers) > 0
} else := sprintf("the %s", [messages.pods(pods.min)])

# One pod that may not be moved can be meant so; two or more cannot.
severity := {} if {
	pods.min > 1
} else := {} if {
	blocks_at_most
	pods.max > 1
} else := {"severity": "warning"}
