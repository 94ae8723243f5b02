# METADATA
# title: A route leads to a port of a Service that is there
# description: |
#   A route of the Gateway API whose backend does not exist, has no such port, or lies in a namespace that does
#   not permit it, answers the share of requests that would go there with status 500, or closes the connection.
# custom:
#   severity: error
#   applies_to:
#     - gateway.networking.k8s.io/GRPCRoute
#     - gateway.networking.k8s.io/HTTPRoute
#     - gateway.networking.k8s.io/TCPRoute
#     - gateway.networking.k8s.io/TLSRoute
#     - gateway.networking.k8s.io/UDPRoute
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - Service
#     - apps/Deployment
#     - apps/StatefulSet
#     - gateway.networking.k8s.io/ReferenceGrant
#     - serving.knative.dev/Service
#   absence: true
#   params: {}
#   remediation: |
#     Name a Service that exists and the number of one of its ports (spec.ports[].port). For a Service of
#     another namespace, add a ReferenceGrant there that permits this kind of route from this namespace.
#   title_zh: Gateway API 路由指向存在的 Service 及其端口
#   remediation_zh: |
#     填写存在的 Service 及其端口号（spec.ports[].port）。
#     若 Service 在其他命名空间，请在那里添加 ReferenceGrant，允许来自本命名空间的此类路由。
#   not_a_problem: |
#     When an operator or another release makes the Service. Backends of other kinds are not looked at. Where no
#     Service and no workload of the backend's namespace is in sight nothing is reported, unless the Service is in
#     sight in another namespace; and a missing ReferenceGrant only where all of them are known.
#   references:
#     - https://gateway-api.sigs.k8s.io/api-types/httproute/
#     - https://gateway-api.sigs.k8s.io/api-types/referencegrant/
#   since: 0.1.0
package tidegate.references.gateway_backend

import data.tidegate.lib.backend
import data.tidegate.lib.kinds
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some entry in backends
	backend.service_is_absent(entry.namespace, entry.ref.name)
	finding := object.union(severity(entry.ref), {
		"msg": sprintf("there is no Service \"%s\" in namespace \"%s\": requests that would go there fail", [
			entry.ref.name,
			entry.namespace,
		]),
		"path": array.concat(entry.path, ["name"]),
	})
}

deny contains finding if {
	some entry in backends
	service := input.inventory.Service[entry.namespace][entry.ref.name]
	is_number(entry.ref.port)
	not backend.has_port(service, "port", entry.ref.port)
	finding := object.union(severity(entry.ref), {
		"msg": sprintf("Service \"%s\" has no port %v: it has %s", [
			entry.ref.name,
			entry.ref.port,
			backend.offered(service),
		]),
		"path": array.concat(entry.path, ["port"]),
		"related": [{"object": workload.identity(service, entry.namespace), "path": ["spec", "ports"]}],
	})
}

deny contains finding if {
	some entry in backends
	entry.namespace != workload.namespace
	input.complete[entry.namespace]["gateway.networking.k8s.io/ReferenceGrant"]
	not is_permitted(entry)
	finding := object.union(severity(entry.ref), {
		"msg": sprintf("no ReferenceGrant of namespace \"%s\" lets %ss of namespace \"%s\" lead to Service \"%s\"", [
			entry.namespace,
			input.object.kind,
			workload.namespace,
			entry.ref.name,
		]),
		"path": array.concat(entry.path, ["namespace"]),
	})
}

# Services that requests are sent to: {ref, path, namespace}.
backends := [entry |
	some found in array.concat(backend_refs, mirrors)
	object.get(found.ref, "group", "") == ""
	object.get(found.ref, "kind", "Service") == "Service"
	namespace := object.get(found.ref, "namespace", workload.namespace)
	entry := object.union(found, {"namespace": namespace})
]

rules := [{"rule": rule, "path": ["spec", "rules", i]} |
	some i, rule in input.object.spec.rules
]

backend_refs := [found |
	some item in rules
	some i, ref in item.rule.backendRefs
	is_object(ref)
	found := {"ref": ref, "path": array.concat(item.path, ["backendRefs", i])}
]

mirrors := [found |
	some item in rules
	some i, filter in item.rule.filters
	ref := filter.requestMirror.backendRef
	found := {
		"ref": object.union(ref, {"weight": 0}),
		"path": array.concat(item.path, ["filters", i, "requestMirror", "backendRef"]),
	}
]

is_permitted(entry) if {
	some grant in input.inventory["gateway.networking.k8s.io/ReferenceGrant"][entry.namespace]
	some from in grant.spec.from
	from.group == kinds.group_of(input.object.apiVersion)
	from.kind == input.object.kind
	may_be(from.namespace, workload.namespace)
	some to in grant.spec.to
	to.kind == "Service"
	may_be(object.get(to, "name", entry.ref.name), entry.ref.name)
}

may_be(given, wanted) if given == wanted

may_be(given, _) if unknown.is_placeholder(given)

# No request of a client is lost where the weight is 0, nor where requests are only copied.
severity(ref) := {"severity": "warning"} if {
	ref.weight == 0
} else := {}
