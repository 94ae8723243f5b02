# Attachments of the scope that are on one wire. Not here: a single attachment (fit.rego).
package tidegate.lib.cni.siblings

import data.tidegate.lib.cni.attachments
import data.tidegate.lib.cni.values

# The smallest of the others on the wire of this one that is smaller than it: {object, value}.
smaller(setting) := first if {
	setting.wire != null
	candidates := [candidate |
		some namespace, objects in input.inventory["k8s.cni.cncf.io/NetworkAttachmentDefinition"]
		some name, obj in objects
		some reading in attachments.readings(obj)
		reading.more.wire == setting.wire
		candidate := {
			"object": {
				"kind": "k8s.cni.cncf.io/NetworkAttachmentDefinition",
				"namespace": namespace,
				"name": name,
			},
			"value": values.bytes(reading.raw),
		}
		candidate.value < setting.value
	]
	least := min([candidate.value | some candidate in candidates])
	first := [candidate | some candidate in candidates; candidate.value == least][0]
}
