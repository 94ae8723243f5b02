# METADATA
# title: Containers behind a Service have a readiness probe
# description: |
#   A Service sends requests to a pod as soon as its containers have started. Without a readiness probe that is before
#   the process listens, so every rollout, restart and scale-up fails requests, and a pod in trouble keeps its share.
# custom:
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [Service]
#   absence: false
#   params: {}
#   remediation: |
#     Add a readinessProbe to the container that serves the Service's target port, asking whether it can answer requests
#     now.
#   not_a_problem: |
#     When clients of this Service find out by themselves which pods answer, and retry elsewhere. A Service with
#     publishNotReadyAddresses is not looked at, nor is a container that no Service sends requests to.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/services-networking/service/
#   since: 0.1.0
package tidegate.probes.readiness_missing

import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.selector
import data.tidegate.lib.workload

# Where the container that answers is known. Without senders there are no titles, and so no finding.
deny contains finding if {
	not workload.is_hook
	some entry in workload.lasting_containers
	not entry.container.readinessProbe
	senders := [service | some service in services; sends_to(service, entry)]
	finding := object.union(severity(entry), {
		"msg": sprintf("%s has no readinessProbe: requests from %s reach it %s", [
			messages.containers([entry.name]),
			titles(senders),
			moment(entry),
		]),
		"path": array.concat(entry.path, ["readinessProbe"]),
		"related": related(senders),
	})
}

# Where several containers could answer at a port that none of them declares.
deny contains finding if {
	not workload.is_hook
	nobody_has_readiness
	count(apps) > 1
	senders := [service | some service in services; sends_somewhere(service)]
	finding := {
		"msg": sprintf("no container has a readinessProbe: requests from %s reach the pod as soon as it has started", [
			titles(senders),
		]),
		"path": array.concat(workload.pod_spec_path, ["containers"]),
		"related": related(senders),
	}
}

# Services that surely select these pods and wait for them to be ready.
services := [service |
	some service in input.inventory.Service[workload.namespace]
	selector.service_matches(service, workload.pod_labels)
	not service.spec.publishNotReadyAddresses == true
]

apps := [entry | some entry in workload.lasting_containers; entry.class == "app"]

nobody_has_readiness if {
	every entry in workload.lasting_containers { not entry.container.readinessProbe }
}

sends_to(service, entry) if {
	some wanted in wanted_ports(service)
	declares(entry, wanted)
}

# The only container answers at a port that it does not declare, for there is nobody else to do it.
sends_to(service, entry) if {
	apps == [entry]
	nobody_has_readiness
	sends_somewhere(service)
}

# To a number that no container declares; a name that none declares leads nowhere.
sends_somewhere(service) if {
	some wanted in wanted_ports(service)
	is_number(wanted.target)
	every entry in workload.lasting_containers { not declares(entry, wanted) }
}

wanted_ports(service) := [{"target": target(port), "protocol": protocol(port)} |
	is_array(service.spec.ports)
	some port in service.spec.ports
]

target(port) := wanted if {
	wanted := port.targetPort
	not wanted in {0, ""}
} else := port.port

declares(entry, wanted) if {
	some port in probes.ports(entry.container)
	protocol(port) == wanted.protocol
	wanted.target in [value | some field in ["name", "containerPort"]; value := port[field]]
}

protocol(port) := port.protocol if {
	port.protocol
} else := "TCP"

# Until its startup probe has succeeded a container counts as unready, so that only what happens later is left open.
severity(entry) := {"severity": "info"} if {
	entry.container.startupProbe
} else := {}

moment(entry) := "for good once its startupProbe has succeeded" if {
	entry.container.startupProbe
} else := "as soon as it has started"

titles(senders) := messages.joined([workload.title(service) | some service in senders])

related(senders) := [item |
	some service in senders
	item := {"object": workload.identity(service, workload.namespace), "path": ["spec", "ports"]}
]
