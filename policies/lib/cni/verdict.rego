# What is said of a setting. The three network rules divide the ground here, so that one setting gets one finding:
#   excess: the value itself is larger than the network beneath. Then nothing else is said of the setting.
#   squeeze: it would fit as it is, but not with the overhead around it; before a contradiction where that is sure,
#     after it where it is likely.
#   contradiction: another setting says otherwise. Where that one is in excess or squeezed, and this one has the value
#     proposed there, the cause is that one, and it is reported there.
#   oddity: no network carries it, or IP does not work with it.
package tidegate.lib.cni.verdict

import data.tidegate.lib.cni.contradiction
import data.tidegate.lib.cni.fit

of(setting) := "excess" if {
	fit.excess(setting)
} else := "squeeze" if {
	fit.squeeze(setting).severity == "error"
} else := "contradiction" if {
	count(contradiction.contradictions(setting)) > 0
} else := "squeeze" if {
	fit.squeeze(setting)
} else := "oddity" if {
	fit.oddity(setting)
}
