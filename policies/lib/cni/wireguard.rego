# Final values that would do for every other encapsulation of their network, and not for WireGuard, which takes more.
# Not here: values that leave room for none of them (fit.rego).
package tidegate.lib.cni.wireguard

import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.scope
import data.tidegate.lib.cni.underlay

facts := data.lib.cni

# {overhead, proposal} with the underlay where that is known; else the link that was subtracted from, and what was
# kept free of it for another tunnel.
of(setting) := {"overhead": overhead, "proposal": beneath.value - overhead.bytes, "underlay": beneath} if {
	setting.meaning == "final"
	overhead := largest(setting)
	beneath := carried(setting)
	setting.value > beneath.value - overhead.bytes
	every other in others(setting) { fits(setting, other) }
} else := {"overhead": overhead, "proposal": link - overhead.bytes, "link": link, "kept": link - setting.value} if {
	setting.meaning == "final"
	overhead := largest(setting)
	not carried(setting)
	not fit.fits_next_link(setting.value, overhead.bytes)
	link := max([size | some size in facts.links; (size - setting.value) in kept(setting)])
}

# What other tunnels take: IPIP, VXLAN, WireGuard and VXLAN over IPv6. Nothing, where there is no other.
kept(setting) := {20, 50, 60, 70} | {0 | count(others(setting)) == 0}

largest(setting) := fit.costliest([wrap | some wrap in fit.around(setting); is_wireguard(wrap)], "bytes")

others(setting) := [wrap | some wrap in fit.around(setting); not is_wireguard(wrap)]

# Stacked with another tunnel or alone, as its text says.
is_wireguard(wrap) if contains(wrap.text, "WireGuard")

fits(setting, wrap) if setting.value <= ordinary(setting) - wrap.bytes

# What lies beneath other tunnels, whose packets may be fragmented on the way.
ordinary(setting) := beneath.value if {
	beneath := underlay.of(setting)
} else := facts.largest_packet

# What lies beneath WireGuard: as for everything else, or what a platform lets through that must not be fragmented.
carried(setting) := {"value": platform.wireguard, "text": platform.text} if {
	setting.cni == "calico"
	platform := platforms[0]
	ordinary(setting) >= platform.wireguard
} else := underlay.of(setting)

# Clouds that the operator of Calico is told about.
platforms := [platform |
	some entry in scope
	entry.kind == "operator.tigera.io/Installation"
	platform := facts.platforms[entry.body.spec.kubernetesProvider]
]
