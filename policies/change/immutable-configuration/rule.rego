# METADATA
# title: An immutable ConfigMap or Secret stays as it is
# description: |
#   The object was declared immutable, and what it holds is changed, or the declaration is taken back. The API server
#   refuses both, in the middle of a deploy whose other objects have been applied by then. If something deletes the
#   object and makes it again, pods go on with what they have until they are restarted.
# custom:
#   title_zh: 不修改已声明为 immutable 的 ConfigMap 或 Secret
#   remediation_zh: |
#     以新名称创建对象（例如在名称后附加内容哈希），让工作负载引用新名称，旧对象待回滚不再需要时再删除。
#   severity: error
#   applies_to: [ConfigMap, Secret]
#   operations: [UPDATE]
#   places: [ci]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Give the changed object a new name, such as one that ends in a hash of what it holds, let the workloads ask for
#     that, and keep the old one for as long as a rollback may need it.
#   not_a_problem: |
#     When whatever deploys deletes the object first, and the pods are restarted as well. Hooks and objects that are
#     annotated to be deleted and made again are not reported.
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable
#     - https://kubernetes.io/docs/concepts/configuration/secret/#secret-immutable
#   since: 0.1.0
package tidegate.change.immutable_configuration

import data.tidegate.lib.configuration
import data.tidegate.lib.immutable
import data.tidegate.lib.messages
import data.tidegate.lib.unknown

deny contains finding if {
	is_declared
	names := sort(configuration.changed)
	finding := {
		"msg": sprintf("the %s was made immutable, and %s in it %s changed", [
			input.object.kind,
			messages.listed(names),
			verb(names),
		]),
		"path": place(names),
	}
}

deny contains finding if {
	is_declared
	declared := object.get(input.object, "immutable", false)
	declared != true
	not unknown.is_placeholder(declared)
	finding := {
		"msg": sprintf("the %s was made immutable, which cannot be taken back", [input.object.kind]),
		"path": ["immutable"],
	}
}

is_declared if {
	input.oldObject.immutable == true
	not immutable.is_made_again
}

verb(names) := "is" if count(names) == 1

verb(names) := "are" if count(names) > 1

# The one entry, else where the first of them is.
place(names) := [configuration.field(names[0]), names[0]] if {
	count(names) == 1
} else := [configuration.field(names[0])]
