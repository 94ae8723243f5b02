# METADATA
# title: A new pod can mount the volume while the old one has it
# description: |
#   The update starts a new pod while the old one still runs, but the volume is for one node, or for one pod, alone. On
#   another node the new pod never starts, the old one is not taken away before it does, and the rollout stands still
#   until somebody deletes a pod by hand.
# custom:
#   title_zh: 旧 Pod 占用卷期间新 Pod 仍能挂载该卷
#   remediation_zh: |
#     将 strategy.type 设为 Recreate；或将 maxSurge 设为 0、maxUnavailable 设为 1，让旧 Pod 先释放卷；
#     需要多副本时请改用 ReadWriteMany 存储或带 volumeClaimTemplates 的 StatefulSet。
#   severity: error
#   applies_to: [apps/Deployment, argoproj.io/Rollout]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - Node
#     - PersistentVolume
#     - PersistentVolumeClaim
#     - argoproj.io/Rollout
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#     - storage.k8s.io/StorageClass
#   absence: false
#   params: {nodes: null}
#   remediation: |
#     Set strategy.type to Recreate, or maxSurge to 0 with maxUnavailable 1, so that the old pod lets go of the volume
#     first. Several pods that share data need storage with ReadWriteMany, several with data of their own a StatefulSet
#     with volumeClaimTemplates.
#   not_a_problem: |
#     When all pods run on one node, for a ReadWriteOnce volume is for one node: nothing is reported where a node is
#     named, where params.nodes is 1, or where the storage is known to be of one node. ReadWriteOncePod is an error, for
#     the scheduler never lets a second pod have it. A claim that is not in the scope is not judged.
#   references:
#     - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
#   since: 0.1.0
package tidegate.rollout.volume_surge

import data.tidegate.lib.claims
import data.tidegate.lib.messages
import data.tidegate.lib.nodes
import data.tidegate.lib.replicas
import data.tidegate.lib.update
import data.tidegate.lib.workload

deny contains finding if {
	some mode, consequence in consequences
	volumes := [found | some found in claims.exclusive; found.mode == mode; not is_fine(found)]
	path := volumes[0].path
	update.is_updated
	stuck
	finding := object.union(consequence.more, {
		"msg": sprintf("an update starts a new pod while the old one has %s, which is %s: %s", [
			messages.joined([title(found) | some found in volumes]),
			mode,
			consequence.text,
		]),
		"path": path,
		"related": [related(found) | some found in volumes],
	})
}

consequences := {
	"ReadWriteOnce": {"text": "on another node the new pod never starts", "more": {"severity": "warning"}},
	"ReadWriteOncePod": {"text": "the new pod never starts", "more": {}},
}

# Some pod is added and some old one has to stay until it is ready.
stuck if {
	bounds := replicas.own
	some n in [bounds.min, bounds.max]
	fences := update.fences(input.object, n)
	fences.surge > 0
	fences.unavailable < n
}

is_fine(found) if {
	found.mode == "ReadWriteOnce"
	nodes.is_one
}

is_fine(found) if {
	found.mode == "ReadWriteOnce"
	claims.is_local(found.claim)
}

title(found) := sprintf("PersistentVolumeClaim \"%s\"", [found.name])

related(found) := {
	"object": {"kind": "PersistentVolumeClaim", "namespace": workload.namespace, "name": found.name},
	"path": ["spec", "accessModes"],
}
