# What the network beneath is known to carry: said by the parameter, or by objects of the scope that set up the nodes'
# own interfaces. Not here: numbers that a CNI only supposes about it (Cilium's mtu, flannel's Backend.MTU); those are
# settings to be judged.
package tidegate.lib.cni.underlay

import data.tidegate.lib.cni.agents
import data.tidegate.lib.cni.settings
import data.tidegate.lib.cni.settings.others
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
is_on_node_network(setting) if setting.cni != "attachment"

is_on_node_network(setting) if setting.master == ""

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
	[interface | some interface in interfaces; interface.main],
)

# The object under review in the form of the others.
own_entry := [{
	"kind": subject_kind,
	"namespace": object.get(input.object.metadata, "namespace", ""),
	"name": input.object.metadata.name,
	"body": input.object,
}]

# Where the variable is absent the plugin sets 9001; where it cannot be read nothing is known.
eni_mtu(obj) := size if {
	size := min([setting.value |
		some setting in settings.agent_settings(obj)
		setting.setting == "aws-eni-mtu"
	])
}

eni_mtu(obj) := facts.settings["aws-eni-mtu"].largest if not agents.has_variable(obj, "AWS_VPC_ENI_MTU")

# Interfaces of nodes that NMState sets up with an MTU. main: the node reaches the others through it.
interfaces := [interface |
	some entry in others
	entry.kind == "nmstate.io/NodeNetworkConfigurationPolicy"
	state := entry.body.spec.desiredState
	is_array(state.interfaces)
	some link in state.interfaces
	interface := {
		"cni": "node",
		"name": link.name,
		"value": values.bytes(link.mtu),
		"text": sprintf("interface %s of %s", [link.name, named(entry)]),
		"main": is_main(state, link),
	}
]

is_main(state, link) if {
	is_array(state.routes.config)
	some route in state.routes.config
	route["next-hop-interface"] == link.name
	route.destination in {"0.0.0.0/0", "::/0"}
} else if {
	# An address by DHCP brings the default route along, unless told not to.
	some family in ["ipv4", "ipv6"]
	link[family].enabled == true
	link[family].dhcp == true
	not link[family]["auto-routes"] == false
	not link[family]["auto-gateway"] == false
} else := false

# "ConfigMap kube-system/calico-config", "Installation default".
named(entry) := sprintf("%s %s", [short(entry.kind), entry.name]) if entry.namespace == ""

named(entry) := sprintf("%s %s/%s", [short(entry.kind), entry.namespace, entry.name]) if entry.namespace != ""

short(kind) := words[count(words) - 1] if words := split(kind, "/")
