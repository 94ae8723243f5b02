# What is said of a setting. The network rules divide the ground here, so that one setting gets one finding:
#   impossible: no IP packet has this size.
#   excess: the value itself is larger than the network beneath. Then nothing else is said of the setting.
#   ipv6: too small for IPv6.
#   wireguard: it would fit every other encapsulation of its network, but not WireGuard, which is on.
#   squeeze: it would fit as it is, but not with the overhead around it. Both before a contradiction where that is
#     sure, after it where it is likely.
#   contradiction: another setting says otherwise. Where that one is in excess or squeezed, and this one has the value
#     proposed there, the cause is that one, and it is reported there.
#   oddity: no network carries it.
#   doubled: it works, and smaller than it could.
package tidegate.lib.cni.verdict

import data.tidegate.lib.cni.contradiction
import data.tidegate.lib.cni.doubled
import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.wireguard

of(setting) := "impossible" if {
	fit.impossible(setting)
} else := "excess" if {
	fit.excess(setting)
} else := "ipv6" if {
	fit.is_short_of_ipv6(setting)
} else := "wireguard" if {
	wireguard.of(setting).underlay
} else := "squeeze" if {
	squeeze := fit.squeeze(setting)
	squeeze.severity == "error"
	squeeze.underlay != null
} else := "contradiction" if {
	count(contradiction.contradictions(setting)) > 0
} else := "wireguard" if {
	wireguard.of(setting)
} else := "squeeze" if {
	fit.squeeze(setting)
} else := "oddity" if {
	fit.oddity(setting)
} else := "doubled" if {
	doubled.of(setting)
}
