# METADATA
# title: Names are ones that Kubernetes accepts
# description: |
#   Names become parts of host names, paths and labels, so the API server takes only certain characters and lengths:
#   lower case letters, digits, hyphens and, for most kinds, dots. It refuses an object with another name.
# custom:
#   severity: error
#   applies_to: [objects]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Write the name as the message says. A name built from a release or branch name is cut and put in lower case where
#     it is made, in Helm with `trunc 63 | trimSuffix "-" | lower`.
#   title_zh: 名称符合 Kubernetes 的格式要求
#   remediation_zh: |
#     按消息的提示改写名称。由 Release 名或分支名拼成的名称，应在生成处截断并转为小写，
#     在 Helm 中可用 `trunc 63 | trimSuffix "-" | lower`。
#   not_a_problem: |
#     When something renames the object before it is applied, as kustomize does with namePrefix. Names with placeholders
#     such as ${VAR} are unknown, not wrong.
#   references:
#     - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
#   since: 0.1.0
package tidegate.schema.name_invalid

import data.tidegate.lib.schema

deny contains answer if some answer in schema.answers("name")
