# METADATA
# title: A volume claim does not ask for less than before
# description: |
#   The claim asks for less storage than before. No volume can be made smaller, so the API server refuses the change,
#   in the middle of a deploy whose other objects have been applied by then. In a StatefulSet the templates of claims
#   cannot be changed at all.
# custom:
#   title_zh: 不缩小 PersistentVolumeClaim 的容量
#   remediation_zh: |
#     恢复原来的容量。确需更小的卷时，新建一个较小的 PVC 并迁移数据，再切换工作负载的引用。
#   severity: error
#   applies_to: [PersistentVolumeClaim, apps/StatefulSet]
#   operations: [UPDATE]
#   places: [ci]
#   reads: []
#   absence: false
#   params: {}
#   silences: [change/immutable-field]
#   remediation: |
#     Write the size that it had. For a smaller volume make a new claim, copy the data, and let the workload mount
#     that.
#   not_a_problem: |
#     When the size before never came about because the volume could not be expanded: then it may be written smaller
#     again, down to what the volume has.
#   references:
#     - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
#   since: 0.1.0
package tidegate.change.volume_claim_shrunk

import data.tidegate.lib.quantity

# The claims of the object, before and after, with where each is.
pairs := [{"old": input.oldObject, "new": input.object, "path": []}] if {
	input.object.kind == "PersistentVolumeClaim"
} else := [{"old": old, "new": new, "path": ["spec", "volumeClaimTemplates", i]} |
	some i, new in input.object.spec.volumeClaimTemplates
	some old in input.oldObject.spec.volumeClaimTemplates
	old.metadata.name == new.metadata.name
]

deny contains finding if {
	some pair in pairs
	[before, now] := [asked(pair.old), asked(pair.new)]
	quantity.number(now) < quantity.number(before)
	finding := {
		"msg": sprintf("the claim asks for %v, after %v before: no volume can be made smaller", [now, before]),
		"path": array.concat(pair.path, ["spec", "resources", "requests", "storage"]),
	}
}

asked(claim) := claim.spec.resources.requests.storage
