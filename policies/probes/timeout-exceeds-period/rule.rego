# METADATA
# title: A probe is answered before the next one is due
# description: |
#   The kubelet asks one after the other: while an attempt waits for its timeout, the next one is not made. A probe that
#   waits longer than its period fails more slowly than periodSeconds and failureThreshold promise, so a container that
#   hangs keeps its share of requests for longer than whoever wrote the numbers thinks.
# custom:
#   title_zh: 探针在下一次执行之前得到应答
#   severity: info
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Set timeoutSeconds to periodSeconds or less; where the answer really takes that long, ask for something cheaper or
#     give the probe a longer period.
#   remediation_zh: |
#     将 timeoutSeconds 设为不大于 periodSeconds；若应答确实需要这么久，请改为检查开销更小的内容，或延长周期。
#   not_a_problem: |
#     When the numbers were chosen with that in mind: failureThreshold times timeoutSeconds is then what it takes to
#     notice.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/workloads/pods/probes/
#   since: 0.1.0
package tidegate.probes.timeout_exceeds_period

import data.tidegate.lib.messages
import data.tidegate.lib.probes

deny contains finding if {
	some found in probes.all
	timeout := probes.number(found.probe, "timeoutSeconds")
	period := probes.number(found.probe, "periodSeconds")
	timeout > period
	finding := {
		"msg": sprintf("%s of %s waits up to %v s for an answer, but is to ask every %v s", [
			found.name,
			messages.containers([found.entry.name]),
			timeout,
			period,
		]),
		"path": array.concat(found.path, ["timeoutSeconds"]),
	}
}
