# METADATA
# title: A liveness or startup probe needs one success
# description: |
#   The API server refuses a successThreshold other than 1 in these probes: a container that answered once lives, or has
#   started. Nothing of the object is applied.
# custom:
#   title_zh: 存活探针与启动探针只需成功一次
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Remove successThreshold from the liveness and the startup probe. Only a readinessProbe may ask for several
#     successes.
#   remediation_zh: |
#     从存活探针与启动探针中删除 successThreshold；只有 readinessProbe 可以要求多次成功。
#   not_a_problem: |
#     Never: no API server takes it.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe
#   since: 0.1.0
package tidegate.probes.success_threshold

import data.tidegate.lib.messages
import data.tidegate.lib.probes

deny contains finding if {
	some found in probes.all
	found.name != "readinessProbe"
	threshold := probes.number(found.probe, "successThreshold")
	threshold != 1
	finding := {
		"msg": sprintf("successThreshold %v of %s of %s: the API server takes 1 only", [
			threshold,
			found.name,
			messages.containers([found.entry.name]),
		]),
		"path": array.concat(found.path, ["successThreshold"]),
	}
}
