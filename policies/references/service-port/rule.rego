# METADATA
# title: A Service names a port that its pods declare
# description: |
#   A Service finds the pods' port by its name, and by its protocol. Pods that declare no such port get no
#   endpoint for it: connections to that port of the Service are refused, though the pods are ready.
# custom:
#   severity: error
#   applies_to: [Service]
#   operations: [CREATE, UPDATE]
#   places: [ci, audit]
#   reads:
#     - Pod
#     - ReplicationController
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - apps.kruise.io/BroadcastJob
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/DaemonSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#     - batch/CronJob
#     - batch/Job
#     - keda.sh/ScaledJob
#     - serving.knative.dev/Configuration
#     - serving.knative.dev/Service
#   absence: false
#   params: {}
#   remediation: |
#     Give targetPort the name that a container of the pods declares in its ports, with the same protocol, or
#     the port's number.
#   title_zh: Service 引用的端口名在 Pod 中已声明
#   remediation_zh: |
#     将 targetPort 改为容器 ports 中声明的端口名（协议须一致），或直接使用端口号。
#   not_a_problem: |
#     A number that no container declares is never reported, for declaring it is information only. A headless
#     Service is a warning: its names still resolve to the pods. Pods to which a mesh adds its proxy may have
#     ports that the template does not show; the names of Istio's and Linkerd's are known. An admission
#     request is not judged, for a Service is ordinarily changed before its pods.
#   references:
#     - https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
#   since: 0.1.0
package tidegate.references.service_port

import data.tidegate.lib.messages
import data.tidegate.lib.neighbours
import data.tidegate.lib.probes
import data.tidegate.lib.selector
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	not neighbours.some_are_unseen
	some i, port in input.object.spec.ports
	is_port_name(port.targetPort)
	not port.targetPort in added_by_meshes
	every found in possible { not may_declare(found.object, port) }
	finding := object.union(severity, {
		"msg": sprintf("port %v leads to port \"%s\" (%v) of the pods, which %s %s not declare%s", [
			port.port,
			port.targetPort,
			protocol(port),
			messages.joined([workload.title(found.object) | some found in targets]),
			verb,
			declared,
		]),
		"path": ["spec", "ports", i, "targetPort"],
		"related": [item |
			some found in targets
			item := {"object": workload.identity(found.object, workload.namespace), "path": ["spec", "template", "spec"]}
		],
	})
}

# Whose pods the Service surely selects.
targets := [found |
	some found in neighbours.workloads
	selector.service_matches(input.object, found.labels)
	found.kind in data.lib.kinds.groups.long_running_workloads
	not workload.hook_of(found.object)
]

# Whose pods it may select.
possible := [found |
	some found in neighbours.workloads
	neighbours.could_select({"matchLabels": input.object.spec.selector}, found.labels)
]

# The API server refuses a text without a letter, so that is nothing for this rule.
is_port_name(port) if {
	is_string(port)
	lower(port) != upper(port)
	not unknown.is_placeholder(port)
}

# Istio and Linkerd put a proxy with these ports into the pods.
added_by_meshes := {"http-envoy-prom", "linkerd-admin", "linkerd-proxy", "status-port"}

may_declare(obj, wanted) if {
	some container in lasting(obj)
	some port in probes.ports(container)
	port.name == wanted.targetPort
	protocol(port) == protocol(wanted)
}

may_declare(obj, _) if {
	some container in lasting(obj)
	some port in probes.ports(container)
	some field in ["name", "protocol"]
	unknown.is_placeholder(port[field])
}

may_declare(obj, _) if {
	some container in lasting(obj)
	unknown.is_placeholder(container.ports)
}

# Endpoints are made of containers and native sidecars.
lasting(obj) := array.concat(
	[container |
		some container in spec_of(obj).containers
	],
	[container |
		some container in spec_of(obj).initContainers
		container.restartPolicy == "Always"
	],
)

spec_of(obj) := workload.template_of(obj, workload.namespace).spec

protocol(port) := port.protocol if {
	port.protocol
} else := "TCP"

severity := {"severity": "warning"} if {
	input.object.spec.clusterIP == "None"
} else := {}

verb := "does" if {
	count(targets) == 1
} else := "do"

declared := text if {
	names := {sprintf("%v (%v)", [port.name, protocol(port)]) |
		some found in targets
		some container in lasting(found.object)
		some port in probes.ports(container)
	}
	text := sprintf(": it is one of %s", [messages.joined(sort(names))])
} else := ""
