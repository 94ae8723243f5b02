# METADATA
# title: A volume in memory has a limit
# description: |
#   What is written to an emptyDir with medium Memory is memory. Without sizeLimit, and without a memory limit of the
#   containers that write, it may grow to all that the node has: other pods are evicted or killed before this one. A
#   restart of the container does not empty it.
# custom:
#   title_zh: 内存卷设有上限
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [LimitRange]
#   absence: false
#   params: {}
#   remediation: |
#     Set emptyDir.sizeLimit, and resources.limits.memory of the containers that write to the volume to more than that:
#     what is in the volume counts as their memory.
#   remediation_zh: |
#     设置 emptyDir.sizeLimit，并将写入该卷的容器的 resources.limits.memory 设为更大的值：卷中的内容计入容器的内存。
#   not_a_problem: |
#     When a LimitRange of the namespace gives every container a memory limit; one in sight is taken into account. Then
#     the volume ends where the containers do, and so does it with a limit of the whole pod. A volume that no container
#     may write to is not reported.
#   references:
#     - https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
#     - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   since: 0.1.0
package tidegate.reload.memory_volume_unbounded

import data.tidegate.lib.messages
import data.tidegate.lib.quantity
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some volume in data.tidegate.lib.scratch.volumes
	volume.volume.medium == "Memory"
	not is_set(object.get(volume.volume, "sizeLimit", 0))
	not workload.is_owned
	not is_limited(workload.pod_spec)
	names := [entry.name |
		some entry in workload.containers
		writes(entry.container, volume.name)
		not is_limited(entry.container)
		not workload.is_injected(entry.container)
	]
	not is_given_by_limit_range
	finding := {
		"msg": sprintf("memory volume %q has no sizeLimit and %s, which may write to it, no memory limit: %s", [
			volume.name,
			messages.containers(names),
			"it may take all memory of the node",
		]),
		"path": array.concat(volume.path, ["emptyDir", "sizeLimit"]),
	}
}

# 0 is no limit.
is_set(value) if quantity.number(value) > 0

is_set(value) if unknown.is_placeholder(value)

writes(container, name) if {
	some mount in container.volumeMounts
	mount.name == name
	not mount.readOnly == true
}

# A container, or the pod as a whole.
is_limited(holder) if is_set(holder.resources.limits.memory)

is_limited(holder) if unknown.is_placeholder(holder.resources)

is_limited(holder) if unknown.is_placeholder(holder.resources.limits)

# The largest limit that is allowed is the default where nothing else is.
is_given_by_limit_range if {
	some obj in input.inventory.LimitRange[workload.namespace]
	some limit in obj.spec.limits
	limit.type == "Container"
	some field in ["default", "max"]
	is_set(limit[field].memory)
}
