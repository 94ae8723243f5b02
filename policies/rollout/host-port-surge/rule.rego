# METADATA
# title: A new pod does not need the port that the old one has
# description: |
#   A port of the node is for one pod alone. The update starts the new pod before it takes an old one away, so the new
#   one waits for a node whose port is free. Where there is none it waits for ever, and so does the rollout.
# custom:
#   title_zh: 更新时新 Pod 不与旧 Pod 争用节点端口
#   remediation_zh: |
#     将 maxSurge 设为 0、maxUnavailable 设为 1，让旧 Pod 先释放端口；或改用 Service（NodePort、LoadBalancer）代替 hostPort。
#   severity: error
#   applies_to: [apps/Deployment, apps/DaemonSet, argoproj.io/Rollout]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - Node
#     - argoproj.io/Rollout
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#   absence: false
#   params: {nodes: null}
#   remediation: |
#     Set maxSurge to 0 and maxUnavailable to 1, so that an old pod gives its port back first. A Service of type
#     LoadBalancer or NodePort needs no port of the node in the pod.
#   not_a_problem: |
#     When there are always more nodes for these pods than there are pods. Nothing is reported where that is known, from
#     params.nodes or the nodes themselves, nor where maxUnavailable lets an old pod go first.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
#     - https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/
#     - https://kubernetes.io/docs/concepts/configuration/overview/#services
#   since: 0.1.0
package tidegate.rollout.host_port_surge

import data.tidegate.lib.messages
import data.tidegate.lib.nodes
import data.tidegate.lib.replicas
import data.tidegate.lib.update
import data.tidegate.lib.workload

# The new pod of a DaemonSet has to run where the old one does.
deny contains finding if {
	input.object.kind == "DaemonSet"
	path := nodes.host_ports[0].path
	update.is_updated
	update.daemon_set_surges(input.object)
	finding := {
		"msg": sprintf("maxSurge %v starts each new pod beside the old one, which has %s: it never starts", [
			update.setting(input.object.spec, "updateStrategy", "maxSurge", 0),
			ports,
		]),
		"path": path,
	}
}

deny contains finding if {
	input.object.kind in {"Deployment", "Rollout"}
	path := nodes.host_ports[0].path
	update.is_updated
	bounds := replicas.own
	stuck := [n | some n in [bounds.min, bounds.max]; waits(n)]
	finding := {
		"msg": sprintf("an update adds to %s%s before it takes one away, and each needs %s: %s", [
			messages.pods(stuck[0]),
			replicas.by_whom(bounds),
			ports,
			"without a free node the new pod never starts",
		]),
		"path": path,
		"related": replicas.related(bounds, workload.namespace),
	}
}

waits(n) if {
	n > 0
	update.fences(input.object, n).unavailable == 0
	not has_room(n)
}

# A node is known to be left for one pod more.
has_room(n) if {
	nodes.fitting > n
	not nodes.is_one
}

ports := sprintf("port %d of its node", [numbers[0]]) if count(numbers) == 1

ports := sprintf("ports %s of its node", [listed]) if count(numbers) > 1

listed := messages.joined([sprintf("%d", [number]) | some number in numbers])

numbers := [port.number | some port in nodes.host_ports]
