# What the network beneath is known to carry: said by the parameter, or by objects of the scope that set up the nodes'
# own interfaces. Not here: numbers that a CNI only supposes about it (Cilium's mtu, flannel's Backend.MTU); those are
# settings to be judged.
package tidegate.lib.cni.underlay

import data.tidegate.lib.cni.agents
import data.tidegate.lib.cni.interfaces as node_interfaces
import data.tidegate.lib.cni.settings
import data.tidegate.lib.cni.settings.others
import data.tidegate.lib.cni.settings.subject_body
import data.tidegate.lib.cni.settings.subject_kind
import data.tidegate.lib.cni.values

facts := data.lib.cni

# What lies beneath a setting: {value, text}. Undefined where it is not known.
of(setting) := {"value": size, "text": "the parameter underlay_mtu"} if {
	is_on_node_network(setting)
	size := values.bytes(input.params.underlay_mtu)
} else := beneath if {
	is_on_node_network(setting)
	beneath := smallest([candidate | some candidate in declared; candidate.cni != setting.cni])
} else := beneath if {
	beneath := smallest([interface | some interface in interfaces; interface.name == setting.master])
}

# Pods and tunnels send through the node's main interface, as do attached interfaces without a master of their own.
is_on_node_network(setting) if not setting.cni in {"attachment", "node"}

is_on_node_network(setting) if setting.master == ""

is_on_node_network(setting) if setting.main == true

# Of several values the smallest counts: a packet meets every node.
smallest(candidates) := {"value": least, "text": texts[0]} if {
	least := min([candidate.value | some candidate in candidates])
	texts := sort([candidate.text | some candidate in candidates; candidate.value == least])
}

declared := array.concat(
	[beneath |
		some entry in array.concat(own_entry, others)
		entry.kind == "apps/DaemonSet"
		agents.is_named(entry.body, "aws-node")
		beneath := {
			"cni": "aws",
			"value": eni_mtu(entry.body),
			"text": sprintf("AWS_VPC_ENI_MTU of %s", [named(entry)]),
		}
	],
	[interface | some interface in interfaces; is_main(interface, interfaces)],
)

# Where no interface has the default route, the one that customarily has it.
is_main(interface, _) if interface.main

is_main(interface, all) if {
	interface.name in facts.main_interfaces
	every other in all { not other.main }
}

# The object under review in the form of the others.
own_entry := [{
	"kind": subject_kind,
	"namespace": object.get(subject_body, ["metadata", "namespace"], ""),
	"name": object.get(subject_body, ["metadata", "name"], ""),
	"body": subject_body,
}]

# Where the variable is absent the plugin sets 9001; where it cannot be read nothing is known.
eni_mtu(obj) := size if {
	size := min([setting.value |
		some setting in settings.settings_in("apps/DaemonSet", obj)
		setting.setting == "aws-eni-mtu"
	])
}

eni_mtu(obj) := facts.settings["aws-eni-mtu"].largest if not agents.has_variable(obj, "AWS_VPC_ENI_MTU")

# Interfaces of nodes with an MTU.
interfaces := [interface |
	some entry in array.concat(own_entry, others)
	some link in node_interfaces.of(entry.kind, entry.body)
	interface := {
		"cni": "node",
		"name": link.name,
		"value": values.bytes(link.mtu),
		"text": sprintf("interface %s of %s", [link.name, named(entry)]),
		"main": link.main,
	}
]

# "ConfigMap kube-system/calico-config", "Installation default".
named(entry) := sprintf("%s %s", [short(entry.kind), entry.name]) if {
	entry.namespace == ""
	entry.name != ""
}

# Documents of Talos have no metadata.
named(entry) := entry.kind if {
	entry.name == ""
	entry.kind != "file/talos"
}

named(entry) := "the same file" if entry.kind == "file/talos"

named(entry) := sprintf("%s %s/%s", [short(entry.kind), entry.namespace, entry.name]) if {
	entry.namespace != ""
	entry.name != ""
}

short(kind) := words[count(words) - 1] if words := split(kind, "/")
