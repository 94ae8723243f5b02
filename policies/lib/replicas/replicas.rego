# How many pods a scalable workload runs, at least and at most: what its autoscaler says, else what the manifest says.
# Undefined, that is unknown, where a placeholder decides, where scaling is paused, or where an autoscaler may exist
# that the inventory does not show.
package tidegate.lib.replicas

import data.tidegate.lib.int_or_percent
import data.tidegate.lib.kinds
import data.tidegate.lib.workload

# Those of the object under review.
own := bounds(input.object, data.tidegate.lib.workload.namespace)

# {min, max, scalers}; the scalers are the objects that decide, [] where the manifest does.
bounds(obj, ns) := {"min": 0, "max": 0, "scalers": []} if {
	# Kubernetes leaves a workload alone that was scaled to nothing by hand; KEDA does not.
	obj.spec.replicas == 0
	count(scaled_objects(obj, ns)) == 0
} else := {"min": lowest, "max": highest, "scalers": scalers} if {
	scalers := array.concat(horizontal_autoscalers(obj, ns), scaled_objects(obj, ns))
	known := [limits | some scaler in scalers; limits := limits_of(scaler)]
	count(known) == count(scalers)

	# Undefined where nothing scales it.
	lowest := min([limits.min | some limits in known])
	highest := max([limits.max | some limits in known])
} else := {"min": written(obj), "max": written(obj), "scalers": []} if {
	scalers := array.concat(horizontal_autoscalers(obj, ns), scaled_objects(obj, ns))
	count(scalers) == 0
	input.complete[ns]["autoscaling/HorizontalPodAutoscaler"]
	input.complete[ns]["keda.sh/ScaledObject"]
}

# The number in the manifest; the API server's default is 1.
written(obj) := int_or_percent.whole(object.get(obj.spec, "replicas", 1)) if is_object(obj.spec)

horizontal_autoscalers(obj, ns) := [scaler |
	some scaler in input.inventory["autoscaling/HorizontalPodAutoscaler"][ns]
	targets(scaler.spec.scaleTargetRef, obj)
]

scaled_objects(obj, ns) := [scaler |
	some scaler in input.inventory["keda.sh/ScaledObject"][ns]
	is_object(scaler.spec.scaleTargetRef)
	ref := object.union({"apiVersion": "apps/v1", "kind": "Deployment"}, scaler.spec.scaleTargetRef)
	targets(ref, obj)
]

targets(ref, obj) if {
	ref.name == obj.metadata.name
	ref.kind == obj.kind
	kinds.group_of(ref.apiVersion) == kinds.group_of(obj.apiVersion)
}

# Nothing scales below one pod while it runs: what is scaled to zero has no pods to speak of.
limits_of(scaler) := {"min": max([1, lowest]), "max": highest} if {
	scaler.kind == "HorizontalPodAutoscaler"
	lowest := int_or_percent.whole(said(scaler.spec, "minReplicas", 1))
	highest := number_or(said(scaler.spec, "maxReplicas", null), max([1, lowest]))
}

limits_of(scaler) := {"min": max([1, lowest]), "max": highest} if {
	scaler.kind == "ScaledObject"
	not paused(scaler)
	lowest := int_or_percent.whole(said(scaler.spec, "minReplicaCount", 0))
	highest := number_or(said(scaler.spec, "maxReplicaCount", 100), max([1, lowest]))
}

said(spec, field, otherwise) := value if {
	value := spec[field]
} else := otherwise if {
	is_object(spec)
}

paused(scaler) if {
	some name in ["autoscaling.keda.sh/paused", "autoscaling.keda.sh/paused-replicas"]
	scaler.metadata.annotations[name]
}

number_or(value, otherwise) := number if {
	number := int_or_percent.whole(value)
} else := otherwise

# ` (HorizontalPodAutoscaler "web")`, for messages; empty where the manifest decides.
by_whom(found) := text if {
	count(found.scalers) > 0
	text := sprintf(" (%s)", [concat(", ", [workload.title(scaler) | some scaler in found.scalers])])
} else := ""

# The scalers for a finding's `related`, each with the field that sets the lower end.
related(found, ns) := [item |
	some scaler in found.scalers
	item := {"object": workload.identity(scaler, ns), "path": ["spec", lower_end[scaler.kind]]}
]

lower_end := {"HorizontalPodAutoscaler": "minReplicas", "ScaledObject": "minReplicaCount"}
