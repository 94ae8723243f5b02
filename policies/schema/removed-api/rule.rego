# METADATA
# title: An object is written in an API that the cluster serves
# description: |
#   The API server does not know an API version that was removed: applying the object fails with "no matches for kind".
#   Helm fails once more when the chart is mended, for the release that it has stored still names the old API.
# custom:
#   severity: error
#   applies_to: [objects]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Write the object in the API that the message names, and compare the fields: the guide to deprecated APIs says
#     which ones are called something else there. The Helm plugin mapkubeapis mends releases stored in the old API.
#   title_zh: 对象使用集群仍然提供的 API 版本
#   remediation_zh: |
#     改用消息中给出的 API 版本，并核对字段：弃用 API 迁移指南列出了改名的字段。
#     Helm 插件 mapkubeapis 可以修复以旧版 API 存储的 Release。
#   not_a_problem: |
#     When the cluster is older than the versions judged against: name its version with --kube-version, in the
#     configuration or in the chart's kubeVersion. As long as none is named this is a warning, since the newest version
#     is only assumed.
#   references:
#     - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
#     - https://github.com/helm/helm-mapkubeapis
#   since: 0.1.0
package tidegate.schema.removed_api

import data.tidegate.lib.apis
import data.tidegate.lib.messages

deny contains finding if {
	count(apis.missing_in) > 0
	finding := {
		"msg": sprintf("%s was removed in Kubernetes 1.%d%s: %s", [
			apis.name,
			apis.lifecycle.removed,
			among,
			apis.advice,
		]),
		"path": ["apiVersion"],
		"severity": severity,
	}
}

default severity := "warning"

severity := "error" if input.schema.declared

# Only where others of the judged versions do serve it.
among := "" if {
	count(apis.missing_in) == count(input.schema.versions)
} else := sprintf(", so it is missing in %s", [messages.joined(apis.missing_in)])
