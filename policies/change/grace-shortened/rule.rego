# METADATA
# title: Pods keep the time that they had to end
# description: |
#   The pods get less time to end than before. What used to finish within it, requests under way, a queue that is
#   being emptied, a flush to disk, is now killed in the middle, first during the rollout of this very change.
# custom:
#   title_zh: 不缩短 Pod 的终止宽限期
#   remediation_zh: |
#     保留原来的 terminationGracePeriodSeconds，或先用指标确认最慢的一次退出（含 preStop）仍远小于新值。
#   severity: warning
#   applies_to: [workloads]
#   operations: [UPDATE]
#   places: [ci, admission]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Keep terminationGracePeriodSeconds as it was, or make sure first that the slowest shutdown, its preStop hook
#     included, takes much less than the new value.
#   not_a_problem: |
#     When it is known how long the pods take to end, and that is well below the new value. A grace period of more
#     than ten minutes may be shortened to ten minutes without a finding: nodes do not wait longer when they are
#     drained.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#   since: 0.1.0
package tidegate.change.grace_shortened

import data.tidegate.lib.change
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	before := min([grace(change.old_pod_spec), waited_for])
	now := grace(workload.pod_spec)
	now < before
	is_judged
	finding := {
		"msg": sprintf("the pods had %v seconds to end and get %v%s", [grace(change.old_pod_spec), now, said]),
		"path": array.concat(workload.pod_spec_path, ["terminationGracePeriodSeconds"]),
		"measure": before - now,
	}
}

deny contains finding if {
	some value in [seconds(change.old_pod_spec), seconds(workload.pod_spec)]
	unknown.is_placeholder(value)
	seconds(change.old_pod_spec) != seconds(workload.pod_spec)
	finding := {
		"unknown": true,
		"msg": "the grace period is filled in later",
		"path": array.concat(workload.pod_spec_path, ["terminationGracePeriodSeconds"]),
	}
}

# Nodes that are drained or shut down wait no longer, and shutdown/long-grace-period asks for no more.
waited_for := 600

grace(spec) := number if {
	number := seconds(spec)
	is_number(number)
}

seconds(spec) := object.get(spec, "terminationGracePeriodSeconds", 30)

# The pods of a hook end by themselves; another object decides about pods that it makes; and the API server does not
# take the change for a pod of its own or a Job, which change/immutable-field tells.
is_judged if {
	not workload.is_hook
	not workload.is_owned
	not workload.kind in {"Pod", "batch/Job"}
}

said := "" if {
	workload.pod_spec.terminationGracePeriodSeconds
} else := ", which is the default"
