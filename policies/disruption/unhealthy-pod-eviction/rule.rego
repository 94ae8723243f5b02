# METADATA
# title: A PodDisruptionBudget says whether pods that are not ready may be evicted
# description: |
#   Left out, the policy is IfHealthyBudget: as long as fewer pods are ready than the budget asks for, those that are
#   not ready may not be evicted either. A workload that crashes on every start then keeps its nodes from being
#   drained.
# custom:
#   severity: info
#   profiles: {standard: off}
#   applies_to: [policy/PodDisruptionBudget]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Set unhealthyPodEvictionPolicy to AlwaysAllow, or to IfHealthyBudget where a pod that is not ready holds data that
#     the others still need.
#   title_zh: PodDisruptionBudget 写明未就绪的 Pod 能否被驱逐
#   remediation_zh: |
#     把 unhealthyPodEvictionPolicy 设为 AlwaysAllow；如果未就绪的 Pod 上仍有其他副本需要的数据，则显式设为
#     IfHealthyBudget。
#   not_a_problem: |
#     When the default is what is wanted, as for a quorum or a database whose members take long to become ready.
#   references:
#     - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
#   since: 0.1.0
package tidegate.disruption.unhealthy_pod_eviction

deny contains finding if {
	is_object(input.object.spec)
	not input.object.spec.unhealthyPodEvictionPolicy
	finding := {
		"msg": "unhealthyPodEvictionPolicy is not set: pods that are not ready keep a drain waiting when too few are ready",
		"path": ["spec", "unhealthyPodEvictionPolicy"],
	}
}
