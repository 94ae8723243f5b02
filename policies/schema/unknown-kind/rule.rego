# METADATA
# title: There is a schema for every kind
# description: |
#   Without a schema nothing checks the fields of an object: a misspelt field or a value of the wrong type goes unseen
#   until the cluster refuses it, or drops it.
# custom:
#   severity: info
#   applies_to: [objects]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Give Tidegate the CustomResourceDefinition: put it into the same scope, or name the file or folder with --schemas
#     or in the configuration.
#   title_zh: 每种资源类型都有模式
#   remediation_zh: |
#     向 Tidegate 提供对应的 CustomResourceDefinition：放进同一范围，
#     或用 --schemas 或在配置中指定文件或文件夹。
#   not_a_problem: |
#     When the kind's project publishes no schema, or the object is never sent to a cluster.
#   references:
#     - https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
#   since: 0.1.0
package tidegate.schema.unknown_kind

import data.tidegate.lib.apis
import data.tidegate.lib.unknown

deny contains finding if {
	nameless
	not filled_in_later
	finding := {"msg": sprintf("no schema describes %s: its fields are not judged", [apis.name]), "path": ["kind"]}
}

deny contains answer if {
	nameless
	filled_in_later
	answer := {"unknown": true, "msg": sprintf("%s is filled in later", [apis.name]), "path": ["kind"]}
}

# Nothing else is said of the kind: neither that its group lacks it nor that it was removed.
nameless if {
	input.schema.known == false
	not lacking
	not removed
}

lacking if {
	some mistake in input.schema.mistakes
	mistake.class == "version"
}

removed if count(apis.missing_in) > 0

filled_in_later if {
	some value in [input.object.apiVersion, input.object.kind]
	unknown.is_placeholder(value)
}
