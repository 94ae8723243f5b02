# METADATA
# title: A workload of several pods has a PodDisruptionBudget
# description: |
#   Without a budget nothing keeps a node drain, a cluster upgrade or the autoscaler from evicting every pod of the
#   workload at once, when they happen to be on the nodes that go. The replicas are then there, and serve nobody.
# custom:
#   severity: warning
#   applies_to: [scalable_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - policy/PodDisruptionBudget
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#     - argoproj.io/Rollout
#     - apps/Deployment
#     - apps/ReplicaSet
#   absence: true
#   params: {}
#   remediation: |
#     Add a PodDisruptionBudget in the same namespace whose selector matches the labels of the pod template, with
#     maxUnavailable 1 for instance, which goes on being right when the number of replicas changes.
#   title_zh: 多副本工作负载配有 PodDisruptionBudget
#   remediation_zh: |
#     在同一命名空间添加 PodDisruptionBudget，使其选择器匹配 Pod 模板的标签；
#     例如设置 maxUnavailable: 1，副本数变化后它仍然适用。
#   not_a_problem: |
#     When all pods may go at once without anybody noticing, as with batch workers that take their work from a queue.
#     A workload that may run a single pod is never reported, for a budget could not help it.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#     - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
#   since: 0.1.0
package tidegate.disruption.budget_missing

import data.tidegate.lib.budget
import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.selector
import data.tidegate.lib.workload

deny contains finding if {
	input.complete[workload.namespace]["policy/PodDisruptionBudget"]
	bounds := replicas.own
	bounds.min > 1
	not workload.is_hook
	not workload.is_owned
	not workload.lends_template(input.object, workload.namespace)
	not perhaps_covered
	workload.pod_labels
	finding := {
		"msg": sprintf("%s runs %s%s, and no PodDisruptionBudget keeps a drain from taking all of them", [
			workload.title(input.object),
			amount(bounds),
			replicas.by_whom(bounds),
		]),
		"path": ["spec", "replicas"],
		"related": replicas.related(bounds, workload.namespace),
	}
}

amount(bounds) := sprintf("at least %s", [messages.pods(bounds.min)]) if {
	count(bounds.scalers) > 0
} else := messages.pods(bounds.min)

# A budget whose selector holds a placeholder may yet be meant for these pods. Most are surely covered, and that is
# quickly seen.
perhaps_covered if {
	some pdb in input.inventory["policy/PodDisruptionBudget"][workload.namespace]
	selector.matches(budget.selector_of(pdb), workload.pod_labels)
} else if {
	some pdb in input.inventory["policy/PodDisruptionBudget"][workload.namespace]
	selector.may_match(budget.selector_of(pdb), workload.pod_labels)
}
