# METADATA
# title: A scope has an object once
# description: |
#   Two objects of one kind, namespace and name are one object in the cluster. With kubectl the one that is applied last
#   wins and the other is lost without a word; Helm fails to install the release, and kustomize refuses to build it.
# custom:
#   severity: error
#   applies_to: [objects]
#   operations: [CREATE, UPDATE]
#   places: [ci]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Rename one of the two, or remove the one that is not meant. In a chart the usual reason is a name that is the same
#     in two templates, or in the chart and one of its subcharts.
#   title_zh: 同一范围内每个对象只出现一次
#   remediation_zh: |
#     给其中一个改名，或删除多余的那个。在 Chart 中，常见原因是两个模板（或 Chart 与其子 Chart）
#     生成了相同的名称。
#   not_a_problem: |
#     When the files are variants for different clusters and never land in one together: judge each folder on its own,
#     or each file with --scope file.
#   references:
#     - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
#   since: 0.1.0
package tidegate.schema.duplicate_object

import data.tidegate.lib.kinds
import data.tidegate.lib.unknown

# One finding for all of them, at the first repetition.
deny contains finding if {
	others := input.schema.duplicates
	not filled_in_later(others[0])
	finding := {
		"msg": sprintf("the scope has %s %s: the one applied last wins, the rest is lost", [
			title(others[0]),
			times(count(others) + 1),
		]),
		"path": ["metadata", "name"],
		"related": {{"object": object.filter(other, ["kind", "namespace", "name"]), "path": []} | some other in others},
	}
}

# The same placeholder may be filled with different names.
deny contains answer if {
	other := input.schema.duplicates[0]
	filled_in_later(other)
	answer := {"unknown": true, "msg": sprintf("%s is filled in later", [title(other)]), "path": ["metadata", "name"]}
}

filled_in_later(other) if {
	some value in [other.namespace, other.name]
	unknown.is_placeholder(value)
}

title(other) := sprintf("%s %s", [kinds.short(other.kind), other.name]) if other.namespace == ""

title(other) := sprintf("%s %s/%s", [kinds.short(other.kind), other.namespace, other.name]) if other.namespace != ""

times(n) := "twice" if n == 2

times(n) := sprintf("%d times", [n]) if n > 2
