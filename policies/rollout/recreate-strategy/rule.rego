# METADATA
# title: A Deployment that can be updated pod by pod is
# description: |
#   Recreate ends every pod before it starts a new one: each deploy is an outage, and one whose pods do not start ends
#   with none at all. It is for pods that cannot run beside their predecessor.
# custom:
#   title_zh: 能够滚动更新的 Deployment 不使用 Recreate 策略
#   remediation_zh: |
#     删除 strategy.type，或改为 RollingUpdate，并确保新旧两个版本能够短时间并存。
#   severity: info
#   applies_to: [apps/Deployment]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - PersistentVolumeClaim
#     - Service
#     - argoproj.io/Rollout
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#   absence: false
#   params: {}
#   remediation: |
#     Leave strategy.type out, or set it to RollingUpdate, and see to it that two versions can run beside each other for
#     a while.
#   not_a_problem: |
#     When two versions must never run at the same time. It is not reported where the reason shows: a volume for one
#     node, a port of the node, or a single pod that no Service sends requests to.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment
#   since: 0.1.0
package tidegate.rollout.recreate_strategy

import data.tidegate.lib.claims
import data.tidegate.lib.nodes
import data.tidegate.lib.replicas
import data.tidegate.lib.selector
import data.tidegate.lib.update
import data.tidegate.lib.workload

deny contains finding if {
	input.object.spec.strategy.type == "Recreate"
	update.is_updated
	not exempt
	finding := {
		"msg": "strategy Recreate ends every pod before a new one starts: each update is an outage",
		"path": ["spec", "strategy", "type"],
	}
}

exempt if claims.maybe_exclusive

exempt if count(nodes.host_ports) > 0

# One pod, or an unknown number, with nobody waiting for an answer.
exempt if {
	not several
	not is_served
}

exempt if replicas.own.max == 0

several if replicas.own.max > 1

is_served if {
	some service in input.inventory.Service[workload.namespace]
	selector.service_matches(service, workload.pod_labels)
}
