# Settings that contradict each other. The finding is on the one with less authority.
# Not here: what a setting alone gets wrong (fit.rego).
package tidegate.lib.cni.contradiction

import data.tidegate.lib.cni.encapsulation.encapsulations
import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings
import data.tidegate.lib.cni.settings.neighbours
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.underlay

facts := data.lib.cni

# Other settings that this one contradicts: {other, kind, severity, limit}, most authoritative first.
contradictions(setting) := [found |
	rivals := [rival | some rival in array.concat(neighbours, own_settings); rival.rank < setting.rank]
	some kind in ["device", "tunnel", "underlay", "chained"]
	some found in clashes(kind, setting, rivals)
	not found.proposed == setting.value
]

own_settings := [object.union(setting, {"where": null}) | some setting in subject]

# Two numbers for one device.
clashes("device", setting, rivals) := [found |
	some device in settings.devices(setting)
	other := foremost([rival |
		some rival in rivals
		rival.cni == setting.cni
		setting.meaning == "final"
		device in settings.devices(rival)
	])
	other.value != setting.value
	found := {
		"kind": "device",
		"other": other,
		"device": device,
		"severity": severity_on(device),
		"proposed": fit.proposal(other),
	}
]

# A tunnel that is too small for what the pods send into it.
clashes("tunnel", setting, rivals) := [found |
	is_switched_on(setting.device)
	other := foremost([rival | some rival in rivals; rival.cni == setting.cni; rival.device == "pod"])
	not setting.device in settings.devices(other)
	other.value > setting.value
	found := {
		"kind": "tunnel",
		"other": other,
		"device": setting.device,
		"severity": "error",
		"proposed": fit.proposal(other),
	}
]

# Pods that send more than the same network's own idea of what lies beneath leaves them.
clashes("underlay", setting, rivals) := [found |
	setting.meaning == "final"
	other := foremost([rival | some rival in rivals; rival.cni == setting.cni; rival.meaning == "underlay"])
	limit := other.value - fit.kept_free(setting)
	setting.value > limit
	found := {
		"kind": "underlay",
		"other": other,
		"device": setting.device,
		"severity": "error",
		"proposed": fit.proposal(other),
		"limit": limit,
	}
]

# Cilium in a chain sends through the interfaces of another network, whose size is that network's.
clashes("chained", setting, rivals) := [found |
	setting.setting == "cilium-mtu"
	primary := facts.chained[chaining_mode]
	other := foremost([rival | some rival in rivals; rival.cni == primary; rival.meaning == "underlay"])
	other.value != setting.value
	found := {
		"kind": "chained",
		"other": other,
		"device": "nic",
		"severity": chained_severity(setting.value, other.value),
		"proposed": fit.proposal(other),
	}
]

chained_severity(value, primary) := "error" if {
	value > primary
} else := "warning"

chaining_mode := input.object.data["cni-chaining-mode"]

# The one with the most authority.
foremost(rivals) := first if {
	lowest := min([rival.rank | some rival in rivals])
	least := min([rival.value | some rival in rivals; rival.rank == lowest])
	first := [rival | some rival in rivals; rival.rank == lowest; rival.value == least][0]
}

is_switched_on(device) if {
	some wrap in encapsulations
	wrap.device == device
}

# A tunnel that the scope does not switch on may not exist.
severity_on(device) := "error" if {
	not is_tunnel(device)
} else := "error" if {
	is_switched_on(device)
} else := "warning"

is_tunnel(device) if device in facts.feeds["calico-operator-mtu"]

# "mtu 1450 of Installation default", for messages.
described(setting) := sprintf("%s %d of the same object", [setting.text, setting.value]) if {
	setting.where == null
} else := sprintf("%s %d of %s", [setting.text, setting.value, underlay.named(setting.where)])
