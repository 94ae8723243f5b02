# METADATA
# title: The last pod does not go while it is needed
# description: |
#   The change takes the last pod away. A Service that selected it has nobody left to send requests to, and everything
#   behind it fails from the moment of the change.
# custom:
#   title_zh: 不在仍有 Service 引用时缩容到零
#   remediation_zh: |
#     至少保留一个副本，或先让 Service 指向其他工作负载（或先移除入口），再缩容到零。
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [UPDATE, SCALE, DELETE]
#   places: [ci, admission]
#   reads:
#     - Pod
#     - ReplicationController
#     - Service
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/DaemonSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#     - keda.sh/ScaledObject
#   absence: false
#   params: {}
#   remediation: |
#     Keep one pod, or let the Service select others first. Where the workload is to be retired, take away what leads
#     to it before its pods.
#   not_a_problem: |
#     When the workload is switched off on purpose and nobody asks for it. Where no Service selects the pods it is
#     only noted. What KEDA scales to zero and back is not reported.
#   references:
#     - https://kubernetes.io/docs/concepts/services-networking/service/
#   since: 0.1.0
package tidegate.change.last_replica

import data.tidegate.lib.change
import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.selector
import data.tidegate.lib.workload

deny contains finding if {
	loses_all
	finding := {
		"msg": sprintf("the last pod behind %s goes with this change", [services(forsaken)]),
		"path": place,
		"related": [{
			"object": workload.identity(service, change.namespace),
			"path": ["spec", "selector"],
		} |
			some service in forsaken
		],
	}
}

deny contains finding if {
	loses_all
	is_object(input.object)
	count(selecting) == 0
	finding := {
		"severity": "info",
		"msg": "the last pod goes with this change: nobody does its work any more",
		"path": place,
	}
}

# There were pods, and there are none.
loses_all if {
	had > 0
	left == 0
	not workload.owned(input.oldObject)
	not workload.hook_of(input.oldObject)
	not workload.lends_template(input.oldObject, change.namespace)
	count(replicas.scaled_objects(input.oldObject, change.namespace)) == 0
}

had := replicas.written(input.oldObject)

left := 0 if {
	change.is_removal
} else := replicas.written(input.object)

place := ["spec", "replicas"] if {
	is_object(input.object)
} else := []

# Services that select the pods.
selecting := [service |
	some service in input.inventory.Service[change.namespace]
	selector.service_matches(service, workload.labels_of(input.oldObject, change.namespace))
]

# Those that select no others.
forsaken := [service | some service in selecting; not is_served_by_others(service)]

is_served_by_others(service) if {
	some kind in data.lib.kinds.groups.long_running_workloads
	some obj in input.inventory[kind][change.namespace]
	selector.may_match({"matchLabels": service.spec.selector}, workload.labels_of(obj, change.namespace))
	not obj.spec.replicas == 0
	[kind, obj.metadata.name] != [change.kind, input.oldObject.metadata.name]
}

services(found) := messages.joined([workload.title(service) | some service in found])
