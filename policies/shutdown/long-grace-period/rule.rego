# METADATA
# title: A pod ends within ten minutes
# description: |
#   A drain waits for the pod as long as its grace period. The cluster autoscaler gives up after ten minutes by default
#   and takes the node away with the pod on it, node upgrades of managed clusters run into their own limits, and a pod
#   that hangs holds all of them up for the whole time.
# custom:
#   title_zh: Pod 在十分钟内结束
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Set terminationGracePeriodSeconds to 600 or less: let the process hand its work over or save where it stands when
#     it is told to end, instead of finishing everything.
#   remediation_zh: |
#     将 terminationGracePeriodSeconds 设为不超过 600：让进程收到退出信号后移交任务或保存进度，而不是把全部工作做完。
#   not_a_problem: |
#     When the process really uses the time (a queue that hands its messages over, say), and whoever drains nodes knows
#     and has set --max-graceful-termination-sec and the time-out of node upgrades accordingly. A DaemonSet is not
#     reported, for drains pass over it.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#     - https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
#     - https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
#   since: 0.1.0
package tidegate.shutdown.long_grace_period

import data.tidegate.lib.lifecycle
import data.tidegate.lib.workload

deny contains finding if {
	lifecycle.grace > 600
	not endswith(input.object.kind, "DaemonSet")
	not workload.is_hook
	not workload.is_owned
	finding := {
		"msg": sprintf("a drain may have to wait %v s for each pod; the cluster autoscaler waits 600 s", [lifecycle.grace]),
		"path": array.concat(workload.pod_spec_path, ["terminationGracePeriodSeconds"]),
		"measure": lifecycle.grace,
	}
}
