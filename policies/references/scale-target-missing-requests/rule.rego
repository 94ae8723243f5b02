# METADATA
# title: What is scaled by utilization has requests
# description: |
#   Utilization is a share of what the containers request. Where one of them requests nothing, the autoscaler
#   reports FailedGetResourceMetric (missing request for cpu) and does not scale by that metric, and scales down
#   by none.
# custom:
#   severity: warning
#   applies_to: [autoscaling/HorizontalPodAutoscaler, keda.sh/ScaledObject]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - LimitRange
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
#     Set resources.requests of that resource on every container of the target, sidecars included, or scale by
#     AverageValue, or by a ContainerResource of a container that has requests.
#   title_zh: 按利用率伸缩的工作负载设置了资源请求
#   remediation_zh: |
#     为目标的每个容器（包括边车）设置该资源的 resources.requests；或改用 AverageValue，或对已设置请求的容器使用 ContainerResource 指标。
#   not_a_problem: |
#     When a LimitRange of the namespace gives containers their requests; one in sight is taken into account.
#     A limit without a request counts as the request, and requests of the whole pod count for all its
#     containers.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work
#   since: 0.1.0
package tidegate.references.scale_target_missing_requests

import data.tidegate.lib.kinds
import data.tidegate.lib.messages
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some metric in metrics
	not given_by_limit_range(metric.resource)
	not requested_for_pod(metric.resource)
	lacking := [workload.name_of_container(container) |
		some container in lasting
		may_be(metric, container)
		not requests(container, metric.resource)
	]
	finding := {
		"msg": sprintf("%s is scaled by the utilization of %s%s, of which %s request%s nothing", [
			workload.title(scaled),
			metric.resource,
			metric.note,
			messages.containers(lacking),
			ending(lacking),
		]),
		"path": metric.path,
		"related": [{
			"object": workload.identity(scaled, workload.namespace),
			"path": ["spec", "template", "spec", "containers"],
		}],
	}
}

# The target, where it is in sight.
scaled := input.inventory[kinds.qualified(kinds.group_of(ref.apiVersion), ref.kind)][workload.namespace][ref.name]

ref := object.union({"apiVersion": "apps/v1", "kind": "Deployment"}, given) if {
	input.object.kind == "ScaledObject"
} else := given

# Whatever is written there.
given := {key: value | some key, value in input.object.spec.scaleTargetRef}

spec := workload.template_of(scaled, workload.namespace).spec

# Regular init containers are gone when there is something to scale.
lasting := array.concat(
	[container |
		some container in spec.initContainers
		container.restartPolicy == "Always"
	],
	[container |
		some container in spec.containers
		is_object(container)
	],
)

# What asks for utilization: {resource, container, path, note}; container is null where all count.
metrics := array.concat(array.concat(listed, old), array.concat(by_default, triggers))

listed := [metric |
	some i, item in input.object.spec.metrics
	some field in ["resource", "containerResource"]
	source := item[field]
	asks_for_utilization(source)
	source.name in {"cpu", "memory"}
	metric := {
		"resource": source.name,
		"container": object.get(source, "container", null),
		"path": ["spec", "metrics", i],
		"note": "",
	}
]

asks_for_utilization(source) if is_number(source.target.averageUtilization)

# autoscaling/v2beta1
asks_for_utilization(source) if is_number(source.targetAverageUtilization)

old := [metric |
	is_number(input.object.spec.targetCPUUtilizationPercentage)
	metric := {
		"resource": "cpu",
		"container": null,
		"path": ["spec", "targetCPUUtilizationPercentage"],
		"note": "",
	}
]

by_default := [metric |
	input.object.kind == "HorizontalPodAutoscaler"
	has_no_metrics
	not input.object.spec.targetCPUUtilizationPercentage
	metric := {
		"resource": "cpu",
		"container": null,
		"path": ["spec", "metrics"],
		"note": " (the default, as there are no metrics)",
	}
]

has_no_metrics if not input.object.spec.metrics

has_no_metrics if input.object.spec.metrics == []

# KEDA's own way to say it; the type in the metadata is the old one.
triggers := [metric |
	input.object.kind == "ScaledObject"
	some i, trigger in input.object.spec.triggers
	trigger.type in {"cpu", "memory"}
	"Utilization" in {object.get(trigger, "metricType", ""), object.get(trigger, ["metadata", "type"], "")}
	metric := {
		"resource": trigger.type,
		"container": object.get(trigger, ["metadata", "containerName"], null),
		"path": ["spec", "triggers", i],
		"note": "",
	}
]

may_be(metric, _) if metric.container == null

may_be(metric, container) if metric.container == container.name

# A limit is the request where there is none.
requests(container, resource) if {
	some field in ["requests", "limits"]
	container.resources[field][resource]
}

requests(container, _) if {
	some path in [["resources"], ["resources", "requests"], ["resources", "limits"]]
	unknown.is_placeholder(object.get(container, path, null))
}

requested_for_pod(resource) if {
	some field in ["requests", "limits"]
	spec.resources[field][resource]
}

given_by_limit_range(resource) if {
	some obj in input.inventory.LimitRange[workload.namespace]
	some limit in obj.spec.limits
	limit.type == "Container"
	some field in ["defaultRequest", "default"]
	limit[field][resource]
}

ending(lacking) := "s" if {
	count(lacking) == 1
} else := ""
