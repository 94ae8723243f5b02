# Services as Ingresses and routes name them: is the Service there, and does it have the port?
package tidegate.lib.backend

import data.tidegate.lib.messages
import data.tidegate.lib.references
import data.tidegate.lib.unknown

# Surely. A scope that has no Service at all in the namespace holds routes only, and what they lead to is elsewhere;
# unless the Service is in sight in another namespace, or there are pods without one.
service_is_absent(ns, name) if {
	references.absent("Service", ns, name)
	is_more_than_routes(ns, name)
	not made_by_operator(ns, name)
}

is_more_than_routes(ns, _) if count(input.inventory.Service[ns]) > 0

is_more_than_routes(ns, _) if {
	some kind in ["apps/Deployment", "apps/StatefulSet"]
	count(input.inventory[kind][ns]) > 0
}

is_more_than_routes(_, name) if {
	some ns, _ in input.inventory.Service
	input.inventory.Service[ns][name]
}

# Names that operators give to Services which they make from a resource of their own.
made_by_operator(_, name) if {
	endings := `-(operated|(kafka|bridge)-[a-z0-9-]*bootstrap|bridge-service|(es|kb|ent|apm|ls)-http|(head|serve)-svc)$`
	regex.match(endings, name)
}

# Knative makes a Service of the same name.
made_by_operator(ns, name) if input.inventory["serving.knative.dev/Service"][ns][name]

# Ports of a Service that can be held against a name or number; undefined where there are none, where a placeholder
# may be the one, or where the name of an external host stands for the Service.
ports(service) := service.spec.ports if {
	is_array(service.spec.ports)
	count(service.spec.ports) > 0
	not service.spec.type == "ExternalName"
	not has_placeholder(service)
}

has_placeholder(service) if {
	some port in service.spec.ports
	some field in ["name", "port"]
	unknown.is_placeholder(port[field])
}

has_port(service, field, value) if {
	some port in ports(service)
	port[field] == value
}

# `http (80) and 9090`, for messages.
offered(service) := messages.joined([text | some port in ports(service); text := offer(port)])

offer(port) := sprintf("%v (%v)", [name, port.port]) if {
	name := port.name
} else := sprintf("%v", [port.port])
