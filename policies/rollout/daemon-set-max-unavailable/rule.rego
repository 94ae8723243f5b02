# METADATA
# title: A DaemonSet is updated a few nodes at a time
# description: |
#   The update takes the pods of half the nodes or more away at once. What they do for the node, its network, storage or
#   logs, stops there, and a version that does not start has stopped most of the cluster before anybody notices.
# custom:
#   title_zh: DaemonSet 每次只更新少数节点
#   remediation_zh: |
#     将 updateStrategy.rollingUpdate.maxUnavailable 设为 1 或较小的百分比（例如 10%）。
#   severity: warning
#   applies_to: [apps/DaemonSet]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [Node]
#   absence: false
#   params: {nodes: null}
#   remediation: |
#     Set updateStrategy.rollingUpdate.maxUnavailable to 1, or to a small percentage such as 10%.
#   not_a_problem: |
#     When the pods do nothing that anybody waits for, as those that only pull images. A number, or a percentage below
#     50%, which Kubernetes rounds up, is judged where the number of nodes is known, from params.nodes or the nodes
#     themselves; 1 is always fine.
#   references:
#     - https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/
#   since: 0.1.0
package tidegate.rollout.daemon_set_max_unavailable

import data.tidegate.lib.int_or_percent
import data.tidegate.lib.nodes
import data.tidegate.lib.update

deny contains finding if {
	update.is_updated
	update.rolls(input.object.spec, "updateStrategy")
	part := share
	finding := {
		"msg": sprintf("maxUnavailable is %v: an update takes the pods of %s away at once", [value, part]),
		"path": ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"],
	}
}

value := update.setting(input.object.spec, "updateStrategy", "maxUnavailable", 1)

share := "all nodes" if {
	int_or_percent.percent(value) >= 100
} else := sprintf("%d%% of the nodes", [int_or_percent.percent(value)]) if {
	int_or_percent.percent(value) >= 50
} else := sprintf("%d of %d nodes", [taken, nodes.fitting]) if {
	taken := update.node_fences(input.object, nodes.fitting).unavailable
	taken > 1
	taken * 2 >= nodes.fitting
}
