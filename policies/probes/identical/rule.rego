# METADATA
# title: Liveness and readiness do not ask the same with the same patience
# description: |
#   When both probes do the same with the same timings and thresholds, the container is killed at the moment in which it
#   is taken out of the Service. Being overloaded or waiting for a database for half a minute then costs a restart.
# custom:
#   title_zh: 存活探针与就绪探针不以同样的耐心问同样的问题
#   severity: info
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Give the liveness probe a higher failureThreshold or a longer period, or let it ask something that only a restart
#     can mend.
#   remediation_zh: 提高存活探针的 failureThreshold 或周期，或让它检查只有重启才能解决的问题。
#   not_a_problem: |
#     When a restart is the right answer to whatever makes the container unready. The same endpoint for both is fine in
#     itself, and is not reported where the timings differ.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/workloads/pods/probes/
#   since: 0.1.0
package tidegate.probes.identical

import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.workload

deny contains finding if {
	some entry in workload.lasting_containers
	liveness := probes.normal(entry.container, entry.container.livenessProbe)
	liveness == probes.normal(entry.container, entry.container.readinessProbe)
	finding := {
		"msg": sprintf("livenessProbe and readinessProbe of %s are the same: it is killed as soon as it is unready", [
			messages.containers([entry.name]),
		]),
		"path": array.concat(entry.path, ["livenessProbe"]),
	}
}
