# METADATA
# title: A probe names a port that its container declares
# description: |
#   The kubelet looks a named port up in the ports of the same container. Where it is not there, it throws the attempt
#   away: a readiness or startup probe never succeeds and the pod never becomes ready, and nobody ever looks whether a
#   container with such a liveness probe still lives.
# custom:
#   title_zh: 探针引用的端口名由同一容器声明
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Declare the port under that name in the container's ports, or give the probe the port's number.
#   remediation_zh: 在容器的 ports 中以该名称声明端口，或在探针中直接写端口号。
#   not_a_problem: |
#     A number that the container does not declare is never reported: declaring it is for information only, and the
#     probe reaches it all the same. Only a liveness probe that is never asked is a warning, for the pod does run.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/workloads/pods/probes/
#   since: 0.1.0
package tidegate.probes.unknown_port

import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some entry in workload.lasting_containers
	some kind, consequence in consequences
	probe := entry.container[kind]
	some action in ["httpGet", "tcpSocket"]
	port := probe[action].port
	is_port_name(port)
	not may_declare(entry.container, port)
	finding := object.union(consequence.more, {
		"msg": sprintf("%s asks for port \"%s\", which %s does not declare%s: %s", [
			kind,
			port,
			messages.containers([entry.name]),
			elsewhere(port),
			consequence.text,
		]),
		"path": array.concat(entry.path, [kind, action, "port"]),
	})
}

consequences := {
	"readinessProbe": {"text": "the pod never becomes ready", "more": {}},
	"startupProbe": {"text": "the container never counts as started", "more": {}},
	"livenessProbe": {"text": "the probe is never carried out", "more": {"severity": "warning"}},
}

# The API server refuses a text without a letter, so that is nothing for this rule.
is_port_name(port) if {
	is_string(port)
	lower(port) != upper(port)
	not unknown.is_placeholder(port)
}

may_declare(container, port) if probes.port_number(container, port)

# A name that is filled in later may be this one.
may_declare(container, _) if {
	some declared in probes.ports(container)
	unknown.is_placeholder(declared.name)
}

may_declare(container, _) if unknown.is_placeholder(container.ports)

elsewhere(port) := text if {
	names := [other.name |
		some other in workload.containers
		probes.port_number(other.container, port)
	]
	text := sprintf(" (but %s)", [messages.containers(names)])
} else := ""
