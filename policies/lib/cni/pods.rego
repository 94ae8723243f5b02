# What pods of the scope can send, as far as it is known. Not here: whether that is right.
package tidegate.lib.cni.pods

import data.tidegate.lib.cni.encapsulation.encapsulations
import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.neighbours
import data.tidegate.lib.cni.underlay

# The least that is left of what networks are told and of what lies beneath: {value, text}. Undefined where nobody
# says anything.
limit := {"value": least, "text": texts[0]} if {
	candidates := array.concat(told, worked_out)
	least := min([candidate.value | some candidate in candidates])
	texts := sort([candidate.text | some candidate in candidates; candidate.value == least])
}

# What a network is told, less what it takes off by itself.
told := [{"value": fit.effective(setting), "text": text} |
	some setting in neighbours
	setting.device in {"pod", "nic"}
	not setting.cni in {"node", "ovn-migration", "kubespan"}
	text := sprintf("%s %d of %s", [setting.text, setting.value, underlay.named(setting.where)])
]

# What lies beneath, less what every packet between nodes gets around it.
worked_out := [{"value": beneath.value - most, "text": beneath.text} |
	beneath := underlay.of({"cni": "pods"})
	most := max(array.concat([0], [wrap.bytes | some wrap in encapsulations; wrap.always]))
]

# The overlay of the scope is known, and not only what lies beneath it.
is_known if count(told) > 0

is_known if count(encapsulations) > 0
