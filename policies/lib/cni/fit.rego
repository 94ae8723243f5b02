# Whether a setting fits: excess, it is larger than the network beneath; squeeze, it would fit but for the overhead
# around it (only final values, since from the others the CNI subtracts); oddity, it fits no network or not IP.
# Not here: which of them is said (verdict.rego).
package tidegate.lib.cni.fit

import data.tidegate.lib.cni.agents
import data.tidegate.lib.cni.encapsulation
import data.tidegate.lib.cni.encapsulation.encapsulations
import data.tidegate.lib.cni.settings.scope
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
		"severity": "warning",
		"overhead": overhead,
		"bytes": overhead.reserve,
		"proposal": setting.value - overhead.reserve,
		"underlay": null,
	}
}

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

# No network is known to carry it, or IP does not work with it: {kind, limit}. For what is not excess.
oddity(setting) := {"kind": "large", "limit": most} if {
	most := object.get(setting, "largest", facts.largest_link)
	setting.value > most
	not underlay.of(setting)
} else := {"kind": "attachment", "limit": values.bytes(input.params.underlay_mtu)} if {
	# A master of its own may well belong to another network.
	is_string(setting.master)
	not underlay.of(setting)
	setting.value > values.bytes(input.params.underlay_mtu)
} else := {"kind": "small", "limit": facts.smallest_ipv4} if {
	effective(setting) < facts.smallest_ipv4
} else := {"kind": "ipv6", "limit": facts.smallest_ipv6} if {
	effective(setting) < facts.smallest_ipv6
	speaks_ipv6(setting.cni)
}

# What pods can send: a final value itself, else what the CNI leaves of it.
effective(setting) := setting.value if {
	setting.meaning == "final"
} else := setting.value - overhead.bytes if {
	overhead := costliest(around(setting), "bytes")
} else := setting.value

# The pods of this network have IPv6 addresses.
speaks_ipv6(cni) if {
	cni != "attachment"
	input.params.ipv6 == true
}

speaks_ipv6(cni) if {
	some wrap in encapsulations
	wrap.cni == cni
	endswith(wrap.device, "-v6")
}

speaks_ipv6(cni) if {
	some entry in scope
	gives_ipv6(cni, entry.kind, entry.body)
}

gives_ipv6("cilium", "ConfigMap", obj) if {
	obj.metadata.name == "cilium-config"
	obj.data["enable-ipv6"] == "true"
}

gives_ipv6("calico", "operator.tigera.io/Installation", obj) if {
	is_array(obj.spec.calicoNetwork.ipPools)
	some pool in obj.spec.calicoNetwork.ipPools
	encapsulation.is_ipv6(pool.cidr)
}

gives_ipv6(cni, "apps/DaemonSet", obj) if {
	variable := {"aws": "ENABLE_IPv6", "calico": "FELIX_IPV6SUPPORT"}[cni]
	agents.is_agent(obj)
	some env in agents.environment(obj)
	env.name == variable
	env.value == "true"
}

# What the finding on a setting proposes in its place; its own value where there is none.
proposal(setting) := value if {
	value := excess(setting).proposal
} else := value if {
	value := squeeze(setting).proposal
} else := null
