# METADATA
# title: The pods of a workload are kept apart
# description: |
#   Without a spread constraint or an anti-affinity the scheduler puts pods where there is room, which may be one node
#   or one zone for all of them. What several replicas were meant to survive then takes all of them away.
# custom:
#   severity: info
#   applies_to: [scalable_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#     - argoproj.io/Rollout
#     - apps/Deployment
#     - apps/ReplicaSet
#   absence: false
#   params: {}
#   remediation: |
#     Add topologySpreadConstraints over kubernetes.io/hostname, or over topology.kubernetes.io/zone, whose
#     labelSelector matches the pod's own labels, with whenUnsatisfiable ScheduleAnyway. A podAntiAffinity does as
#     well.
#   title_zh: 工作负载的 Pod 分散部署
#   remediation_zh: |
#     添加 topologySpreadConstraints：topologyKey 取 kubernetes.io/hostname 或 topology.kubernetes.io/zone，
#     labelSelector 匹配 Pod 自身的标签，whenUnsatisfiable 设为 ScheduleAnyway。podAntiAffinity 也能达到同样效果。
#   not_a_problem: |
#     When the scheduler's defaults are enough: it prefers, without any promise, to spread the pods of a Service, a
#     ReplicaSet or a StatefulSet over nodes and zones.
#   references:
#     - https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
#     - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#affinity-and-anti-affinity
#   since: 0.1.0
package tidegate.disruption.spread

import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.selector
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	bounds := replicas.own
	bounds.min > 1
	not workload.is_hook
	not workload.is_owned
	not workload.lends_template(input.object, workload.namespace)
	is_object(spec)
	not kept_apart
	finding := {
		"msg": sprintf("nothing keeps the %s of %s%s from running on one node", [
			messages.pods(bounds.min),
			workload.title(input.object),
			replicas.by_whom(bounds),
		]),
		"path": place,
		"related": replicas.related(bounds, workload.namespace),
	}
}

# Its own pod spec, or the one that a Rollout borrows.
spec := workload.pod_template.spec

place := ["spec", "workloadRef"] if {
	input.object.spec.workloadRef
} else := workload.pod_spec_path

kept_apart if {
	some constraint in spec.topologySpreadConstraints
	of_its_own(constraint)
}

kept_apart if {
	some term in spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
	of_its_own(term)
}

kept_apart if {
	some preference in spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution
	of_its_own(preference.podAffinityTerm)
}

# Two pods with the same port of the node cannot run on it.
kept_apart if {
	some port in ports
	is_number(port.hostPort)
	port.hostPort > 0
}

kept_apart if {
	spec.hostNetwork == true
	count(ports) > 0
}

# Somebody chose the one node.
kept_apart if spec.nodeName

kept_apart if spec.nodeSelector["kubernetes.io/hostname"]

# What is filled in later may hold either.
kept_apart if unknown.is_placeholder(spec.affinity)

kept_apart if unknown.is_placeholder(spec.affinity.podAntiAffinity)

kept_apart if unknown.is_placeholder(spec.topologySpreadConstraints)

# One that selects other pods keeps its own apart from those; without a selector it selects none.
of_its_own(term) if selector.may_match(term.labelSelector, workload.pod_labels)

of_its_own(term) if unknown.is_placeholder(term)

ports := [port | some container in spec.containers; some port in container.ports]
