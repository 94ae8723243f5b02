# METADATA
# title: A namespace declares a Pod Security level that the API server understands
# description: |
#   The label pod-security.kubernetes.io/enforce is how a namespace says what its pods may do. Without it the cluster's
#   default holds, which ordinarily is privileged: everything goes. A level or version that the API server does not know
#   makes it refuse the namespace or, where that is there already, take the level for restricted. A label that it does
#   not know, or an annotation, is not looked at.
# custom:
#   severity: info
#   applies_to: [Namespace]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Set the label pod-security.kubernetes.io/enforce to privileged, baseline or restricted, and enforce-version, where
#     it is set, to latest or to a version such as v1.34. The same holds for audit and warn.
#   title_zh: 命名空间声明了 API Server 认识的 Pod 安全级别
#   remediation_zh: |
#     把标签 pod-security.kubernetes.io/enforce 设为 privileged、baseline 或 restricted；
#     enforce-version 设为 latest 或 v1.34 这样的版本。audit 和 warn 同理。
#   not_a_problem: |
#     When something else labels namespaces, or the cluster's admission configuration has a default that suits.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-admission/
#     - https://kubernetes.io/docs/reference/labels-annotations-taints/#pod-security-kubernetes-io-enforce
#   since: 0.1.0
package tidegate.pods.pod_security_labels

import data.tidegate.lib.messages
import data.tidegate.lib.standards
import data.tidegate.lib.unknown

prefix := "pod-security.kubernetes.io/"

modes := ["audit", "enforce", "warn"]

levels := ["privileged", "baseline", "restricted"]

known := {name | some mode in modes; some name in [mode, concat("-", [mode, "version"])]}

# Undefined where the labels are filled in later.
labels := found if {
	found := object.get(input.object, ["metadata", "labels"], {})
	is_object(found)
}

deny contains finding if {
	not labels["pod-security.kubernetes.io/enforce"]
	labels
	finding := {
		"msg": sprintf("namespace \"%v\" enforces no Pod Security level", [input.object.metadata.name]),
		"path": at("enforce"),
	}
}

deny contains finding if {
	some mode in modes
	value := labels[concat("", [prefix, mode])]
	not value in levels
	not unknown.is_placeholder(value)
	finding := {
		"msg": sprintf("\"%v\" is no Pod Security level: there are %s", [value, messages.joined(levels)]),
		"path": at(mode),
	}
}

deny contains finding if {
	some mode in modes
	name := concat("-", [mode, "version"])
	value := labels[concat("", [prefix, name])]
	value != "latest"
	not standards.is_version(value)
	not unknown.is_placeholder(value)
	finding := {
		"msg": sprintf("\"%v\" is no version of the Pod Security Standards: write latest or one such as v1.34", [value]),
		"path": at(name),
	}
}

deny contains finding if {
	some label, _ in labels
	startswith(label, prefix)
	name := trim_prefix(label, prefix)
	not name in known
	not unknown.is_placeholder(name)
	finding := {
		"msg": sprintf("nobody reads the label %s: there are enforce, audit, warn, and each with -version", [label]),
		"path": at(name),
	}
}

deny contains finding if {
	some name in known
	path := ["metadata", "annotations", concat("", [prefix, name])]
	object.get(input.object, path, null) != null
	finding := {
		"msg": sprintf("%s%s is an annotation here, and only the label is read", [prefix, name]),
		"path": path,
	}
}

at(name) := ["metadata", "labels", concat("", [prefix, name])]
