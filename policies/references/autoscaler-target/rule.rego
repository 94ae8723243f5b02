# METADATA
# title: An autoscaler has a workload to scale
# description: |
#   An autoscaler whose target does not exist, or cannot be scaled, does nothing but report FailedGetScale. The
#   workload that it was meant for stays at the size it has, however great the load.
# custom:
#   severity: error
#   applies_to: [autoscaling/HorizontalPodAutoscaler, keda.sh/ScaledObject]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - autoscaling/HorizontalPodAutoscaler
#     - ReplicationController
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#   absence: true
#   params: {}
#   remediation: |
#     Give scaleTargetRef the apiVersion, kind and name of the workload, which is in the same namespace.
#     Without an apiVersion a HorizontalPodAutoscaler looks for the kind in the core group.
#   title_zh: 自动伸缩器的目标工作负载存在且可伸缩
#   remediation_zh: |
#     在 scaleTargetRef 中填写同一命名空间内工作负载的 apiVersion、kind 和 name。
#     HorizontalPodAutoscaler 缺少 apiVersion 时会到核心组中查找。
#   not_a_problem: |
#     When an operator or another release makes the target. Where not all workloads of the kind are in sight,
#     a missing target is reported only if a workload in sight was surely meant: one of the same name but
#     another kind or API group, or (as a warning) one whose name only differs in what is before or after it.
#     Other custom kinds are not looked at.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
#     - https://keda.sh/docs/latest/reference/scaledobject-spec/
#   since: 0.1.0
package tidegate.references.autoscaler_target

import data.tidegate.lib.kinds
import data.tidegate.lib.messages
import data.tidegate.lib.references
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# These have no scale subresource, whether they are there or not.
deny contains finding if {
	target in without_scale
	finding := {
		"msg": sprintf("a %s cannot be scaled: %s never does anything", [ref.kind, workload.title(input.object)]),
		"path": ["spec", "scaleTargetRef", "kind"],
	}
}

deny contains finding if {
	not is_there
	not target in without_scale
	finding := {
		"msg": sprintf("there is no %s \"%s\", but %s of that name", [target, ref.name, messages.joined(namesakes)]),
		"path": ["spec", "scaleTargetRef"],
		"related": [{"object": {"kind": kind, "namespace": workload.namespace, "name": ref.name}, "path": ["kind"]} |
			some kind in namesakes
		],
	}
}

deny contains finding if {
	target in data.lib.kinds.groups.scalable_workloads
	references.absent(target, workload.namespace, ref.name)
	count(namesakes) == 0
	finding := {
		"msg": sprintf("there is no %s \"%s\" in namespace \"%s\": %s has nothing to scale", [
			ref.kind,
			ref.name,
			workload.namespace,
			workload.title(input.object),
		]),
		"path": ["spec", "scaleTargetRef", "name"],
	}
}

deny contains finding if {
	target in data.lib.kinds.groups.scalable_workloads
	not is_there
	not input.complete[workload.namespace][target]
	count(namesakes) == 0
	finding := {
		"severity": "warning",
		"msg": sprintf("there is no %s \"%s\" beside %s, but %s, which nothing scales", [
			ref.kind,
			ref.name,
			workload.title(input.object),
			messages.listed(near),
		]),
		"path": ["spec", "scaleTargetRef", "name"],
	}
}

without_scale := {"Pod", "apps/DaemonSet", "batch/CronJob", "batch/Job"}

# KEDA fills in what is missing, Kubernetes does not.
ref := object.union({"apiVersion": "apps/v1", "kind": "Deployment"}, given) if {
	input.object.kind == "ScaledObject"
} else := object.union({"apiVersion": "v1"}, given)

# Whatever is written there.
given := written if {
	written := {key: value | some key, value in input.object.spec.scaleTargetRef}
	every value in written { not unknown.is_placeholder(value) }
}

target := kinds.name_of(ref)

is_there if input.inventory[target][workload.namespace][ref.name]

is_there if references.may_get(target, workload.namespace)

# A kind that nobody here knows may have any object.
is_there if {
	not target in data.lib.kinds.groups.scalable_workloads
	not kinds.group_of(ref.apiVersion) in {"", "apps", "extensions"}
}

namesakes := [kind |
	some kind in data.lib.kinds.groups.scalable_workloads
	input.inventory[kind][workload.namespace][ref.name]
]

# Workloads of the kind whose names contain the name, or are contained in it, and that no autoscaler has.
near := [name |
	some name, _ in input.inventory[target][workload.namespace]
	is_near(name, ref.name)
	not name in scaled
]

is_near(name, other) if contains(sprintf("-%s-", [name]), sprintf("-%s-", [other]))

is_near(name, other) if contains(sprintf("-%s-", [other]), sprintf("-%s-", [name]))

scaled := {scaler.spec.scaleTargetRef.name |
	some scaler in input.inventory["autoscaling/HorizontalPodAutoscaler"][workload.namespace]
}
