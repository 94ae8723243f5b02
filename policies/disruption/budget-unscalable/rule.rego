# METADATA
# title: A PodDisruptionBudget selects only pods that it can count
# description: |
#   For maxUnavailable, and for a percentage, the disruption controller asks the owner of every selected pod how many
#   there should be. A Job, a CronJob or a DaemonSet has no answer, and one such pod is enough: the budget then lets no
#   pod go, those of the Deployment beside it included. Pods of a finished job count until they are deleted.
# custom:
#   severity: error
#   applies_to: [policy/PodDisruptionBudget, Pod]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - ReplicationController
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - apps.kruise.io/BroadcastJob
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/DaemonSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#     - batch/CronJob
#     - batch/Job
#     - keda.sh/ScaledJob
#     - policy/PodDisruptionBudget
#   absence: false
#   params: {}
#   remediation: |
#     Narrow the selector to labels that only the scalable pods carry, app.kubernetes.io/component for instance, or
#     take the shared labels off the job's pods. For pods of a DaemonSet and pods without an owner only a minAvailable
#     that is a whole number works.
#   title_zh: PodDisruptionBudget 只选中可以计数的 Pod
#   remediation_zh: |
#     收窄选择器，只匹配可伸缩工作负载的 Pod 才有的标签（例如 app.kubernetes.io/component），或者从 Job 的 Pod
#     模板中去掉共用的标签。对于 DaemonSet 的 Pod 和没有属主的 Pod，只有整数形式的 minAvailable 才有效。
#   not_a_problem: |
#     When the pods are gone before anybody drains a node: where a job or a hook removes its pods as soon as it has
#     succeeded, it is a warning.
#   silences: [disruption/budget-blocks-eviction, disruption/budget-without-effect]
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
#     - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
#   since: 0.1.0
package tidegate.disruption.budget_unscalable

import data.tidegate.lib.budget
import data.tidegate.lib.messages
import data.tidegate.lib.selector
import data.tidegate.lib.workload

# The finding is the budget's, which can name what it should not select. Where it selects nothing of the kind there is
# no text, and so no finding.
deny contains finding if {
	limit := budget.limit(input.object)
	budget.needs_scale(limit)
	found := budget.unscalable(input.object, workload.namespace)
	text := sprintf("%s is %v, but the selector matches pods of %s, which %s no scale: the budget lets no pod go", [
		limit.field,
		limit.value,
		messages.joined([workload.title(item.object) | some item in found]),
		have(found),
	])
	finding := object.union(severity_of(found), {
		"msg": text,
		"path": ["spec", limit.field],
		"related": [{
			"object": workload.identity(item.object, workload.namespace),
			"path": array.concat(data.lib.kinds.kinds[item.kind].pod_template, ["metadata", "labels"]),
		} |
			some item in found
		],
	})
}

# A pod without an owner counts for nothing. Where it is all that the budget selects, the budget is of no pod; beside
# others it is one more that is well, so that more of them may go than the budget says.
deny contains finding if {
	workload.kind == "Pod"
	not workload.is_owned
	not workload.is_hook
	some pdb in input.inventory["policy/PodDisruptionBudget"][workload.namespace]
	selector.matches(budget.selector_of(pdb), workload.pod_labels)
	limit := budget.limit(pdb)
	budget.needs_scale(limit)
	count(budget.unscalable(pdb, workload.namespace)) == 0
	consequence := consequence_for(budget.covered(pdb, workload.namespace))
	finding := object.union(consequence.severity, {
		"msg": sprintf("the pod has no owner, so %s of %s does not count it: %s", [
			limit.field,
			workload.title(pdb),
			consequence.text,
		]),
		"path": ["metadata", "labels"],
		"key": pdb.metadata.name,
		"related": [{"object": workload.identity(pdb, workload.namespace), "path": ["spec", limit.field]}],
	})
}

have(found) := "has" if {
	count(found) == 1
} else := "have"

consequence_for(covered) := {"text": "the budget lets no pod go", "severity": {"severity": "warning"}} if {
	count(covered) == 0
	ends
} else := {"text": "the budget lets no pod go", "severity": {}} if {
	count(covered) == 0
} else := {"text": "it lets more of the others go than it says", "severity": {"severity": "warning"}}

# It runs once.
ends if input.object.spec.restartPolicy in {"Never", "OnFailure"}

severity_of(found) := {} if {
	some item in found
	not passes(item)
} else := {"severity": "warning"}

# The pods go away by themselves soon after they have done their work.
passes(item) if workload.removed_on_success(item.object)

passes(item) if workload.for_testing(item.object)

passes(item) if soon(item.object.spec.ttlSecondsAfterFinished)

passes(item) if soon(item.object.spec.jobTemplate.spec.ttlSecondsAfterFinished)

passes(item) if {
	item.object.spec.successfulJobsHistoryLimit == 0
	item.object.spec.failedJobsHistoryLimit == 0
}

soon(seconds) if {
	is_number(seconds)
	seconds <= 3600
}
