# METADATA
# title: Whoever scales a workload is alone in saying how many pods it has
# description: |
#   The manifest gives a number of replicas, and an autoscaler changes it. Each apply sets it back to what the manifest
#   says: a deploy at the busiest hour removes most pods at once, and the autoscaler adds them again afterwards.
# custom:
#   title_zh: 由自动伸缩器独自决定副本数
#   remediation_zh: |
#     从清单中删除 spec.replicas（Helm 模板在启用自动伸缩时不渲染该字段），由 HorizontalPodAutoscaler 或 ScaledObject 的最小副本数决定下限。
#   severity: warning
#   applies_to: [scalable_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci]
#   reads: [autoscaling/HorizontalPodAutoscaler, keda.sh/ScaledObject]
#   absence: false
#   params: {}
#   remediation: |
#     Leave spec.replicas out of the manifest, in a chart where autoscaling is on. The autoscaler's minimum is what the
#     workload has at least. On the day it is left out, hand the field over first, as the documentation describes.
#   not_a_problem: |
#     When what applies the manifest leaves the number alone, as Argo CD does with ignoreDifferences and
#     RespectIgnoreDifferences. 0 is not reported beside a HorizontalPodAutoscaler, which it switches off, nor is the
#     only number that the autoscaler allows. In a cluster every workload has the field, so this is looked for in files only.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
#   since: 0.1.0
package tidegate.rollout.replicas_with_autoscaler

import data.tidegate.lib.messages
import data.tidegate.lib.replicas
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	not is_settled
	finding := {
		"msg": sprintf("replicas is %d, but %s: each apply sets it back", [written, decides]),
		"path": ["spec", "replicas"],
		"related": [{
			"object": workload.identity(scaler, workload.namespace),
			"path": ["spec", "scaleTargetRef"],
		} |
			some scaler in scalers
		],
	}
}

# It may be 0.
deny contains {"unknown": true, "msg": "replicas is filled in later", "path": ["spec", "replicas"]} if {
	count(scalers) > 0
	unknown.is_placeholder(input.object.spec.replicas)
}

scalers := array.concat(
	replicas.horizontal_autoscalers(input.object, workload.namespace),
	replicas.scaled_objects(input.object, workload.namespace),
)

# Undefined where the manifest leaves it out.
written := replicas.written(input.object) if input.object.spec.replicas

# The autoscaler has nothing to decide.
is_settled if {
	bounds := replicas.own
	bounds.min == written
	bounds.max == written
}

decides := sprintf("%s decides how many there are", [titles]) if count(scalers) == 1

decides := sprintf("%s decide how many there are", [titles]) if count(scalers) > 1

titles := messages.joined([workload.title(scaler) | some scaler in scalers])
