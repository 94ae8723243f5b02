# METADATA
# title: The progress deadline leaves a pod the time that it is given to start
# description: |
#   The Deployment counts as failed when it makes no progress for progressDeadlineSeconds, while its own probes give a
#   pod longer than that to start. A pipeline that waits for the rollout reports a failure, or rolls back, although
#   nothing is wrong. A deadline that is not more than minReadySeconds is refused by the API server.
# custom:
#   title_zh: 进度期限长于 Pod 被允许的启动时间
#   remediation_zh: |
#     将 progressDeadlineSeconds 提高到最慢容器的启动时间之上，或缩短启动探针；该值还必须大于 minReadySeconds。
#   severity: warning
#   applies_to: [apps/Deployment]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [argoproj.io/Rollout]
#   absence: false
#   params: {}
#   remediation: |
#     Raise progressDeadlineSeconds above what the slowest container may take, with room for pulling its image, or let
#     the startup probe give up earlier. It has to be more than minReadySeconds as well.
#   not_a_problem: |
#     When nothing waits for the condition Progressing, neither a pipeline nor Helm nor a GitOps controller. Nothing is
#     reported where the numbers do not contradict each other, however tight they are.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#min-ready-seconds
#   since: 0.1.0
package tidegate.rollout.progress_deadline

import data.tidegate.lib.int_or_percent
import data.tidegate.lib.messages
import data.tidegate.lib.update
import data.tidegate.lib.workload

# Validation of the API server.
deny contains finding if {
	update.is_updated
	not exempt
	stable := input.object.spec.minReadySeconds
	int_or_percent.whole(stable) >= deadline
	finding := {
		"msg": sprintf("progressDeadlineSeconds %d%s is not more than minReadySeconds %d: the API server refuses that", [
			deadline,
			origin,
			stable,
		]),
		"path": ["spec", spot],
	}
}

# The controller looks whether a pod became ready since the last progress; all containers start at the same time.
deny contains finding if {
	update.is_updated
	not exempt
	longest := max([wait.seconds | some wait in waits])
	longest > deadline
	slow := [wait | some wait in waits; wait.seconds == longest][0]
	finding := {
		"msg": sprintf("%s of %s gives it %d seconds to start, but the rollout counts as failed after %d%s", [
			slow.probe,
			messages.containers([slow.name]),
			longest,
			deadline,
			origin,
		]),
		"path": ["spec", "progressDeadlineSeconds"],
	}
}

# The controller takes the largest number that fits for no deadline at all.
exempt if deadline == 2147483647

deadline := 600 if {
	not input.object.spec.progressDeadlineSeconds
} else := int_or_percent.whole(input.object.spec.progressDeadlineSeconds)

origin := " (the default)" if not input.object.spec.progressDeadlineSeconds

origin := "" if input.object.spec.progressDeadlineSeconds

spot := "minReadySeconds" if not input.object.spec.progressDeadlineSeconds

spot := "progressDeadlineSeconds" if input.object.spec.progressDeadlineSeconds

waits := array.concat(startups, delays)

startups := [{"name": entry.name, "probe": "startupProbe", "seconds": seconds} |
	some entry in workload.lasting_containers
	probe := entry.container.startupProbe
	seconds := number(probe, "initialDelaySeconds", 0) + (number(probe, "periodSeconds", 10) * number(
		probe,
		"failureThreshold",
		3,
	))
]

# No probe asks before.
delays := [{"name": entry.name, "probe": "readinessProbe", "seconds": seconds} |
	some entry in workload.lasting_containers
	seconds := number(entry.container.readinessProbe, "initialDelaySeconds", 0)
]

number(probe, field, otherwise) := int_or_percent.whole(object.get(probe, field, otherwise)) if is_object(probe)
