# METADATA
# title: A port of a Service keeps its name
# description: |
#   The port has another name now, or none. Whoever asks for it by name does not find it any more: an Ingress, a
#   ServiceMonitor, an SRV record, a service mesh that reads the protocol from the name, in this namespace or another.
# custom:
#   title_zh: 不更改 Service 端口的名称
#   remediation_zh: |
#     保留旧名称；若必须改名，请先以新名称追加一个指向同一 targetPort 的端口，待所有引用方切换后再移除旧端口。
#   severity: warning
#   applies_to: [Service]
#   operations: [UPDATE]
#   places: [ci, admission]
#   reads:
#     - monitoring.coreos.com/ServiceMonitor
#     - networking.k8s.io/Ingress
#   absence: false
#   params: {}
#   remediation: |
#     Keep the name. Where it has to change, add a port with the new name and another number that leads to the same
#     targetPort, change whoever asks for the old one, and take the old one out last.
#   not_a_problem: |
#     When everybody who asks for the port by its name, in every namespace, is changed with it. A port that had no
#     name and gets one is not reported.
#   references:
#     - https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services
#     - https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#srv-records
#   since: 0.1.0
package tidegate.change.service_port_renamed

import data.tidegate.lib.messages
import data.tidegate.lib.selector
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some i, port in input.object.spec.ports
	some old in input.oldObject.spec.ports
	numbers(old) == numbers(port)
	is_name(old.name)
	name := object.get(port, "name", "")
	is_string(name)
	not unknown.is_placeholder(name)
	not old.name in {other.name | some other in input.object.spec.ports}
	users := array.concat(ingresses(old.name), monitors(old.name))
	finding := {
		"msg": sprintf("port %v was called \"%s\" and %s%s", [port.port, old.name, called(name), asked_by(users)]),
		"path": array.concat(["spec", "ports", i], [key | some key in ["name"]; name != ""]),
		"key": old.name,
		"related": [found.at | some found in users],
	}
}

numbers(port) := [port.port, object.get(port, "protocol", "TCP")]

is_name(name) if {
	is_string(name)
	name != ""
	not unknown.is_placeholder(name)
}

called(name) := "has no name now" if name == ""

called(name) := sprintf("is called \"%s\" now", [name]) if name != ""

asked_by([]) := ""

asked_by(users) := sprintf(", but %s still asks for \"%s\"", [users[0].title, users[0].name]) if count(users) == 1

asked_by(users) := sprintf(", but %s still ask for \"%s\"", [titles, users[0].name]) if {
	count(users) > 1
	titles := messages.joined([found.title | some found in users])
}

# Ingresses that still ask for the old name.
ingresses(name) := [user("networking.k8s.io/Ingress", ingress, name) |
	some ingress in input.inventory["networking.k8s.io/Ingress"][workload.namespace]
	asked := [backend.service |
		some backend in array.concat(
			[backend | backend := ingress.spec.defaultBackend],
			[path.backend | some rule in ingress.spec.rules; some path in rule.http.paths],
		)
		backend.service.name == input.object.metadata.name
		backend.service.port.name == name
	]
	count(asked) > 0
]

# ServiceMonitors of the namespace that select the Service and still ask for the old name.
monitors(name) := [user("monitoring.coreos.com/ServiceMonitor", monitor, name) |
	some monitor in input.inventory["monitoring.coreos.com/ServiceMonitor"][workload.namespace]
	name in {endpoint.port | some endpoint in monitor.spec.endpoints}
	selector.matches(monitor.spec.selector, object.get(input.object.metadata, "labels", {}))
]

user(kind, obj, name) := {
	"name": name,
	"title": workload.title(obj),
	"at": {
		"object": {"kind": kind, "namespace": workload.namespace, "name": obj.metadata.name},
		"path": ["spec"],
	},
}
