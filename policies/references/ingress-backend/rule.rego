# METADATA
# title: An Ingress leads to a port of a Service that is there
# description: |
#   An Ingress that names a Service which does not exist, or a port that the Service does not have, answers
#   requests for that path with an error. Some controllers refuse the whole Ingress, and every host in it stops
#   to work.
# custom:
#   severity: error
#   applies_to: [networking.k8s.io/Ingress]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [Service, apps/Deployment, apps/StatefulSet, serving.knative.dev/Service]
#   absence: true
#   params: {}
#   remediation: |
#     Name a Service of the Ingress's own namespace, and one of its ports by spec.ports[].name or by
#     spec.ports[].port. The number of the pods' port (targetPort) is not meant.
#   title_zh: Ingress 指向存在的 Service 及其端口
#   remediation_zh: |
#     填写与 Ingress 同一命名空间内的 Service 名称，端口用 spec.ports[].name 或 spec.ports[].port，而不是 Pod 的端口（targetPort）。
#   not_a_problem: |
#     When an operator or another release makes the Service in this namespace. Names that well-known operators
#     give are allowed for, as are resource backends and the actions of the AWS load balancer controller. In a
#     namespace without any Service or workload in sight only routes are kept, and nothing is reported, unless the
#     Service is in sight in another namespace.
#   references:
#     - https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource
#   since: 0.1.0
package tidegate.references.ingress_backend

import data.tidegate.lib.backend
import data.tidegate.lib.messages
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# One finding for each Service that is missing, however many paths lead to it.
deny contains finding if {
	names := {entry.service.name | some entry in backends}
	some name in names
	backend.service_is_absent(workload.namespace, name)
	paths := [entry.path | some entry in backends; entry.service.name == name]
	finding := {
		"msg": sprintf("there is no Service \"%s\" in namespace \"%s\": requests for %s fail", [
			name,
			workload.namespace,
			messages.joined([text | some entry in backends; entry.service.name == name; text := entry.place]),
		]),
		"path": array.concat(paths[0], ["name"]),
	}
}

deny contains finding if {
	some entry in backends
	service := input.inventory.Service[workload.namespace][entry.service.name]
	some field, of_service in {"name": "name", "number": "port"}
	value := entry.service.port[field]
	not unknown.is_placeholder(value)
	value != "use-annotation"
	not backend.has_port(service, of_service, value)
	finding := {
		"msg": sprintf("Service \"%s\" has no port %v: it has %s", [entry.service.name, value, backend.offered(service)]),
		"path": array.concat(entry.path, ["port", field]),
		"related": [{"object": workload.identity(service, workload.namespace), "path": ["spec", "ports"]}],
	}
}

backends := array.concat(
	[entry |
		service := input.object.spec.defaultBackend.service
		entry := {"service": service, "path": ["spec", "defaultBackend", "service"], "place": "everything else"}
	],
	[entry |
		some i, rule in input.object.spec.rules
		some j, item in rule.http.paths
		service := item.backend.service
		not is_action(service)
		entry := {
			"service": service,
			"path": ["spec", "rules", i, "http", "paths", j, "backend", "service"],
			"place": sprintf("%v%v", [object.get(rule, "host", "*"), object.get(item, "path", "/")]),
		}
	],
)

# Of the AWS load balancer controller, which reads what to do from an annotation.
is_action(service) if service.port.name == "use-annotation"
