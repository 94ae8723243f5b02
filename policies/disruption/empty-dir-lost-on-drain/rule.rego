# METADATA
# title: What is to last is not kept in an emptyDir
# description: |
#   An emptyDir is deleted with its pod. A restart of the container keeps it, so it looks like storage for weeks, until
#   a drain, an update or the autoscaler moves the pod and everything in it is gone. kubectl drain refuses such pods
#   until it is told --delete-emptydir-data.
# custom:
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Mount a PersistentVolumeClaim there, in a StatefulSet through volumeClaimTemplates; charts mostly have a value
#     for it such as persistence.enabled.
#   title_zh: 需要保留的数据不放在 emptyDir 中
#   remediation_zh: |
#     在该目录挂载 PersistentVolumeClaim（StatefulSet 使用 volumeClaimTemplates）；Chart 通常提供类似
#     persistence.enabled 的开关。
#   not_a_problem: |
#     When the data can be made anew or fetched from elsewhere, as a replica's copy, a cache or a test system. Only the
#     known data folders of databases and the like, and what a StatefulSet calls data, are a warning; /tmp, caches,
#     logs, sockets and what an init container puts in are never reported.
#   references:
#     - https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
#     - https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
#   since: 0.1.0
package tidegate.disruption.empty_dir_lost_on_drain

import data.tidegate.lib.messages
import data.tidegate.lib.scratch
import data.tidegate.lib.workload

deny contains finding if {
	concerned
	some volume in scratch.volumes
	places := scratch.written_at(volume.name)
	program := scratch.data_of(places)
	not some_passing(places)
	finding := {
		"msg": sprintf("the data of %s in %v are kept in an emptyDir: they are gone when the pod leaves its node", [
			program,
			messages.joined(sort(places)),
		]),
		"path": volume.path,
	}
}

deny contains finding if {
	concerned
	some volume in scratch.volumes
	places := scratch.written_at(volume.name)
	not scratch.data_of(places)
	not some_passing(places)
	not scratch.filled_at_start(volume.name)
	not object.get(volume.volume, "medium", "") == "Memory"
	finding := {
		"msg": sprintf("what is written to %v is in an emptyDir: it is gone when the pod leaves its node", [
			messages.joined(sort(places)),
		]),
		"path": volume.path,
		"severity": "info",
	}
}

# A drain leaves the pods of a DaemonSet where they are.
concerned if {
	not workload.kind in {"apps/DaemonSet", "apps.kruise.io/DaemonSet"}
	not workload.is_hook
	not workload.is_owned
}

# A volume that is /tmp as well, or holds the logs, is one for everything that a read-only root file system denies.
some_passing(places) if {
	some place in places
	scratch.passing(place)
}
