# METADATA
# title: An object fits its schema
# description: |
#   The API server refuses an object whose values have the wrong type, miss a required field or use a word that is not
#   on the list. A release then stops halfway, with a part of its objects new and the others old. Values that do not
#   fit the values.schema.json of their chart are refused by helm before it renders anything.
# custom:
#   severity: error
#   applies_to: [objects, file/helm-values]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Write the value as the message says. `kubectl explain KIND.FIELD` describes the field and what it takes; for the
#     values of a chart the chart's values.schema.json does.
#   title_zh: 对象符合其模式
#   remediation_zh: |
#     按消息的提示改写该值。`kubectl explain KIND.FIELD` 会说明字段的含义和可取的值；
#     对于 Chart 的 values，请查阅该 Chart 的 values.schema.json。
#   not_a_problem: |
#     When a webhook or the pipeline changes the value before the API server sees it. Placeholders such as ${VAR} are
#     unknown, not wrong. For a cluster of another version name it with --kube-version; for a custom resource of which
#     the schema here is not the one in the cluster, give the right CustomResourceDefinition with --schemas.
#   references:
#     - https://kubernetes.io/docs/reference/kubernetes-api/
#     - https://kubernetes.io/docs/reference/using-api/api-concepts/
#   since: 0.1.0
package tidegate.schema.valid

import data.tidegate.lib.apis
import data.tidegate.lib.messages
import data.tidegate.lib.schema

deny contains answer if some answer in schema.answers("invalid")

# A version or kind that its group does not have. Of versions that had it once schema/removed-api speaks.
deny contains answer if {
	some mistake in input.schema.mistakes
	mistake.class == "version"
	lacking := [version |
		some version in object.get(mistake, "versions", input.schema.versions)
		not apis.gone(version)
	]
	message := sprintf("%s of Kubernetes %s", [mistake.message, messages.joined(lacking)])
	answer := schema.answer_to(object.union(object.remove(mistake, ["versions"]), {"message": message}))
}

deny contains {"unknown": true, "msg": sprintf("not evaluated: %s", [what]), "path": []} if {
	some what in input.schema.unevaluated
}
