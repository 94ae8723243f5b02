# Whether a setting fits: excess, it is larger than the network beneath; squeeze, it would fit but for the overhead
# around it (only final values, since from the others the CNI subtracts); oddity, it fits no network; impossible and
# short of IPv6, it does not fit IP.
# Not here: which of them is said (verdict.rego).
package tidegate.lib.cni.fit

import data.tidegate.lib.cni.encapsulation.encapsulations
import data.tidegate.lib.cni.ipv6
import data.tidegate.lib.cni.underlay
import data.tidegate.lib.cni.values

facts := data.lib.cni

# Larger than what is known to lie beneath: {underlay, proposal}.
excess(setting) := {"underlay": beneath, "proposal": beneath.value - kept_free(setting)} if {
	beneath := underlay.of(setting)
	setting.value > beneath.value
}

# What has to stay free of a final value, for the encapsulations of its network.
kept_free(setting) := overhead.reserve if {
	setting.meaning == "final"
	overhead := costliest(around(setting), "reserve")
} else := 0

# The encapsulations that packets of this size may get around them.
around(setting) := [wrap |
	some wrap in encapsulations
	wrap.cni == setting.cni
	concerns(wrap.device, setting.device)
]

concerns("pod", _) := true

concerns(tunnel, device) if device in {"pod", tunnel}

costliest(candidates, measure) := first if {
	most := max([candidate[measure] | some candidate in candidates])
	texts := sort([candidate.text | some candidate in candidates; candidate[measure] == most])
	first := [candidate | some candidate in candidates; candidate[measure] == most; candidate.text == texts[0]][0]
}

# Leaves no room for what is put around it: {severity, overhead, bytes (that it takes), proposal, underlay (null where
# not known)}.
squeeze(setting) := found if {
	setting.meaning == "final"
	beneath := underlay.of(setting)
	setting.value <= beneath.value
	found := squeezed(setting, beneath)
} else := found if {
	setting.meaning == "final"
	not underlay.of(setting)
	overhead := costliest(around(setting), "reserve")
	setting.value in facts.links
	not fits_next_link(setting.value, overhead.reserve)
	found := {
		"severity": severity_on_a_link(setting),
		"overhead": overhead,
		"bytes": overhead.reserve,
		"proposal": setting.value - overhead.reserve,
		"underlay": null,
	}
}

# Of a packet of the size of a link, nothing passes that link once it is wrapped.
severity_on_a_link(setting) := "error" if {
	some wrap in around(setting)
	wrap.always
	not fits_next_link(setting.value, wrap.bytes)
} else := "warning"

squeezed(setting, beneath) := {
	"severity": "error",
	"overhead": overhead,
	"bytes": overhead.bytes,
	"proposal": beneath.value - kept_free(setting),
	"underlay": beneath,
} if {
	overhead := costliest([wrap | some wrap in around(setting); wrap.always], "bytes")
	setting.value > beneath.value - overhead.bytes
} else := {
	"severity": "warning",
	"overhead": overhead,
	"bytes": overhead.reserve,
	"proposal": beneath.value - overhead.reserve,
	"underlay": beneath,
} if {
	overhead := costliest(around(setting), "reserve")
	setting.value > beneath.value - overhead.reserve
}

# 1460 with the 20 bytes of IPIP is at home on Ethernet; 1500 with 50 only on jumbo frames.
fits_next_link(value, overhead) if {
	some link in facts.links
	value + overhead <= link
	link < value + 100
}

# No network is known to carry it: {kind, limit}. For what is not excess.
oddity(setting) := {"kind": "large", "limit": facts.largest_link} if {
	setting.value > facts.largest_link
	not underlay.of(setting)
} else := {"kind": "attachment", "limit": values.bytes(input.params.underlay_mtu)} if {
	# A master of its own may well belong to another network.
	setting.cni == "attachment"
	is_string(setting.master)
	not underlay.of(setting)
	setting.value > values.bytes(input.params.underlay_mtu)
}

# Not the size of any IP packet: {kind, limit}.
impossible(setting) := {"kind": "small", "limit": least} if {
	least := object.get(setting, "smallest", facts.smallest_ipv4)
	effective(setting) < least
} else := {"kind": "large", "limit": most} if {
	most := object.get(setting, "largest", facts.largest_packet)
	setting.value > most
}

# Too small for IPv6, where that is spoken.
is_short_of_ipv6(setting) if {
	effective(setting) < facts.smallest_ipv6
	ipv6.speaks(setting)
}

# What pods can send: a final value itself, else what the CNI leaves of it.
effective(setting) := setting.value if {
	setting.meaning == "final"
} else := setting.value - overhead.bytes if {
	overhead := costliest(around(setting), "bytes")
} else := setting.value

# What the finding on a setting proposes in its place; its own value where there is none.
proposal(setting) := value if {
	value := excess(setting).proposal
} else := value if {
	value := squeeze(setting).proposal
} else := null
