# METADATA
# title: A PodDisruptionBudget selects pods
# description: |
#   A budget whose selector matches no pod protects nothing, and nothing says so: it is accepted, it is listed, and the
#   pods that it was written for are evicted all at once. Mostly a label was renamed on one side only.
# custom:
#   severity: warning
#   applies_to: [policy/PodDisruptionBudget]
#   operations: [CREATE, UPDATE]
#   places: [ci, audit]
#   reads:
#     - workloads
#     - monitoring.coreos.com/Alertmanager
#     - monitoring.coreos.com/Prometheus
#     - monitoring.coreos.com/PrometheusAgent
#     - monitoring.coreos.com/ThanosRuler
#   absence: false
#   params: {}
#   remediation: |
#     Copy the labels that tell the workload's pods apart from spec.template.metadata.labels into spec.selector. Remove
#     the budget where its workload is gone.
#   title_zh: PodDisruptionBudget 能选中 Pod
#   remediation_zh: |
#     把工作负载 spec.template.metadata.labels 中能区分其 Pod 的标签复制到 spec.selector；如果对应的工作负载已经不存在，
#     就删除这个 PodDisruptionBudget。
#   not_a_problem: |
#     When the pods come from elsewhere: an operator makes them, or another chart does. The rule is silent where nothing
#     around carries labels of those names or one of those labels, and where the Prometheus operator makes pods in the
#     namespace.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
#     - https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/
#   since: 0.1.0
package tidegate.disruption.budget_selects_nothing

import data.tidegate.lib.budget
import data.tidegate.lib.selector
import data.tidegate.lib.workload

# An absent selector selects nothing. {} selects everything, but not yet in policy/v1beta1.
deny contains finding if {
	not input.object.spec.selector
	finding := {
		"msg": "the budget has no selector, so it selects no pod and protects none",
		"path": ["spec", "selector"],
	}
}

deny contains finding if {
	budget.is_empty_of_old(input.object)
	finding := {
		"msg": "an empty selector of policy/v1beta1 selects no pod, so the budget protects none",
		"path": ["spec", "selector"],
	}
}

# Something around carries labels of the names that the selector asks for, with other values.
deny contains finding if {
	may_miss
	fewest := min([count(entry.differing) | some entry in candidates])
	near := [entry | some entry in candidates; count(entry.differing) == fewest]
	nearest := array.concat([entry | some entry in near; entry.alike], near)[0]
	finding := {
		"msg": sprintf("no pod of the namespace carries the labels that the selector asks for; the nearest are of %s%s", [
			workload.title(nearest.object),
			difference(nearest.differing),
		]),
		"path": ["spec", "selector"],
		"related": [{
			"object": workload.identity(nearest.object, workload.namespace),
			"path": array.concat(data.lib.kinds.kinds[nearest.kind].pod_template, ["metadata", "labels"]),
		}],
	}
}

# The pods are in another namespace.
deny contains finding if {
	may_miss
	count(candidates) == 0
	other := elsewhere[0]
	finding := {
		"msg": sprintf("no pod of the namespace carries the labels that the selector asks for; those of %s do, in %s", [
			workload.title(other.object),
			sprintf("namespace %q", [other.namespace]),
		]),
		"path": ["spec", "selector"],
		"related": [{
			"object": workload.identity(other.object, other.namespace),
			"path": array.concat(data.lib.kinds.kinds[other.kind].pod_template, ["metadata", "labels"]),
		}],
	}
}

# Nothing around carries all the labels, but what the budget was written for is likely or surely there.
deny contains finding if {
	may_miss
	count(candidates) == 0
	count(elsewhere) == 0
	is_meant_for_something
	finding := {
		"msg": "no pod of the namespace carries the labels that the selector asks for",
		"path": ["spec", "selector"],
	}
}

# In this namespace none is selected, or it may not miss.
elsewhere := [{"kind": kind, "namespace": ns, "object": obj} |
	count(asked_for) > 0
	some kind in data.lib.kinds.groups.workloads
	some ns, objects in input.inventory[kind]
	some obj in objects
	not workload.hook_of(obj)
	selector.matches(input.object.spec.selector, workload.labels_of(obj, ns))
]

# Everything is known that runs pods.
is_meant_for_something if {
	every kind in [
		"Pod",
		"apps/DaemonSet",
		"apps/Deployment",
		"apps/ReplicaSet",
		"apps/StatefulSet",
		"batch/CronJob",
		"batch/Job",
	] {
		input.complete[workload.namespace][kind]
	}
}

# One of the labels that tell applications apart is there, and others are missing, of which none is an operator's.
is_meant_for_something if {
	some entry in runners
	not workload.hook_of(entry.object)
	labels := workload.labels_of(entry.object, workload.namespace)
	some key, value in wanted
	not key in shared_by_applications
	labels[key] == value
	every missing in asked_for - object.keys(labels) { is_of_no_operator(missing) }
}

is_of_no_operator(key) if not contains(key, "/")

is_of_no_operator(key) if startswith(key, "app.kubernetes.io/")

# It only says which pods it does not mean.
is_meant_for_something if {
	count(asked_for) == 0
	some entry in runners
	not workload.hook_of(entry.object)
}

# Labels that whatever comes with the same release may have.
shared_by_applications := {
	"app.kubernetes.io/instance",
	"app.kubernetes.io/managed-by",
	"app.kubernetes.io/part-of",
	"app.kubernetes.io/version",
	"chart",
	"env",
	"environment",
	"helm.sh/chart",
	"heritage",
	"release",
	"team",
	"version",
}

may_miss if {
	is_object(input.object.spec.selector)
	not may_select
	not made_by_operator
}

runners := [{"kind": kind, "object": obj} |
	some kind in data.lib.kinds.groups.workloads
	some obj in input.inventory[kind][workload.namespace]
]

may_select if {
	some entry in runners
	selector.may_match(input.object.spec.selector, workload.labels_of(entry.object, workload.namespace))
}

# The template is borrowed from something that is not at hand.
may_select if {
	some entry in runners
	not workload.labels_of(entry.object, workload.namespace)
}

made_by_operator if {
	some kind in ["Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler"]
	some _ in input.inventory[concat("/", ["monitoring.coreos.com", kind])][workload.namespace]
}

# Names of the labels that a pod must have.
asked_for := {key | some key, _ in wanted} | {expression.key |
	some expression in input.object.spec.selector.matchExpressions
	expression.operator in {"In", "Exists"}
}

wanted := labels if {
	labels := input.object.spec.selector.matchLabels
} else := {}

candidates := [candidate |
	count(asked_for) > 0
	some entry in runners
	not workload.hook_of(entry.object)
	labels := workload.labels_of(entry.object, workload.namespace)
	asked_for - object.keys(labels) == set()
	differing := [sprintf("%s is %v", [key, labels[key]]) |
		some key, value in wanted
		labels[key] != value
	]
	candidate := object.union(entry, {"differing": differing, "alike": alike(labels)})
]

# catalog and catalogue.
alike(labels) if {
	some key, value in wanted
	labels[key] != value
	is_string(value)
	is_string(labels[key])
	one_begins_the_other(value, labels[key])
} else := false

one_begins_the_other(a, b) if startswith(a, b)

one_begins_the_other(a, b) if startswith(b, a)

difference(differing) := sprintf(", where %s", [concat(" and ", differing)]) if {
	count(differing) > 0
} else := ""
