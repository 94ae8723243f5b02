# Interfaces that Multus attaches to pods beside their first one, as NetworkAttachmentDefinitions describe them.
# Not here: the interface of the node below them (underlay.rego).
package tidegate.lib.cni.attachments

import data.tidegate.lib.cni.settings
import data.tidegate.lib.cni.values

# The settings in the text of one. master is the interface of the node below it.
settings_of(obj) := {setting |
	some plugin in values.plugins(values.parsed("json", obj.spec.config))
	plain := settings.made(attachment_kind(plugin), plugin.mtu, ["spec", "config"])
	setting := object.union(plain, {"master": master(plugin)})
}

attachment_kind(plugin) := "ovn-attachment-mtu" if {
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
