# METADATA
# title: Labels and annotations are ones that Kubernetes accepts
# description: |
#   The API server refuses an object of which a label or an annotation breaks their syntax: a key is a name of up to 63
#   characters with an optional DNS prefix, a label's value has up to 63 characters and begins and ends with a letter or
#   digit. A version such as 1.2.3+build or a long image tag is the usual reason.
# custom:
#   severity: error
#   applies_to: [objects]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Shorten the value or replace what is not allowed, in Helm with `replace "+" "_" | trunc 63`. What has to stay as
#     it is goes into an annotation, whose value may be any text.
#   title_zh: 标签和注解符合 Kubernetes 的格式要求
#   remediation_zh: |
#     缩短该值或替换不允许的字符，在 Helm 中可用 `replace "+" "_" | trunc 63`。
#     必须原样保留的内容放到注解里，注解的值可以是任意文本。
#   not_a_problem: |
#     When something rewrites the label before it is applied. Values with placeholders such as ${VAR} are unknown, not
#     wrong.
#   references:
#     - https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
#     - https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
#   since: 0.1.0
package tidegate.schema.label_invalid

import data.tidegate.lib.schema

deny contains answer if some answer in schema.answers("label")
