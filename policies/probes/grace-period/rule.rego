# METADATA
# title: A grace period stands only in a probe that kills, and is one
# description: |
#   terminationGracePeriodSeconds of a probe is the time that a container has when this probe has it killed. A readiness
#   probe never kills, and no time at all is not allowed here: the API server refuses both, and nothing of the object is
#   applied.
# custom:
#   title_zh: 只有会终止容器的探针才能设置宽限期，且必须大于零
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Take terminationGracePeriodSeconds out of the readinessProbe; in a liveness or startup probe set it to 1 or more,
#     or leave it to the pod's.
#   remediation_zh: |
#     从 readinessProbe 中删除 terminationGracePeriodSeconds；在存活或启动探针中将其设为 1 以上，或删除以沿用 Pod 的值。
#   not_a_problem: |
#     Never: no API server takes it.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe
#   since: 0.1.0
package tidegate.probes.grace_period

import data.tidegate.lib.messages
import data.tidegate.lib.probes

deny contains finding if {
	some found in probes.all
	seconds := found.probe.terminationGracePeriodSeconds
	why := refusal(found.name, seconds)
	finding := {
		"msg": sprintf("terminationGracePeriodSeconds of %s of %s: %s", [
			found.name,
			messages.containers([found.entry.name]),
			why,
		]),
		"path": array.concat(found.path, ["terminationGracePeriodSeconds"]),
	}
}

refusal(name, seconds) := "the API server does not take it here, for a readiness probe kills nothing" if {
	name == "readinessProbe"
} else := sprintf("the API server takes no less than 1, not %v", [seconds]) if {
	is_number(seconds)
	seconds < 1
}
