# How many pods an update adds and takes away at once, as the controllers of Kubernetes 1.37 count them.
# Not here: Recreate, which takes all of them away first, and OnDelete, which takes none.
package tidegate.lib.update

import data.tidegate.lib.int_or_percent
import data.tidegate.lib.workload

# Updates of the workload under review are those of its pods: it is no hook, no other object makes it, and no Rollout
# runs the pods in its stead.
is_updated if {
	not workload.is_hook
	not workload.is_owned
	not workload.lends_template(input.object, workload.namespace)
}

# A Deployment or Rollout of n pods: {surge, unavailable}. maxSurge is rounded up and maxUnavailable down; where both
# come to nothing, one pod is taken away. Undefined where a placeholder decides.
fences(obj, n) := {"surge": n, "unavailable": 0} if {
	keeps_the_old(obj)
} else := {"surge": surge, "unavailable": min([unavailable, n])} if {
	given := paced_by(obj)
	surge := int_or_percent.rounded_up(object.get(given, "maxSurge", "25%"), n)
	rounded := int_or_percent.rounded_down(object.get(given, "maxUnavailable", "25%"), n)
	unavailable := never_stuck(surge, rounded)
}

# A Rollout leaves all old pods where they are until requests go to the new ones.
keeps_the_old(obj) if obj.spec.strategy.blueGreen

keeps_the_old(obj) if obj.spec.strategy.canary.trafficRouting

# The mapping with maxSurge and maxUnavailable.
paced_by(obj) := given if {
	given := obj.spec.strategy.canary
	is_object(given)
} else := given if {
	not obj.spec.strategy.canary
	rolls(obj.spec, "strategy")
	given := object.get(obj.spec, ["strategy", "rollingUpdate"], {})
	is_object(given)
}

# A StatefulSet adds no pods. It takes at least one away, never more than are beyond the partition.
taken(obj, n) := min([max([1, rounded]), max([0, n - partition])]) if {
	rolls(obj.spec, "updateStrategy")
	rounded := int_or_percent.rounded_down(setting(obj.spec, "updateStrategy", "maxUnavailable", 1), n)
	partition := int_or_percent.whole(setting(obj.spec, "updateStrategy", "partition", 0))
}

# A DaemonSet on so many nodes: {surge, unavailable}, which are rounded up both.
node_fences(obj, nodes) := {"surge": min([surge, nodes]), "unavailable": min([unavailable, nodes])} if {
	rolls(obj.spec, "updateStrategy")
	surge := int_or_percent.rounded_up(setting(obj.spec, "updateStrategy", "maxSurge", 0), nodes)
	unavailable := int_or_percent.rounded_up(setting(obj.spec, "updateStrategy", "maxUnavailable", 1), nodes)
}

# A DaemonSet starts the new pod beside the old one, on the same node.
daemon_set_surges(obj) if {
	rolls(obj.spec, "updateStrategy")
	int_or_percent.rounded_up(setting(obj.spec, "updateStrategy", "maxSurge", 0), 1) > 0
}

# RollingUpdate is what a missing or empty type means.
rolls(spec, field) if {
	is_object(spec)
	strategy := object.get(spec, field, {})
	is_object(strategy)
	object.get(strategy, "type", "") in {"", "RollingUpdate"}
}

# A setting as it is written, else its default. Undefined where a placeholder stands for the whole mapping.
setting(spec, field, name, otherwise) := object.get(rolling, name, otherwise) if {
	strategy := object.get(spec, field, {})
	is_object(strategy)
	rolling := object.get(strategy, "rollingUpdate", {})
	is_object(rolling)
}

never_stuck(surge, rounded) := 1 if surge + rounded == 0

never_stuck(surge, rounded) := rounded if surge + rounded > 0
