# Interfaces that Multus attaches to pods beside their first one, as NetworkAttachmentDefinitions describe them.
# Not here: the interface of the node below them (underlay.rego).
package tidegate.lib.cni.attachments

import data.tidegate.lib.cni.values

# What the text of one sets (see settings.rego). master is the interface of the node below it.
readings(obj) := {reading |
	some plugin in values.plugins(values.parsed("json", obj.spec.config))
	reading := reading_of(plugin, ["spec", "config"])
}

# The same of a file.
readings_of_file(content) := {reading |
	is_array(content.plugins)
	some i, plugin in content.plugins
	reading := reading_of(plugin, ["plugins", i, "mtu"])
} | {reading |
	not content.plugins
	reading := reading_of(content, ["mtu"])
}

reading_of(plugin, path) := {
	"setting": kind_of(plugin),
	"raw": plugin.mtu,
	"path": path,
	"form": "number",
	"more": {"master": master(plugin), "ipv6": has_ipv6(plugin), "wire": wire(plugin)},
}

kind_of(plugin) := "ovn-attachment-mtu" if {
	is_ovn_overlay(plugin)
} else := "attachment-mtu"

# Layer 2 and 3 of OVN-Kubernetes go through its overlay; localnet does not.
is_ovn_overlay(plugin) if {
	plugin.type == "ovn-k8s-cni-overlay"
	plugin.topology in {"layer2", "layer3"}
}

# Of macvlan and ipvlan the interface with the default route ("") where none is named; of others only what is named.
master(plugin) := plugin.master if {
	is_string(plugin.master)
} else := "" if {
	plugin.type in {"macvlan", "ipvlan"}
} else := null

# Its address management gives out IPv6 addresses.
has_ipv6(plugin) if {
	regex.match(`"[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:]*(/[0-9]+)?"`, json.marshal(plugin.ipam))
} else := false

# What two attachments have to share to be on one wire; null where the text does not say it.
wire(plugin) := text if {
	plugin.type in {"macvlan", "ipvlan"}
	is_string(plugin.master)
	text := sprintf("interface %s", [plugin.master])
} else := text if {
	plugin.type == "vlan"
	text := sprintf("VLAN %v of interface %v", [plugin.vlanId, plugin.master])
} else := text if {
	plugin.type in {"bridge", "cnv-bridge", "ovs"}
	text := sprintf("bridge %v%s", [plugin.bridge, tagged(plugin)])
} else := text if {
	plugin.type == "ovn-k8s-cni-overlay"
	text := sprintf("network %v", [plugin.name])
} else := null

tagged(plugin) := text if {
	text := sprintf(", VLAN %v", [plugin.vlan])
} else := ""
