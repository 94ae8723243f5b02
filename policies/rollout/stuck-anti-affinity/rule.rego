# METADATA
# title: Pods that keep apart have places enough, during an update too
# description: |
#   Each pod demands a node, or a zone, without another pod of its kind, and there are no more of them than pods. The
#   update starts a new pod before it takes an old one away: the new one waits for a place that nobody gives back, and
#   the rollout stands still.
# custom:
#   title_zh: 互斥的 Pod 在更新期间也有足够的节点可用
#   remediation_zh: |
#     将 podAntiAffinity 改为 preferred，或将 maxSurge 设为 0、maxUnavailable 设为 1，
#     或在该项中加入 matchLabelKeys: [pod-template-hash]，使新旧版本互不排斥。
#   severity: warning
#   applies_to: [apps/Deployment, apps/ReplicaSet, apps/StatefulSet]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [Node, argoproj.io/Rollout, autoscaling/HorizontalPodAutoscaler, keda.sh/ScaledObject]
#   absence: false
#   params: {nodes: null}
#   remediation: |
#     Prefer it instead of requiring it, or let an old pod go first with maxSurge 0 and maxUnavailable 1, or add
#     matchLabelKeys [pod-template-hash] to the term so that pods keep apart from those of their own version only.
#   not_a_problem: |
#     When nodes are added as soon as a pod finds none. It is reported where the number of nodes is known, from
#     params.nodes or the nodes themselves, and only what is wrong at the lowest number of pods.
#   references:
#     - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
#   since: 0.1.0
package tidegate.rollout.stuck_anti_affinity

import data.tidegate.lib.nodes
import data.tidegate.lib.replicas
import data.tidegate.lib.selector
import data.tidegate.lib.update
import data.tidegate.lib.workload

deny contains finding if {
	update.is_updated
	some i, term in terms
	applies(term)
	available := places(term.topologyKey)
	trouble := text(term, available)
	finding := {
		"msg": sprintf("%d pods%s keep apart by %s, of which there are %d: %s", [
			bounds.min,
			replicas.by_whom(bounds),
			term.topologyKey,
			available,
			trouble,
		]),
		"path": array.concat(workload.pod_spec_path, array.concat(keys, [i])),
		"related": replicas.related(bounds, workload.namespace),
	}
}

keys := ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]

terms := object.get(workload.pod_spec, keys, [])

bounds := replicas.own

# It surely keeps these pods from one another.
applies(term) if {
	selector.matches(term.labelSelector, data.tidegate.lib.workload.pod_labels)
	not term.mismatchLabelKeys
	covers_own_namespace(term)
}

covers_own_namespace(term) if {
	not term.namespaces
	not term.namespaceSelector
}

covers_own_namespace(term) if data.tidegate.lib.workload.namespace in term.namespaces

covers_own_namespace(term) if term.namespaceSelector == {}

# How many nodes or zones may take one such pod each.
places(key) := data.tidegate.lib.nodes.fitting if key == data.tidegate.lib.nodes.hostname

places(key) := count(values) if {
	is_string(key)
	key != data.tidegate.lib.nodes.hostname
	input.complete[""].Node
	values := {value |
		some node in data.tidegate.lib.nodes.fitting_nodes
		value := nodes.labels_of(node)[key]
	}
}

text(_, available) := "the others never start" if bounds.min > available

text(term, available) := "an update starts one more, which never gets a place" if {
	bounds.min == available
	input.object.kind == "Deployment"
	update.fences(input.object, bounds.min).unavailable == 0
	not "pod-template-hash" in object.get(term, "matchLabelKeys", [])
}
