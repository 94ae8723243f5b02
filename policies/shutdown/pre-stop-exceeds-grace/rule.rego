# METADATA
# title: A preStop hook ends before the grace period does
# description: |
#   The hook runs inside terminationGracePeriodSeconds, 30 without one, and SIGTERM comes after it. A hook that waits as
#   long as that is cut off, and the process has the two seconds left that the kubelet always gives before it is killed,
#   with everything that it was doing.
# custom:
#   title_zh: preStop 钩子在宽限期之内结束
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Set terminationGracePeriodSeconds to the wait of the hook plus what the process needs after SIGTERM, or let the
#     hook wait less.
#   remediation_zh: |
#     将 terminationGracePeriodSeconds 设为钩子等待时间加上进程收到 SIGTERM 后所需的时间，或缩短钩子的等待。
#   not_a_problem: |
#     When the hook itself has ended the process long before its wait is over. A wait that is written with a variable,
#     a branch or a loop is not known, and not reported.
#   references:
#     - https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution
#     - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#   since: 0.1.0
package tidegate.shutdown.pre_stop_exceeds_grace

import data.tidegate.lib.lifecycle
import data.tidegate.lib.messages

deny contains finding if {
	some found in lifecycle.hooks
	found.name == "preStop"
	waited := lifecycle.wait(found.hook)
	waited.seconds >= lifecycle.grace

	# Without any time there is no hook either: see shutdown/zero-grace-period.
	lifecycle.grace > 0
	finding := {
		"msg": sprintf("preStop of %s waits %s, but the pod has %v s in all: nothing is left for SIGTERM", [
			messages.containers([found.entry.name]),
			how_long(waited.seconds),
			lifecycle.grace,
		]),
		"path": array.concat(found.path, waited.tail),
	}
}

how_long(seconds) := "for ever" if {
	seconds >= lifecycle.infinity
} else := sprintf("%v s", [seconds])
