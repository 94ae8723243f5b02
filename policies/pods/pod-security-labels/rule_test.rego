package tidegate.pods.pod_security_labels_test

import data.tidegate.pods.pod_security_labels

namespace(metadata) := {"apiVersion": "v1", "kind": "Namespace", "metadata": object.union({"name": "shop"}, metadata)}

prefixed(names) := {concat("", ["pod-security.kubernetes.io/", name]): value | some name, value in names}

labelled(names) := namespace({"labels": prefixed(names)})

verdict(obj) := findings if {
	findings := pod_security_labels.deny with input as {"object": obj}
}

at(kind, name) := ["metadata", kind, concat("", ["pod-security.kubernetes.io/", name])]

missing := {"msg": `namespace "shop" enforces no Pod Security level`, "path": at("labels", "enforce")}

test_levels_and_versions_that_are_understood if {
	every level in ["privileged", "baseline", "restricted"] {
		every version in ["latest", "v1.0", "v1.34"] {
			verdict(labelled({
				"enforce": level, "enforce-version": version,
				"audit": level, "audit-version": version,
				"warn": level, "warn-version": version,
			})) == set()
		}
	}
}

test_a_namespace_without_the_label if {
	verdict(namespace({})) == {missing}
	verdict(namespace({"labels": {"team": "a"}})) == {missing}
	verdict(labelled({"warn": "restricted"})) == {missing}
}

test_labels_that_are_filled_in_later_are_unknown if {
	verdict(namespace({"labels": "${LABELS}"})) == set()
	verdict(labelled({"enforce": "${LEVEL}", "enforce-version": "${VERSION}", "warn": "{{ .Values.warn }}"})) == set()
	verdict(labelled({"enforce": "baseline", "__MODE__": "baseline"})) == set()
}

test_words_that_are_no_level if {
	every word in ["Restricted", "privilged", "strict", "", true] {
		verdict(labelled({"enforce": word})) == {{
			"msg": sprintf("\"%v\" is no Pod Security level: there are privileged, baseline and restricted", [word]),
			"path": at("labels", "enforce"),
		}}
	}
	{finding.path | some finding in verdict(labelled({"enforce": "baseline", "audit": "none", "warn": "none"}))} == {
		at("labels", "audit"),
		at("labels", "warn"),
	}
}

test_words_that_are_no_version if {
	every word in ["1.34", "v1.34.0", "v1.034", "Latest", "", 1.34] {
		verdict(labelled({"enforce": "baseline", "enforce-version": word})) == {{
			"msg": sprintf(
				"\"%v\" is no version of the Pod Security Standards: write latest or one such as v1.34",
				[word],
			),
			"path": at("labels", "enforce-version"),
		}}
	}
}

test_labels_that_nobody_reads if {
	verdict(labelled({"enforce": "baseline", "enfroce-version": "latest"})) == {{
		"msg": concat(" ", [
			"nobody reads the label pod-security.kubernetes.io/enfroce-version:",
			"there are enforce, audit, warn, and each with -version",
		]),
		"path": at("labels", "enfroce-version"),
	}}
}

test_annotations_are_not_read if {
	annotated := namespace({"annotations": prefixed({"enforce": "baseline", "exempt": "user"})})
	verdict(annotated) == {missing, {
		"msg": "pod-security.kubernetes.io/enforce is an annotation here, and only the label is read",
		"path": at("annotations", "enforce"),
	}}
}
