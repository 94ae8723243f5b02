# METADATA
# title: A workload is not scaled below its disruption budget
# description: |
#   Fewer pods are left than the PodDisruptionBudget wants to see healthy, or just as many. Taking pods away by
#   scaling does not ask the budget; from then on it lets none go, so every node drain and every upgrade of the
#   cluster stops.
# custom:
#   title_zh: 缩容后的副本数高于中断预算的要求
#   remediation_zh: |
#     保留更多副本，或在同一次变更中下调 minAvailable（使用 maxUnavailable 则无需随副本数调整）。
#   severity: warning
#   applies_to: [scalable_workloads, autoscaling/HorizontalPodAutoscaler, keda.sh/ScaledObject]
#   operations: [UPDATE, SCALE]
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
#     Keep more pods, or lower minAvailable in the same change. A budget with maxUnavailable needs no such care: it
#     follows the number of pods.
#   not_a_problem: |
#     When the workload is scaled back up before a node is drained. Nothing is said where no pod is left, which
#     another rule reports, nor of a budget that let no pod go before either.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#   since: 0.1.0
package tidegate.change.scale_below_budget

import data.tidegate.lib.budget
import data.tidegate.lib.int_or_percent
import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.workload

deny contains finding if {
	lost := before - now
	lost > 0
	not workload.is_owned
	some pdb in input.inventory["policy/PodDisruptionBudget"][workload.namespace]
	limit := budget.limit(pdb)
	covered := budget.covered(pdb, workload.namespace)
	is_scaled(covered)
	left := budget.pods(covered, workload.namespace).min
	left > 0
	goes_too_far(limit, left, left + lost)
	finding := {
		"msg": sprintf("%s become %v, and %s has %s %v: it lets none of them be evicted", [
			messages.pods(left + lost),
			left,
			workload.title(pdb),
			limit.field,
			limit.value,
		]),
		"path": ["spec", field],
		"measure": lost,
		"key": pdb.metadata.name,
		"related": [{
			"object": workload.identity(pdb, workload.namespace),
			"path": ["spec", limit.field],
		}],
	}
}

# The field that says how many pods there are at least.
field := object.get(replicas.lower_end, input.object.kind, "replicas")

before := lowest(input.oldObject)

now := lowest(input.object)

lowest(obj) := replicas.limits_of(obj).min

lowest(obj) := replicas.written(obj) if field == "replicas"

# The change decides about pods that the budget covers: no autoscaler has the last word.
is_scaled(covered) if {
	some found in covered
	found.object.metadata.name == input.object.metadata.name
	found.kind == workload.kind
	replicas.bounds(found.object, workload.namespace).scalers == []
}

is_scaled(covered) if {
	some found in covered
	some scaler in replicas.bounds(found.object, workload.namespace).scalers
	[scaler.kind, scaler.metadata.name] == [input.object.kind, input.object.metadata.name]
}

# It let pods go before, and does not now.
goes_too_far(limit, left, had) if {
	budget.blocks(limit, left)
	not budget.blocks(limit, had)
}

# It wants to see more pods than there are.
goes_too_far(limit, left, _) if {
	limit.field == "minAvailable"
	int_or_percent.whole(limit.value) > left
}
