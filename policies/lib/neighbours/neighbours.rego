# The workloads beside an object that selects pods by labels: which could be meant, and which surely was.
# Not here: whether a selector matches labels as they stand; see lib/selector.
package tidegate.lib.neighbours

import data.tidegate.lib.selector
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# Workloads of the object's namespace as {kind, object, labels}; the labels are those of their pods.
workloads := object.get(by_namespace, data.tidegate.lib.workload.namespace, [])

# A Rollout borrows its pods from a workload that is not in sight, so their labels are unknown.
some_are_unseen if data.tidegate.lib.workload.namespace in unseen

# Of all namespaces, so that it is worked out once for all objects of a scope.
by_namespace[ns] := [found |
	some kind in data.lib.kinds.groups.workloads
	some obj in input.inventory[kind][ns]
	found := {"kind": kind, "object": obj, "labels": workload.labels_of(obj, ns)}
] if {
	some ns in namespaces_with_workloads
}

namespaces_with_workloads := {ns |
	some kind in data.lib.kinds.groups.workloads
	some ns, _ in input.inventory[kind]
}

unseen := {ns |
	some ns, rollouts in input.inventory["argoproj.io/Rollout"]
	some obj in rollouts
	not workload.template_of(obj, ns)
}

# What makes pods is all in sight, or the pods are.
are_known if {
	every kind in ["apps/DaemonSet", "apps/Deployment", "apps/StatefulSet"] {
		input.complete[data.tidegate.lib.workload.namespace][kind]
	}
}

are_known if input.complete[data.tidegate.lib.workload.namespace].Pod

# Labels that Kubernetes, Argo Rollouts and OpenShift put on pods; no template has them.
given_by_controllers := {
	"apps.kubernetes.io/pod-index",
	"batch.kubernetes.io/controller-uid",
	"batch.kubernetes.io/job-completion-index",
	"batch.kubernetes.io/job-name",
	"controller-revision-hash",
	"controller-uid",
	"deploymentconfig",
	"job-name",
	"pod-template-generation",
	"pod-template-hash",
	"rollouts-pod-template-hash",
	"statefulset.kubernetes.io/pod-name",
}

# Most selectors surely reach one of them, and that is quickly seen.
could_select_some(wanted) if {
	not wanted.matchExpressions
	some found in data.tidegate.lib.neighbours.workloads
	selector.has_all(found.labels, wanted.matchLabels)
} else if {
	some found in data.tidegate.lib.neighbours.workloads
	could_select(wanted, found.labels)
}

# A selector reaches pods with these labels, or will once they carry the labels that a template lacks and that a program
# sets while it runs: those that speak of a role or state (Vault's active server, Patroni's leader). Another value for
# the same label speaks against it.
could_select(wanted, labels) if {
	selector.may_match(wanted, filled(labels, wanted))
	speaks_for_it(wanted, labels)
}

filled(labels, wanted) := object.union(wanted.matchLabels, labels) if {
	is_object(wanted.matchLabels)
} else := labels

speaks_for_it(wanted, labels) if {
	some key, value in wanted.matchLabels
	labels[key] == value
	every name in object.keys(wanted.matchLabels) - object.keys(labels) { comes_later(name) }
}

speaks_for_it(wanted, _) if {
	some key, _ in wanted.matchLabels
	key in data.tidegate.lib.neighbours.given_by_controllers
}

speaks_for_it(wanted, labels) if selector.may_match(wanted, labels)

comes_later(name) if regex.match(state, name)

comes_later(name) if unknown.is_placeholder(name)

state := `(?i)role|leader|master|primary|replica|active|initiali[sz]ed|sealed|standby|stat(e|us)$|healthy|ready|recovery`

# No pod of the namespace has any of the labels, whatever the value: they come from a program, or with pods that are made
# elsewhere.
are_foreign(wanted) if {
	count(wanted.matchLabels) > 0
	count(data.tidegate.lib.neighbours.workloads) > 0
	keys := {key | some found in data.tidegate.lib.neighbours.workloads; some key, _ in found.labels}
	count({key | some key, _ in wanted.matchLabels} & keys) == 0
}

# Labels that every pod of a release carries: to agree in them says nothing.
shared_by_all := {
	"app.kubernetes.io/instance",
	"app.kubernetes.io/managed-by",
	"app.kubernetes.io/part-of",
	"app.kubernetes.io/version",
	"chart",
	"helm.sh/chart",
	"heritage",
	"instance",
	"release",
	"version",
}

# Every label that is asked for is there, and one has a value that resembles what is asked for, as catalogue does
# catalog: a slip of the pen, or a rename that stopped half way. Another value is a sibling, whose pods something else
# may make. A selector with expressions means something else.
nearly_selects(wanted, labels) if {
	not wanted.matchExpressions
	agreeing := {key | some key, value in wanted.matchLabels; labels[key] == value}
	differing := {key | some key, value in wanted.matchLabels; labels[key] != value}
	count(differing) == 1
	count(agreeing) + 1 == count(wanted.matchLabels)
	count(agreeing - data.tidegate.lib.neighbours.shared_by_all) > 0
	every key in differing { resembles(wanted.matchLabels[key], labels[key]) }
}

resembles(one, other) if {
	startswith(plain(one), plain(other))
	count(other) > 2
}

resembles(one, other) if {
	startswith(plain(other), plain(one))
	count(one) > 2
}

plain(value) := regex.replace(lower(value), "[._-]", "") if is_string(value)

# `app is "web", not "api"`, for messages; a label that is not there is `no app`.
differences(wanted, labels) := concat(", ", [text |
	some key, value in wanted.matchLabels
	text := difference(key, value, labels)
])

difference(key, value, labels) := sprintf("%s is \"%v\", not \"%v\"", [key, labels[key], value]) if labels[key] != value

difference(key, _, labels) := sprintf("there is no %s", [key]) if not labels[key]
