# METADATA
# title: The autoscaler may move the pods of a workload of several
# description: |
#   This annotation takes every node that runs one of the pods out of the autoscaler's reach: it is not scaled down, not
#   consolidated and, with Karpenter, not replaced when it drifts. For several replicas that is several nodes for good.
# custom:
#   severity: warning
#   applies_to: [scalable_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#     - argoproj.io/Rollout
#     - apps/Deployment
#     - apps/ReplicaSet
#   absence: false
#   params: {}
#   remediation: |
#     Take the annotation away and let a PodDisruptionBudget with maxUnavailable 1 see to it that the pods go one after
#     another.
#   title_zh: 多副本工作负载的 Pod 允许被自动伸缩器驱逐
#   remediation_zh: |
#     去掉该注解，改用 maxUnavailable 为 1 的 PodDisruptionBudget，保证 Pod 逐个被驱逐。
#   not_a_problem: |
#     When each pod does work that cannot be taken up again, as a game server or a long session. Jobs and workloads of a
#     single pod are never reported.
#   references:
#     - https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
#     - https://karpenter.sh/docs/concepts/disruption/#pod-level-controls
#   since: 0.1.0
package tidegate.disruption.safe_to_evict

import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.workload

# Where it is written: a Rollout that borrows its template has no path to it, and so no finding.
deny contains finding if {
	some pin in pins
	workload.pod_template.metadata.annotations[pin.name] == pin.value
	bounds := replicas.own
	bounds.min > 1
	not workload.is_hook
	not workload.is_owned
	finding := {
		"msg": sprintf("%s is \"%v\": %s may not take away a node that runs one of the %s of %s%s", [
			pin.name,
			pin.value,
			pin.autoscaler,
			messages.pods(bounds.min),
			workload.title(input.object),
			replicas.by_whom(bounds),
		]),
		"path": array.concat(workload.pod_template_path, ["metadata", "annotations", pin.name]),
		"related": replicas.related(bounds, workload.namespace),
	}
}

pins := [
	{"name": "cluster-autoscaler.kubernetes.io/safe-to-evict", "value": "false", "autoscaler": "the cluster autoscaler"},
	{"name": "karpenter.sh/do-not-disrupt", "value": "true", "autoscaler": "Karpenter"},
	{"name": "karpenter.sh/do-not-evict", "value": "true", "autoscaler": "Karpenter"},
]
