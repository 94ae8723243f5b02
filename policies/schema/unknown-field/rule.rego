# METADATA
# title: Every field is one that its schema knows
# description: |
#   A field that the schema lacks is refused with strict validation, and otherwise dropped with a line of warning at
#   most: the setting that it was meant to be is not there. runAsNonroot lets a container run as root, readinesProbe
#   leaves it without a probe, and both look right in a review. In the values of a chart that has a schema for
#   them, helm refuses a key that the schema lacks.
# custom:
#   severity: error
#   applies_to: [objects, file/helm-values]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Write the field as the message proposes, move it to the mapping that it belongs to (indentation is the usual
#     reason), or take it out.
#   title_zh: 每个字段都是其模式中已有的字段
#   remediation_zh: |
#     按消息的建议改写字段名，把字段移到它所属的映射下（通常是缩进有误），或者删除它。
#   not_a_problem: |
#     When the field is new in a version of Kubernetes that is younger than the one judged against: name yours with
#     --kube-version. A custom resource that keeps unknown fields says so in its CustomResourceDefinition, and is then
#     not reported.
#   references:
#     - https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
#   since: 0.1.0
package tidegate.schema.unknown_field

import data.tidegate.lib.schema

deny contains answer if some answer in schema.answers("unknown-field")
