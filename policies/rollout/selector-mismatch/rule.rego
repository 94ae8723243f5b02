# METADATA
# title: A workload selects the pods that it makes
# description: |
#   The selector asks for labels that the pod template does not have, so the workload would not know its own pods. The
#   API server refuses it, in the middle of a deploy whose other objects have been applied by then.
# custom:
#   title_zh: 工作负载的选择器与其 Pod 模板的标签一致
#   remediation_zh: |
#     让 spec.selector 的每一项都出现在 spec.template.metadata.labels 中。已存在的工作负载的选择器不可修改，请修改模板标签。
#   severity: error
#   applies_to:
#     - ReplicationController
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - argoproj.io/Rollout
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Give the pod template every label that the selector asks for. Change the template rather than the selector of a
#     workload that exists: its selector cannot be changed.
#   not_a_problem: |
#     Never for the kinds of Kubernetes, which are refused. A selector or label that is filled in later is not judged,
#     nor is a Rollout that borrows its template.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
#     - https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
#   since: 0.1.0
package tidegate.rollout.selector_mismatch

import data.tidegate.lib.selector
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	not is_open
	"no" in outcomes
	finding := {
		"msg": sprintf("the selector asks for labels that the pods do not get%s: %s", [missing, consequence]),
		"path": ["spec", "template", "metadata", "labels"],
	}
}

deny contains finding if {
	outcomes == set()
	finding := {
		"msg": sprintf("the selector is empty: %s", [consequence]),
		"path": ["spec", "selector"],
	}
}

deny contains later if is_open

deny contains later if {
	"unknown" in outcomes
	not "no" in outcomes
}

later := {"unknown": true, "msg": "labels or selector are filled in later", "path": ["spec", "selector"]}

# A ReplicationController has a plain mapping, and takes the labels of its pods where that is empty.
asked := {"matchLabels": input.object.spec.selector} if {
	workload.kind == "ReplicationController"
	input.object.spec.selector != {}
} else := input.object.spec.selector if {
	workload.kind != "ReplicationController"
}

outcomes := selector.outcomes(asked, labels) if {
	is_object(asked)
	is_object(labels)
}

labels := object.get(metadata, "labels", {}) if is_object(metadata)

metadata := object.get(workload.pod_template, "metadata", {}) if workload.pod_template_path

# Nobody knows yet what is asked for or given.
is_open if unknown.is_placeholder(metadata)

is_open if unknown.is_placeholder(labels)

is_open if unknown.is_placeholder(asked)

is_open if {
	some name, _ in labels
	unknown.is_placeholder(name)
}

is_open if {
	some name, _ in asked.matchLabels
	unknown.is_placeholder(name)
}

missing := sprintf(" (%s)", [concat(", ", wanted)]) if count(wanted) > 0

missing := "" if count(wanted) == 0

wanted := [sprintf("%v=%v", [name, value]) |
	some name, value in asked.matchLabels
	selector.label_outcomes({name: value}, labels) == {"no"}
]

consequence := "the controller of the Rollout refuses it" if {
	input.object.kind == "Rollout"
} else := sprintf("the API server refuses the %s", [input.object.kind])
