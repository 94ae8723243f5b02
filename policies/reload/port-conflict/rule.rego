# METADATA
# title: A port is wanted once
# description: |
#   Only one process can listen at a port. The containers of a pod share its ports, and pods with hostPort or
#   hostNetwork share those of the node: the second ends with "address already in use", its pod is refused, or it waits
#   for a node that never comes free.
# custom:
#   title_zh: 同一端口只有一个使用者
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - Node
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/StatefulSet
#     - argoproj.io/Rollout
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#   absence: false
#   params: {nodes: null}
#   remediation: |
#     Give each a port of its own. A Service of type LoadBalancer or NodePort, or a Gateway, needs no port of the node
#     in the pod; pods that must have one belong on different nodes.
#   remediation_zh: |
#     为每个使用者分配各自的端口。使用 LoadBalancer、NodePort 类型的 Service 或 Gateway 时，Pod 无需占用节点端口；
#     必须占用时，将这些 Pod 调度到不同的节点。
#   not_a_problem: |
#     When one of two containers declares the port without listening at it. Two workloads with one port of the node are
#     an error where both may run on the same nodes, a warning where one of them selects its nodes or tolerates taints
#     otherwise than the other, and silent where their node selectors keep them apart or a node affinity may.
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/overview/#services
#     - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
#   since: 0.1.0
package tidegate.reload.port_conflict

import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.workload

# A port of the node, twice in one pod.
deny contains finding if {
	not workload.is_owned
	some claim in taken_twice
	finding := {
		"msg": sprintf("container %q wants port %s of the node, which container %q of the same pod has already", [
			claim.container,
			shown(claim),
			claim.first,
		]),
		"path": array.concat(workload.pod_spec_path, claim.tail),
	}
}

# Kubernetes takes a hostPort on the network of the node only where it is the containerPort itself.
deny contains finding if {
	workload.pod_spec.hostNetwork == true
	not workload.is_owned
	some claim in own
	claim.number != claim.inside
	finding := {
		"msg": sprintf("on the network of the node hostPort %v has to equal containerPort %v: the pod is refused", [
			claim.number,
			claim.inside,
		]),
		"path": array.concat(workload.pod_spec_path, claim.tail),
	}
}

# The same port in two containers of one pod, whose network is theirs together.
deny contains finding if {
	not workload.pod_spec.hostNetwork == true
	not workload.is_owned
	some m, port in declared
	earlier := [other.container | some n, other in declared; n < m; other.place != port.place; same_port(other, port)]
	not port.tail in [claim.tail | some claim in taken_twice]
	finding := {
		"msg": sprintf("%s of one pod both declare port %s, and only one of them can listen there", [
			messages.containers([earlier[0], port.container]),
			shown(port),
		]),
		"path": array.concat(workload.pod_spec_path, port.tail),
		"severity": "warning",
	}
}

# More pods of the workload itself than nodes with the port.
deny contains finding if {
	claim := own[0]
	not workload.is_hook
	not workload.is_owned
	bounds := replicas.own
	bounds.min > number_of_nodes
	finding := {
		"msg": sprintf("there are %s%s for %s, and each wants port %s of its node for itself", [
			messages.pods(bounds.min),
			replicas.by_whom(bounds),
			in_words(number_of_nodes),
			shown(claim),
		]),
		"path": array.concat(workload.pod_spec_path, claim.tail),
		"related": replicas.related(bounds, workload.namespace),
	}
}

# Another workload wants the port of the same nodes.
deny contains finding if {
	some claim in own
	not workload.is_hook
	not workload.is_owned
	not input.object.spec.replicas == 0
	some kind in ["apps/DaemonSet", "apps/Deployment", "apps/StatefulSet", "argoproj.io/Rollout"]
	some ns, by_name in input.inventory[kind]
	some name, other in by_name
	[kind, ns, name] != [workload.kind, workload.namespace, input.object.metadata.name]
	not other.spec.replicas == 0
	not workload.hook_of(other)
	spec := other.spec.template.spec
	met := [mine | some mine in own; some theirs in taken(spec); clash(mine, theirs)]
	claim == met[0]
	not kept_apart(spec)
	finding := object.union(weight(kind, spec), {
		"msg": sprintf("%s wants port %s of its nodes too, and no node can run both", [
			workload.title(other),
			shown(claim),
		]),
		"path": array.concat(workload.pod_spec_path, claim.tail),
		"key": sprintf("%s %s/%s", [kind, ns, name]),
		"related": [{"object": workload.identity(other, ns), "path": ["spec", "template", "spec"]}],
	})
}

# Each port of the node that a pod takes, as the scheduler counts them: of the containers that last, on the network of
# the node all that they declare. Written as in ports_of, with the number.
own := taken(workload.pod_spec)

taken(spec) := [object.union(port, {"number": number}) |
	some port in ports_of(spec)
	number := number_on_node(spec, port)
]

number_on_node(_, port) := port.outside if {
	port.outside > 0
} else := port.inside if port.on_node

# Ports that the containers declare, with the number inside.
declared := [object.union(port, {"number": port.inside}) | some port in ports_of(workload.pod_spec)]

ports_of(spec) := [port |
	some list in ["initContainers", "containers"]
	some i, container in spec[list]
	lasts(list, container)
	some j, item in container.ports
	is_number(item.containerPort)
	port := {
		"inside": item.containerPort,
		"outside": outside(item),
		"on_node": object.get(spec, "hostNetwork", false),
		"protocol": object.get(item, "protocol", "TCP"),
		"address": object.get(item, "hostIP", ""),
		"container": sprintf("%v", [object.get(container, "name", "")]),
		"place": [list, i],
		"tail": [list, i, "ports", j],
	}
]

outside(item) := item.hostPort if {
	is_number(item.hostPort)
} else := 0

lasts(list, _) if list == "containers"

lasts(_, container) if container.restartPolicy == "Always"

# With the name of the container that was first.
taken_twice := [object.union(claim, {"first": earlier[0]}) |
	some m, claim in own
	earlier := [other.container | some n, other in own; n < m; clash(other, claim)]
]

clash(one, other) if {
	same_port(one, other)
	meet(one.address, other.address)
}

same_port(one, other) if {
	one.number == other.number
	one.protocol == other.protocol
}

meet(one, other) if one == other

meet(one, _) if one in everywhere

meet(_, other) if other in everywhere

everywhere := {"", "0.0.0.0", "::"}

shown(port) := sprintf("%v", [port.number]) if {
	port.protocol == "TCP"
} else := sprintf("%v/%v", [port.number, port.protocol])

number_of_nodes := 1 if {
	data.tidegate.lib.nodes.is_one
} else := data.tidegate.lib.nodes.fitting

in_words(n) := "one node" if n == 1

in_words(n) := sprintf("%d nodes", [n]) if n != 1

weight(kind, spec) := {} if {
	certain(kind, spec)
} else := {"severity": "warning"}

# Do the pods of both want the same nodes?
certain(_, spec) if covers(workload.kind, workload.pod_spec, spec)

certain(kind, spec) if covers(kind, spec, workload.pod_spec)

# Each may run wherever the other may.
certain(_, spec) if {
	object.get(spec, "nodeSelector", {}) == object.get(workload.pod_spec, "nodeSelector", {})
	unusual(spec) == unusual(workload.pod_spec)
}

certain(_, spec) if spec.nodeName == workload.pod_spec.nodeName

certain(_, spec) if spec.nodeSelector[hostname] == workload.pod_spec.nodeSelector[hostname]

hostname := "kubernetes.io/hostname"

# A DaemonSet that is on every node where the others may run.
covers(kind, spec, others) if {
	kind == "apps/DaemonSet"
	every key, value in object.get(spec, "nodeSelector", {}) { others.nodeSelector[key] == value }
	every toleration in unusual(others) { tolerates(spec, toleration) }
}

# Taints that say how a node is are tolerated by every DaemonSet.
unusual(spec) := [toleration |
	some toleration in spec.tolerations
	not is_of_health(object.get(toleration, "key", ""))
]

is_of_health(key) if {
	is_string(key)
	startswith(key, "node.kubernetes.io/")
}

tolerates(spec, toleration) if toleration in spec.tolerations

tolerates(spec, _) if {"operator": "Exists"} in spec.tolerations

kept_apart(spec) if {
	some key, value in workload.pod_spec.nodeSelector
	spec.nodeSelector[key] != value
}

kept_apart(spec) if spec.nodeName != workload.pod_spec.nodeName

kept_apart(spec) if spec.os.name != workload.pod_spec.os.name

# Where one of them chooses its nodes by an expression, nobody knows.
kept_apart(spec) if object.get(spec, affinity, null) != object.get(workload.pod_spec, affinity, null)

affinity := ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]
