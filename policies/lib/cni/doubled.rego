# Settings from which the CNI takes its overhead off by itself, and from which somebody had taken it off before.
package tidegate.lib.cni.doubled

import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.underlay

facts := data.lib.cni

# {link (that it was subtracted from), overhead (bytes), text (what takes it off again), known (that is the network
# beneath, not a guess)}.
of(setting) := found if {
	setting.meaning == "underlay"
	wrap := fit.costliest(fit.around(setting), "bytes")
	candidates := [candidate |
		some link in links(setting)
		some overhead in sizes(wrap)
		setting.value == link.value - overhead
		candidate := {"link": link.value, "overhead": overhead, "text": wrap.text, "known": link.known}
	]
	most := max([candidate.overhead | some candidate in candidates])
	found := [candidate | some candidate in candidates; candidate.overhead == most][0]
}

# Where nobody knows what lies beneath, a number that is itself the size of some network was likely not subtracted from.
links(setting) := [{"value": beneath.value, "known": true}] if {
	beneath := underlay.of(setting)
} else := [{"value": link, "known": false} |
	not setting.value in facts.networks
	some link in facts.networks
]

# All that is around a packet, or VXLAN, Geneve or WireGuard alone; each with an outer header of IPv4 or IPv6.
sizes(wrap) := {whole |
	some size in {wrap.bytes, 50, 80}
	size <= wrap.bytes
	some extra in {0, facts.ipv6_extra}
	whole := size + extra
}
