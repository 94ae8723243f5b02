# METADATA
# title: Containers have a memory limit
# description: |
#   Without a limit a leak takes the memory of the node. The kernel then ends what it finds largest, or the kubelet
#   evicts what is over its requests, and both may be a neighbour. With a limit it is this container that ends, and the
#   reason is told.
# custom:
#   severity: info
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [LimitRange]
#   absence: false
#   params: {}
#   remediation: |
#     Set resources.limits.memory on the container, or for the whole pod; above what it was seen to need, and equal to
#     the request where it must never be evicted.
#   title_zh: 容器设有内存上限
#   remediation_zh: |
#     在容器上（或为整个 Pod）设置 resources.limits.memory：略高于实际用量，
#     绝不能被驱逐时与 request 相等。
#   not_a_problem: |
#     When the program uses whatever memory the node has by design. Nothing is said where the pod has a limit of its
#     own, where a LimitRange that is in sight gives one, or of containers that were attached for debugging, which
#     cannot have any.
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#     - https://kubernetes.io/docs/concepts/policy/limit-range/
#   since: 0.1.0
package tidegate.pods.memory_limit

import data.tidegate.lib.messages
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some entry in workload.containers
	entry.class != "ephemeral"
	not may_have_limit(entry.container)
	not may_have_limit(workload.pod_spec)
	not workload.is_injected(entry.container)
	not has_default
	finding := {
		"msg": sprintf("%s has no memory limit: a leak takes the memory of the node", [messages.containers([entry.name])]),
		"path": array.concat(entry.path, ["resources", "limits", "memory"]),
	}
}

may_have_limit(part) if object.get(part, ["resources", "limits", "memory"], null) != null

may_have_limit(part) if unknown.is_placeholder(part.resources.limits)

may_have_limit(part) if unknown.is_placeholder(part.resources)

# The default limit, which is the maximum where only that is given.
has_default if {
	some range in input.inventory.LimitRange[workload.namespace]
	some limit in range.spec.limits
	limit.type == "Container"
	some field in ["default", "max"]
	limit[field].memory
}
