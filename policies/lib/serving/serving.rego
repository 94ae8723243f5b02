# Who sends requests to the pods under review: the Services that select them, the container that answers each, and what
# leads to a Service from outside. Not here: whether what they ask for is there.
package tidegate.lib.serving

import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.selector
import data.tidegate.lib.workload

# Services that surely select these pods.
selecting := [service |
	some service in input.inventory.Service[workload.namespace]
	selector.service_matches(service, workload.pod_labels)
]

# Those of them that wait for the pods to be ready; the others are for peers that look after themselves.
services := [service |
	some service in selecting
	not service.spec.publishNotReadyAddresses == true
]

# The containers that may have requests to answer: none where no Service waits for the pods.
containers := [entry | count(services) > 0; some entry in workload.lasting_containers]

apps := [entry | some entry in workload.lasting_containers; entry.class == "app"]

titles(found) := messages.joined([workload.title(service) | some service in found])

# For a finding's `related`.
related(found) := [item |
	some service in found
	item := {
		"object": workload.identity(service, data.tidegate.lib.workload.namespace),
		"path": ["spec", "ports"],
	}
]

# Does this container answer what the service sends?
answers(service, entry) if {
	some wanted in wanted_ports(service)
	declares(entry, wanted)
}

# The only container answers at a port that it does not declare, for there is nobody else to do it.
alone_answers(service, entry) if {
	apps == [entry]
	leads_somewhere(service)
}

# To a number that no container declares; a name that none declares leads nowhere.
leads_somewhere(service) if {
	some wanted in wanted_ports(service)
	is_number(wanted.target)
	every entry in data.tidegate.lib.workload.lasting_containers { not declares(entry, wanted) }
}

wanted_ports(service) := [{"target": target(port), "protocol": protocol(port)} |
	is_array(service.spec.ports)
	some port in service.spec.ports
	not is_for_scraping(port)
]

# Whoever scrapes measures comes again; a missed scrape is nobody's failed request.
is_for_scraping(port) if {
	some field in ["name", "targetPort"]
	is_string(port[field])
	some part in split(port[field], "-")
	part in {"metrics", "monitor", "monitoring", "prometheus"}
}

target(port) := wanted if {
	wanted := port.targetPort
	not wanted in {0, ""}
} else := port.port

declares(entry, wanted) if {
	some port in probes.ports(entry.container)
	protocol(port) == wanted.protocol
	wanted.target in [value | some field in ["name", "containerPort"]; value := port[field]]
}

protocol(port) := given if {
	given := port.protocol
} else := "TCP"

# What leads to the service from outside: {object, namespace} of itself as a load balancer, of an Ingress, of a route
# of a Gateway.
doors(service, ns) := array.concat(array.concat(balancer, ingresses), routes) if {
	balancer := [{"object": service, "namespace": ns} | service.spec.type == "LoadBalancer"]
	ingresses := [{"object": ingress, "namespace": ns} |
		some ingress in input.inventory["networking.k8s.io/Ingress"][ns]
		service.metadata.name in ingress_backends(ingress)
	]
	routes := [{"object": route, "namespace": home} |
		some kind in route_kinds
		some home, by_name in input.inventory[kind]
		some route in by_name
		comes_from_a_gateway(route)
		{"name": service.metadata.name, "namespace": ns} in route_backends(route, home)
	]
}

route_kinds := [
	"gateway.networking.k8s.io/GRPCRoute",
	"gateway.networking.k8s.io/HTTPRoute",
	"gateway.networking.k8s.io/TLSRoute",
]

# A route whose parent is a Service steers what comes from inside.
comes_from_a_gateway(route) if {
	some parent in route.spec.parentRefs
	object.get(parent, "kind", "Gateway") != "Service"
}

ingress_backends(ingress) := {name |
	some backend in array.concat(
		[backend | backend := ingress.spec.defaultBackend],
		[path.backend | some rule in ingress.spec.rules; some path in rule.http.paths],
	)
	name := backend.service.name
}

route_backends(route, home) := {{"name": ref.name, "namespace": object.get(ref, "namespace", home)} |
	some rule in route.spec.rules
	some ref in rule.backendRefs
	object.get(ref, "kind", "Service") == "Service"
	object.get(ref, "group", "") == ""
}
