# The nodes that pods may run on: how many there are, whether the pods are held on one of them, and the ports of the
# node that each pod takes for itself. Not here: taints and capacity, which only the scheduler knows.
package tidegate.lib.nodes

import data.tidegate.lib.int_or_percent
import data.tidegate.lib.selector
import data.tidegate.lib.workload

hostname := "kubernetes.io/hostname"

# At most so many nodes take these pods. Undefined where nobody knows.
fitting := input.params.nodes if {
	is_number(input.params.nodes)
} else := number if {
	input.complete[""].Node
	number := count(fitting_nodes)
}

# Those of the inventory with the labels that the pods ask for.
fitting_nodes := [node |
	some node in input.inventory.Node[""]
	selector.may_match({"matchLabels": object.get(workload.pod_spec, "nodeSelector", {})}, labels_of(node))
]

labels_of(node) := object.get(node, ["metadata", "labels"], {})

# All pods of the workload run on one and the same node.
is_one if fitting == 1

is_one if is_string(workload.pod_spec.nodeName)

is_one if is_string(workload.pod_spec.nodeSelector[hostname])

# Terms are alternatives, the requirements of one have to hold together.
is_one if {
	[term] := workload.pod_spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms
	some list, key in {"matchExpressions": hostname, "matchFields": "metadata.name"}
	some requirement in term[list]
	requirement.key == key
	requirement.operator == "In"
	count(requirement.values) == 1
}

# They go where a pod of their own kind is already.
is_one if {
	some term in workload.pod_spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution
	term.topologyKey == hostname
	selector.matches(term.labelSelector, workload.pod_labels)
}

# Ports of the node that a pod takes, which no second pod there can have: {number, path}. On the host network every
# port that a container declares is one.
host_ports := [{"number": number, "path": array.concat(entry.path, ["ports", i])} |
	some entry in workload.lasting_containers
	some i, port in entry.container.ports
	number := host_port(port)
]

host_port(port) := number if {
	number := int_or_percent.whole(port.hostPort)
	number > 0
} else := number if {
	data.tidegate.lib.workload.pod_spec.hostNetwork == true
	number := int_or_percent.whole(port.containerPort)
}
