# METADATA
# title: A container is taken out of the Service before it is killed
# description: |
#   When the liveness probe gives up before the readiness probe does, a container that is slow for a while, under load
#   for instance, is killed while it still counts as ready: it is never relieved of requests, its load moves to the next
#   one, and they restart one after the other.
# custom:
#   title_zh: 容器先被移出 Service，之后才会被终止
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [Service]
#   absence: false
#   params: {}
#   remediation: |
#     Let failureThreshold times periodSeconds of the liveness probe be well above that of the readiness probe, twice as
#     much for instance.
#   remediation_zh: |
#     让存活探针的 failureThreshold × periodSeconds 明显大于就绪探针的，例如两倍。
#   not_a_problem: |
#     When what the liveness probe asks fails only where nothing but a restart helps, so that being slow never fails it.
#     Probes that ask different ports or programs are therefore only noted, and so is an agent of its node that no
#     Service leads to.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/workloads/pods/probes/
#   since: 0.1.0
package tidegate.probes.liveness_not_slower

import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.serving
import data.tidegate.lib.workload

deny contains finding if {
	some entry in workload.lasting_containers
	kills := probes.patience(entry.container.livenessProbe)
	relieves := probes.patience(entry.container.readinessProbe)
	kills < relieves
	liveness := probes.normal(entry.container, entry.container.livenessProbe)
	readiness := probes.normal(entry.container, entry.container.readinessProbe)
	finding := object.union(weight(liveness.action, readiness.action), {
		"msg": sprintf("%s is killed after failing for %v s, but counts as ready for %v s", [
			messages.containers([entry.name]),
			kills,
			relieves,
		]),
		"path": array.concat(entry.path, ["livenessProbe"]),
		"measure": relieves - kills,
	})
}

# What overloads one of them overloads the other, where the same port or the same program answers.
weight(liveness, readiness) := {} if {
	asked(liveness) == asked(readiness)
	not has_nothing_to_be_relieved_of
} else := {"severity": "info"}

# The agent of a node, with no Service before it.
has_nothing_to_be_relieved_of if {
	endswith(input.object.kind, "DaemonSet")
	input.complete[workload.namespace].Service
	count(serving.selecting) == 0
}

asked(action) := port if {
	some kind in ["httpGet", "tcpSocket", "grpc"]
	port := action[kind].port
} else := action.exec.command[0]
