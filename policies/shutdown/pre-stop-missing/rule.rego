# METADATA
# title: A container behind a Service waits before it stops
# description: |
#   When a pod is to end, its process is told so in the same moment in which the pod is taken out of the Service. Until
#   every node and load balancer knows, new requests still arrive, and a process that has stopped listening refuses
#   them. A preStop hook that waits some seconds holds the signal back until nobody asks any more.
# custom:
#   title_zh: Service 后端的容器在停止前先等待
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - Service
#     - networking.k8s.io/Ingress
#     - gateway.networking.k8s.io/GRPCRoute
#     - gateway.networking.k8s.io/HTTPRoute
#     - gateway.networking.k8s.io/TLSRoute
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#   absence: false
#   params: {}
#   remediation: |
#     Add lifecycle.preStop with sleep.seconds 5 to 15 to the container (behind a load balancer as long as its
#     deregistration takes), and keep terminationGracePeriodSeconds well above it.
#   remediation_zh: |
#     为容器添加 lifecycle.preStop，sleep.seconds 取 5 到 15 秒（在负载均衡器之后则取其摘除后端所需的时间），并让
#     terminationGracePeriodSeconds 明显大于该值。
#   not_a_problem: |
#     When the process goes on serving for a while after SIGTERM by itself, as it does where an argument or a variable
#     of the container speaks of draining or of a shutdown delay; such containers are not reported. Nor are pods whose
#     going is an outage in any case: with strategy Recreate, or the only pod of a StatefulSet or ReplicaSet. What was
#     there before this change is only noted, and so is a workload that nothing from outside leads to.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#     - https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
#     - https://kubernetes.io/docs/tutorials/services/pods-and-endpoint-termination-flow/
#   since: 0.1.0
package tidegate.shutdown.pre_stop_missing

import data.tidegate.lib.lifecycle
import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.serving
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	not workload.is_hook
	not workload.is_owned
	not lifecycle.grace == 0
	not goes_with_an_outage
	some entry in serving.containers
	waits_for_nobody(entry.container)
	senders := [service | some service in serving.services; sends_to(service, entry)]
	open := [door | some service in senders; some door in serving.doors(service, workload.namespace)]
	finding := object.union(weight(entry, open), {
		"msg": sprintf("%s has no preStop hook: it stops while requests from %s still arrive", [
			messages.containers([entry.name]),
			serving.titles(senders),
		]),
		"path": array.concat(entry.path, ["lifecycle", "preStop"]),
		"related": array.concat(serving.related(senders), [item |
			some door in open
			door.object.kind != "Service"
			item := {"object": workload.identity(door.object, door.namespace), "path": ["spec"]}
		]),
	})
}

sends_to(service, entry) if serving.answers(service, entry)

sends_to(service, entry) if serving.alone_answers(service, entry)

waits_for_nobody(container) if {
	not container.lifecycle.preStop
	not is_filled_in_later(container)
	not speaks_of_draining(container)
}

is_filled_in_later(container) if unknown.is_placeholder(container.lifecycle)

is_filled_in_later(container) if workload.is_injected(container)

# Flags, scripts and variables of servers that go on for a while by themselves.
speaks_of_draining(container) if {
	text := concat("\n", spoken(container))
	regex.match(`(?i)drain|lame-?duck|grace|(shut[-_]?down|terminat[a-z]*)[-_.]?[a-z]*(delay|wait|sleep|period)`, text)
}

spoken(container) := array.concat(
	[word | some field in ["command", "args"]; some word in container[field]; is_string(word)],
	[variable.name | some variable in container.env; is_string(variable.name)],
)

goes_with_an_outage if {
	some strategy in ["strategy", "updateStrategy"]
	input.object.spec[strategy].type == "Recreate"
}

# These start another pod only when the old one is gone.
goes_with_an_outage if {
	input.object.kind in {"StatefulSet", "ReplicationController", "ReplicaSet", "CloneSet"}
	replicas.own.max < 2
}

goes_with_an_outage if replicas.own.max == 0

# A pod of its own is not replaced by another.
goes_with_an_outage if input.object.kind == "Pod"

weight(entry, open) := {} if {
	count(open) > 0
	not was_there(entry)
} else := {"severity": "info"}

# The same container went without the hook before this change.
was_there(entry) if {
	is_object(input.oldObject)
	some list in ["containers", "initContainers"]
	some old in object.get(input.oldObject, array.concat(workload.pod_spec_path, [list]), [])
	old.name == entry.name
	not old.lifecycle.preStop
}
