# METADATA
# title: An object is written in an API that is there to stay
# description: |
#   A deprecated API version still works, and the API server warns at each use. With the version of Kubernetes that
#   removes it the object cannot be applied any more, so whoever upgrades the cluster has to change it first.
# custom:
#   severity: warning
#   applies_to: [objects]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Write the object in the API that the message names, as soon as every cluster it goes to serves that. The guide to
#     deprecated APIs says which fields have another name there.
#   title_zh: 对象使用会长期保留的 API 版本
#   remediation_zh: |
#     等所有目标集群都支持之后，尽快改用消息中给出的 API 版本；
#     哪些字段在新版本中改了名字，请查阅 Kubernetes 的弃用 API 迁移指南。
#   not_a_problem: |
#     When the object also goes to a cluster that does not serve the newer API yet. Endpoints stay where a program reads
#     nothing else: no version of Kubernetes is set to remove them.
#   references:
#     - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
#     - https://kubernetes.io/docs/reference/using-api/deprecation-policy/
#   since: 0.1.0
package tidegate.schema.deprecated_api

import data.tidegate.lib.apis
import data.tidegate.lib.messages

deny contains finding if {
	count(apis.deprecated_in) > 0
	finding := {
		"msg": sprintf("%s is deprecated since Kubernetes 1.%d%s: %s", [
			apis.name,
			apis.lifecycle.deprecated,
			removal,
			apis.advice,
		]),
		"path": ["apiVersion"],
	}
}

# Where some of the judged versions are without it, schema/removed-api speaks of those and this rule of the others.
removal := sprintf(" and removed in 1.%d, though still served by %s", [
	apis.lifecycle.removed,
	messages.joined(apis.deprecated_in),
]) if {
	count(apis.missing_in) > 0
}

removal := sprintf(" and removed in 1.%d", [apis.lifecycle.removed]) if count(apis.missing_in) == 0

removal := "" if not apis.lifecycle.removed
