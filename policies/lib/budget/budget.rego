# PodDisruptionBudgets: what one covers and how many pods it lets go. Both its fields round a percentage up.
# Not here: budgets that set neither field; those have a rule of their own.
package tidegate.lib.budget

import data.tidegate.lib.int_or_percent
import data.tidegate.lib.replicas
import data.tidegate.lib.selector
import data.tidegate.lib.workload

# The field that decides and its value; undefined unless exactly one is set, as the API server demands.
limit(pdb) := {"field": field, "value": pdb.spec[field]} if {
	is_object(pdb.spec)
	fields := {"minAvailable", "maxUnavailable"} & object.keys(pdb.spec)
	count(fields) == 1
	some field in fields
}

# What a budget selects pods by; undefined where it selects none. Up to policy/v1beta1 an empty selector did not select
# everything, but nothing (k8s.io/api/policy/v1beta1).
selector_of(pdb) := pdb.spec.selector if {
	pdb.apiVersion != "policy/v1beta1"
} else := pdb.spec.selector if {
	not is_empty_of_old(pdb)
}

is_empty_of_old(pdb) if {
	pdb.apiVersion == "policy/v1beta1"
	is_object(pdb.spec.selector)
	every _, part in pdb.spec.selector { part in [{}, []] }
}

# No pod may go while n of them are there and well.
blocks(found, n) if {
	found.field == "minAvailable"
	int_or_percent.rounded_up(found.value, n) >= n
}

blocks(found, n) if {
	found.field == "maxUnavailable"
	int_or_percent.rounded_up(found.value, n) == 0
}

# No pod may ever go, however many there are.
always_blocks(found) if {
	found.field == "minAvailable"
	found.value == "100%"
}

always_blocks(found) if {
	found.field == "maxUnavailable"
	found.value in {0, "0%"}
}

# Every pod may go at any time, however many there are.
never_blocks(found) if {
	found.field == "minAvailable"
	found.value in {0, "0%"}
}

never_blocks(found) if {
	found.field == "maxUnavailable"
	found.value == "100%"
}

# The disruption controller asks every pod's controller how many pods there should be. It does not for a whole number
# of minAvailable, which it compares with the pods that it sees.
needs_scale(found) if found.field == "maxUnavailable"

needs_scale(found) if int_or_percent.percent(found.value)

# Workloads of the namespace whose pods the budget surely selects, and whose controller cannot say how many there should
# be, as {kind, object}. Hooks are among them: their pods stay until somebody deletes the job. Those that make no pods
# are not.
unscalable(pdb, ns) := [found |
	some kind in data.lib.kinds.groups.unscalable_workloads
	some obj in input.inventory[kind][ns]
	selector.matches(selector_of(pdb), workload.labels_of(obj, ns))
	not workload.owned(obj)
	not obj.spec.suspend == true
	not obj.spec.parallelism == 0
	found := {"kind": kind, "object": obj}
]

# Workloads of the namespace whose pods the budget surely selects, as {kind, object}. Bare pods are left out: to know
# them at admission would mean watching every pod of the cluster. So are hooks, which come and go; what a controller or
# a Rollout stands for; and jobs, whose pods end by themselves.
covered(pdb, ns) := [found |
	some kind in data.lib.kinds.groups.long_running_workloads
	kind != "Pod"
	some obj in input.inventory[kind][ns]
	selector.matches(selector_of(pdb), workload.labels_of(obj, ns))
	not workload.owned(obj)
	not workload.hook_of(obj)
	not workload.lends_template(obj, ns)
	found := {"kind": kind, "object": obj}
]

# How many pods the covered workloads run together, at least and at most. Undefined where one of them is not known.
pods(workloads, ns) := {
	"min": sum([bounds.min | some bounds in known]),
	"max": sum([bounds.max | some bounds in known]),
	"scalers": [scaler | some bounds in known; some scaler in bounds.scalers],
} if {
	count(workloads) > 0
	known := [bounds |
		some found in workloads
		found.kind in data.lib.kinds.groups.scalable_workloads
		bounds := replicas.bounds(found.object, ns)
	]
	count(known) == count(workloads)
}

# The covered workloads for a finding's `related`.
related(workloads, ns) := [item |
	some found in workloads
	item := {"object": workload.identity(found.object, ns), "path": ["spec", "replicas"]}
]
