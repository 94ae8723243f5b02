# METADATA
# title: A probe that starts a process does not do so all the time
# description: |
#   Each attempt of an exec probe starts a process in the container, through the container runtime. Every few seconds,
#   over all pods of a node, that costs more processor time than many programs themselves, attempts pile up when the
#   node is busy, and a first process that does not collect its children is left with zombies.
# custom:
#   title_zh: 会启动进程的探针不要过于频繁
#   severity: info
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Ask with httpGet, grpc or tcpSocket, which cost next to nothing, or give the probe a periodSeconds of 5 or more.
#   remediation_zh: |
#     改用开销极小的 httpGet、grpc 或 tcpSocket，或将 periodSeconds 设为 5 以上。
#   not_a_problem: |
#     When the node runs few such pods and the process is a small one. A startup probe is not reported, for it ends with
#     the start.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://github.com/kubernetes/kubernetes/issues/82440
#   since: 0.1.0
package tidegate.probes.exec_cost

import data.tidegate.lib.messages
import data.tidegate.lib.probes

deny contains finding if {
	some found in probes.all
	found.name != "startupProbe"
	found.probe.exec
	period := probes.number(found.probe, "periodSeconds")
	period < 5
	finding := {
		"msg": sprintf("%s of %s starts a process every %v s", [
			found.name,
			messages.containers([found.entry.name]),
			period,
		]),
		"path": array.concat(found.path, ["periodSeconds"]),
	}
}
