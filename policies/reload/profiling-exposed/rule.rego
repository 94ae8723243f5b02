# METADATA
# title: Profilers and debuggers are not reached from outside
# description: |
#   A profile shows memory, arguments and code of the program, and taking one slows it down; a debugger stops it and
#   runs what it is told. Neither asks for a password. Through a load balancer, a port of the nodes or an Ingress they
#   are open to everybody who finds the address.
# custom:
#   title_zh: 性能分析与调试端口不对外暴露
#   severity: error
#   applies_to: [Service, networking.k8s.io/Ingress, gateway.networking.k8s.io/HTTPRoute]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/StatefulSet
#     - gateway.networking.k8s.io/HTTPRoute
#     - gateway.networking.k8s.io/TCPRoute
#     - gateway.networking.k8s.io/TLSRoute
#     - networking.k8s.io/Ingress
#   absence: false
#   params: {}
#   remediation: |
#     Take the port out of the Service, or the path out of the route, and reach it with kubectl port-forward. In Go,
#     serve net/http/pprof from a mux and a listener of its own at 127.0.0.1.
#   remediation_zh: |
#     从 Service 中去掉该端口，或从路由中去掉该路径，需要时用 kubectl port-forward 访问。Go 程序应在 127.0.0.1 上用独立的
#     mux 和监听端口提供 net/http/pprof。
#   not_a_problem: |
#     When the port serves something else. Where its name says so, a known number alone is a warning, and only where it
#     is reached from outside. So is what an internal load balancer, a list of source addresses or a login in the
#     Ingress guards. A Service inside the cluster is only noted.
#   references:
#     - https://pkg.go.dev/net/http/pprof
#     - https://nodejs.org/en/learn/getting-started/debugging#security-implications
#     - https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
#   since: 0.1.0
package tidegate.reload.profiling_exposed

import data.tidegate.lib.messages
import data.tidegate.lib.selector
import data.tidegate.lib.serving
import data.tidegate.lib.workload

# A port of a Service.
deny contains finding if {
	not input.object.spec.type == "ExternalName"
	some i, port in input.object.spec.ports
	serving.protocol(port) == "TCP"
	sign := sign_of(port)
	doors := own_doors | doors_to(port)
	finding := object.union(weight(sign.sure, doors), {
		"msg": sprintf("%s leads to %s and is reached %s", [named(port), sign.what, from_where(doors)]),
		"path": ["spec", "ports", i],
		"related": [{"object": workload.identity(door.object, door.namespace), "path": ["spec"]} |
			some door in doors
			door.object.kind != "Service"
		],
	})
}

# A path of an Ingress or of a route.
deny contains finding if {
	some found in paths
	is_debugging(found.value)
	finding := object.union(weight(true, {{"object": input.object}}), {
		"msg": sprintf("path %q leads to profiles and internals of the program, for all who reach this %s", [
			found.value,
			input.object.kind,
		]),
		"path": found.path,
	})
}

paths := array.concat(
	[{"value": item.path, "path": ["spec", "rules", i, "http", "paths", j, "path"]} |
		some i, rule in input.object.spec.rules
		some j, item in rule.http.paths
		is_string(item.path)
	],
	[{"value": match.path.value, "path": ["spec", "rules", i, "matches", j, "path", "value"]} |
		some i, rule in input.object.spec.rules
		rule.backendRefs[0]
		some j, match in rule.matches
		is_string(match.path.value)
	],
)

is_debugging(path) if regex.match(`^/debug($|[/.(*?\[{|])|/debug/(pprof|vars)($|[^a-z])`, path)

# What says that a port is one for profiling or debugging: {sure, what}.
sign_of(port) := {"sure": true, "what": "a profiler or debugger"} if {
	some field in ["name", "targetPort"]
	says_so(port[field])
} else := {"sure": is_plain(port), "what": sprintf("%d, %s", [number, usual])} if {
	number := target(port)
	usual := usually[number]
} else := {"sure": false, "what": sprintf("port %d, %s", [port.port, usual])} if {
	usual := usually[port.port]
} else := {"sure": true, "what": what} if {
	count(own_doors) > 0
	what := [shown |
		some container in selected
		some item in container.ports
		target(port) in {item.containerPort, item.name}
		shown := of_pods(item)
	][0]
}

of_pods(item) := sprintf("port %q of the pods, a profiler or debugger", [item.name]) if {
	says_so(item.name)
} else := sprintf("port %d of the pods, %s", [item.containerPort, usually[item.containerPort]])

says_so(name) if {
	is_string(name)
	some word in split(lower(name), "-")
	word in {"debug", "debugger", "debugpy", "delve", "dlv", "inspector", "jdwp", "pprof", "profiler", "profiling"}
}

usually := {
	2345: "where Delve listens",
	5005: "where the debugger of Java listens",
	6060: "where Go programs serve pprof",
	9229: "where the inspector of Node.js listens",
	40000: "where Delve listens",
}

# A name that tells nothing of what is there.
is_plain(port) := regex.match(`^(tcp|port|p)?-?[0-9]*$`, sprintf("%v", [object.get(port, "name", "")]))

target(port) := object.get(port, "targetPort", port.port)

# Containers of the pods that the Service selects.
selected := [container |
	some kind in ["apps/DaemonSet", "apps/Deployment", "apps/StatefulSet"]
	some other in input.inventory[kind][workload.namespace]
	selector.service_matches(input.object, other.spec.template.metadata.labels)
	some container in other.spec.template.spec.containers
]

# What the Service opens to the outside by itself: {object, namespace, way}.
own_doors contains {"object": input.object, "namespace": workload.namespace, "way": sprintf("this %s", [type])} if {
	type := input.object.spec.type
	type in {"LoadBalancer", "NodePort"}
}

own_doors contains {"object": input.object, "namespace": workload.namespace, "way": "externalIPs"} if {
	input.object.spec.externalIPs[0]
}

# What leads to this port of it.
doors_to(port) := ingresses | routes if {
	ingresses := {door |
		some ingress in input.inventory["networking.k8s.io/Ingress"][workload.namespace]
		some backend in serving_backends(ingress)
		backend.service.name == input.object.metadata.name
		is_meant(backend.service.port, port)
		door := {"object": ingress, "namespace": workload.namespace, "way": workload.title(ingress)}
	}
	routes := {door |
		some kind in ["HTTPRoute", "TCPRoute", "TLSRoute"]
		some home, by_name in input.inventory[concat("/", ["gateway.networking.k8s.io", kind])]
		some route in by_name
		serving.comes_from_a_gateway(route)
		some rule in route.spec.rules
		some ref in rule.backendRefs
		ref.name == input.object.metadata.name
		object.get(ref, "kind", "Service") == "Service"
		object.get(ref, "namespace", home) == workload.namespace
		ref.port == port.port
		door := {"object": route, "namespace": home, "way": workload.title(route)}
	}
}

serving_backends(ingress) := array.concat(
	[backend | backend := ingress.spec.defaultBackend],
	[path.backend | some rule in ingress.spec.rules; some path in rule.http.paths],
)

is_meant(wanted, port) if wanted.number == port.port

is_meant(wanted, port) if wanted.name == port.name

from_where(doors) := "by everything in the cluster" if count(doors) == 0

from_where(doors) := sprintf("from outside through %s", [messages.joined([door.way | some door in doors])])

# Undefined where nobody would mind.
weight(sure, doors) := {} if {
	sure
	some door in doors
	not is_guarded(door.object)
} else := {"severity": "warning"} if {
	count(doors) > 0
} else := {"severity": "info"} if {
	sure
}

named(port) := sprintf("port %q", [port.name]) if {
	is_string(port.name)
} else := sprintf("port %v", [port.port])

# Only from networks of one's own, only from addresses that are listed, or only for those who log in.
is_guarded(obj) if {
	some key, value in obj.metadata.annotations
	is_closed(lower(key), lower(sprintf("%v", [value])))
}

is_guarded(obj) if {
	obj.spec.loadBalancerSourceRanges[0]
	not "0.0.0.0/0" in obj.spec.loadBalancerSourceRanges
}

is_closed(key, value) if {
	contains(key, "internal")
	value != "false"
}

is_closed(_, value) if value in {"internal", "intranet", "private"}

is_closed(key, _) if regex.match(`/auth-|/(white|allow)list-source-range`, key)
