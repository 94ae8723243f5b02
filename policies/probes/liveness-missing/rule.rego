# METADATA
# title: Containers have a liveness probe
# description: |
#   Nobody restarts a process that hangs without ending, in a deadlock for instance. It keeps its memory, its locks and
#   its place, and does nothing until somebody notices.
# custom:
#   title_zh: 容器配有存活探针
#   severity: info
#   profiles: {standard: off}
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Add a livenessProbe that fails only when a restart helps, with more patience than the readinessProbe.
#   remediation_zh: 添加 livenessProbe：只在重启有用时才失败，且比 readinessProbe 更有耐心。
#   not_a_problem: |
#     When the process ends by itself if it cannot go on, as many do: the container is then restarted without a probe,
#     and a probe that is too eager does more harm than none.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/workloads/pods/probes/
#   since: 0.1.0
package tidegate.probes.liveness_missing

import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.workload

deny contains finding if {
	not workload.is_hook
	some entry in workload.lasting_containers
	probes.is_missing(entry.container, "livenessProbe")
	not workload.is_injected(entry.container)
	finding := {
		"msg": sprintf("%s has no livenessProbe: nothing restarts it when it hangs", [messages.containers([entry.name])]),
		"path": array.concat(entry.path, ["livenessProbe"]),
	}
}
