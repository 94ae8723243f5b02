# METADATA
# title: A new pod has to stay ready for a while
# description: |
#   Without minReadySeconds a pod counts as available the moment it is ready, and the update goes on to the next one. A
#   version that answers its first probe and falls over ten seconds later has then replaced all pods.
# custom:
#   title_zh: 新 Pod 持续就绪一段时间后才视为可用
#   remediation_zh: |
#     将 minReadySeconds 设为新版本从就绪到暴露问题通常所需的时间，例如 10 到 30 秒，并小于 progressDeadlineSeconds。
#   severity: info
#   applies_to: [apps/DaemonSet, apps/Deployment, apps/StatefulSet, argoproj.io/Rollout]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [argoproj.io/Rollout]
#   absence: false
#   params: {}
#   profiles: {standard: off}
#   remediation: |
#     Set minReadySeconds to the time that a bad version usually takes to show itself, 10 to 30 seconds for instance,
#     and less than progressDeadlineSeconds.
#   not_a_problem: |
#     When the readiness probe succeeds only once the pod has proven itself, or something else watches over the update,
#     as an analysis of Argo Rollouts does.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#min-ready-seconds
#     - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#minimum-ready-seconds
#   since: 0.1.0
package tidegate.rollout.min_ready_seconds

import data.tidegate.lib.update
import data.tidegate.lib.workload

deny contains finding if {
	update.is_updated
	not exempt
	is_object(input.object.spec)
	object.get(input.object.spec, "minReadySeconds", 0) == 0
	finding := {
		"msg": sprintf("minReadySeconds is 0: a new pod counts as available as soon as %s", [moment]),
		"path": ["spec", "minReadySeconds"],
	}
}

# Nothing is replaced one after the other.
exempt if input.object.spec.replicas == 0

exempt if input.object.spec.strategy.type == "Recreate"

exempt if input.object.spec.updateStrategy.type == "OnDelete"

moment := "it is ready" if {
	some entry in workload.lasting_containers
	entry.container.readinessProbe
} else := "its containers have started"
