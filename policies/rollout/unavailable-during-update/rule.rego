# METADATA
# title: An update leaves pods to answer the Service
# description: |
#   The update strategy lets the controller take all pods away before any of their successors is ready. Until then the
#   Service has nobody to send requests to, and every deploy is an outage, as long as the start of a pod takes.
# custom:
#   title_zh: 更新期间始终有 Pod 承接 Service 的请求
#   remediation_zh: |
#     将 maxUnavailable 降到副本数以下，或设为 0 并将 maxSurge 设为 1：新 Pod 就绪之后旧 Pod 才会下线。
#   severity: error
#   applies_to: [apps/Deployment, apps/StatefulSet]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - PersistentVolumeClaim
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
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#   absence: false
#   params: {}
#   remediation: |
#     Lower maxUnavailable below the number of replicas, or set it to 0 with maxSurge 1, so that an old pod goes only
#     when a new one is ready.
#   not_a_problem: |
#     When nobody minds a short outage with each deploy. A single pod is a warning, not an error, and is not reported
#     where no second one could start beside it: in a StatefulSet, with a volume for one node, or with a port of the
#     node. Clusters before 1.37 ignore maxUnavailable of a StatefulSet unless its feature gate is on.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
#     - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#maximum-unavailable-pods
#   since: 0.1.0
package tidegate.rollout.unavailable_during_update

import data.tidegate.lib.claims
import data.tidegate.lib.messages
import data.tidegate.lib.nodes
import data.tidegate.lib.replicas
import data.tidegate.lib.selector
import data.tidegate.lib.update
import data.tidegate.lib.workload

# Where the pods can be counted. There are no titles where there is no Service.
deny contains finding if {
	update.is_updated
	n := worst
	finding := object.union(severity(n), {
		"msg": sprintf("an update takes %s%s away at once (%s), so that nobody is left to answer %s", [
			amount(n),
			replicas.by_whom(bounds),
			settings,
			titles,
		]),
		"path": path,
		"related": array.concat(related, replicas.related(bounds, workload.namespace)),
	})
}

# Where they cannot, all of them are still all of them.
deny contains finding if {
	update.is_updated
	not bounds
	empties(100)
	finding := {
		"msg": sprintf("an update takes all pods away at once (%s), so that nobody is left to answer %s", [settings, titles]),
		"path": path,
		"severity": "warning",
		"related": related,
	}
}

bounds := replicas.own

# A number of pods, of which the update leaves none.
worst := bounds.min if {
	bounds.min > 1
	empties(bounds.min)
} else := bounds.max if {
	bounds.max > 1
	empties(bounds.max)
} else := 1 if {
	bounds.min == 1
	empties(1)
	not alone_for_a_reason
}

empties(n) if update.fences(input.object, n).unavailable == n

# One pod of a StatefulSet has no other way to go.
empties(n) if {
	strategy == "updateStrategy"
	n > 1
	update.taken(input.object, n) == n
}

# No second pod could start beside it, or nobody knows whether it could.
alone_for_a_reason if claims.maybe_exclusive

alone_for_a_reason if count(nodes.host_ports) > 0

severity(n) := {"severity": "warning"} if n == 1

severity(n) := {} if n > 1

amount(n) := "the only pod" if n == 1

amount(n) := sprintf("all %d pods", [n]) if n > 1

strategy := {"Deployment": "strategy", "StatefulSet": "updateStrategy"}[input.object.kind]

path := ["spec", strategy, "rollingUpdate", "maxUnavailable"]

settings := sprintf("maxUnavailable %v, maxSurge %v", [setting("maxUnavailable"), setting("maxSurge")]) if {
	input.object.kind == "Deployment"
} else := sprintf("maxUnavailable %v", [setting("maxUnavailable")])

setting(name) := update.setting(input.object.spec, strategy, name, "25%")

# Services that surely select these pods, and no others that might answer meanwhile.
served := [service |
	some service in input.inventory.Service[workload.namespace]
	selector.service_matches(service, workload.pod_labels)
	not has_others(service)
]

has_others(service) if {
	some kind in data.lib.kinds.groups.long_running_workloads
	kind != "Pod"
	some obj in input.inventory[kind][data.tidegate.lib.workload.namespace]
	not is_subject(obj)
	not obj.spec.replicas == 0
	not workload.owned(obj)
	labels := workload.labels_of(obj, data.tidegate.lib.workload.namespace)
	selector.may_match({"matchLabels": service.spec.selector}, labels)
}

is_subject(obj) if {
	obj.kind == input.object.kind
	obj.metadata.name == input.object.metadata.name
}

titles := messages.joined([workload.title(service) | some service in served])

related := [{"object": workload.identity(service, workload.namespace), "path": ["spec", "selector"]} |
	some service in served
]
