# METADATA
# title: A pod has time to end
# description: |
#   With terminationGracePeriodSeconds 0 a pod is taken out of the API at once and its processes are killed, without a
#   preStop hook: requests in flight are cut off, buffers and locks are left as they are, and a StatefulSet may start
#   the pod anew under the same name while the old one still writes.
# custom:
#   title_zh: Pod 有时间正常退出
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [Service]
#   absence: false
#   params: {}
#   remediation: |
#     Take terminationGracePeriodSeconds away, which gives 30 seconds, or set it to what the process needs to finish its
#     requests. If the process is in fact done at once, nobody waits longer for it.
#   remediation_zh: |
#     删除 terminationGracePeriodSeconds（默认 30 秒），或将其设为进程处理完在途请求所需的秒数。进程若立即退出，也不会多等。
#   not_a_problem: |
#     When nothing is lost by killing the process, and nobody talks to it. Pods that no Service selects are therefore
#     only noted.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#     - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees
#   since: 0.1.0
package tidegate.shutdown.zero_grace_period

import data.tidegate.lib.lifecycle
import data.tidegate.lib.serving
import data.tidegate.lib.workload

deny contains finding if {
	lifecycle.grace == 0
	not workload.is_hook
	not workload.is_owned
	finding := object.union(consequence, {"path": array.concat(workload.pod_spec_path, ["terminationGracePeriodSeconds"])})
}

consequence := found if {
	found := {
		"msg": sprintf("the pods are killed at once when they are to end: requests from %s are cut off", [
			serving.titles(serving.selecting),
		]),
		"related": serving.related(serving.selecting),
	}
} else := {
	"msg": "the pods are killed at once when they are to end, whatever they are doing",
	"severity": "info",
}
