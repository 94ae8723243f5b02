# METADATA
# title: A workload runs more than one pod
# description: |
#   A single pod is away for as long as its replacement takes to start, with every node drain, every node that fails and
#   every eviction. No budget can help it: one that would keep it also keeps the node from being drained.
# custom:
#   severity: info
#   profiles: {standard: off}
#   applies_to: [scalable_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#     - argoproj.io/Rollout
#     - apps/Deployment
#     - apps/ReplicaSet
#   absence: false
#   params: {}
#   remediation: |
#     Run two pods or more where the program can share its work, and raise the minimum of the autoscaler with them.
#   title_zh: 工作负载运行多个 Pod
#   remediation_zh: |
#     如果程序支持多副本分担工作，就至少运行两个 Pod，并同步提高自动伸缩器的最小副本数。
#   not_a_problem: |
#     When the program must run once only, as most controllers and schedulers, or when it may be away for a minute.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
#   since: 0.1.0
package tidegate.disruption.single_replica

import data.tidegate.lib.replicas
import data.tidegate.lib.workload

deny contains finding if {
	bounds := replicas.own
	bounds.min == 1
	not workload.is_hook
	not workload.is_owned
	not workload.lends_template(input.object, workload.namespace)
	finding := {
		"msg": sprintf("%s %s 1 pod%s, which is away during every node drain", [
			workload.title(input.object),
			runs(bounds),
			replicas.by_whom(bounds),
		]),
		"path": ["spec", "replicas"],
		"related": replicas.related(bounds, workload.namespace),
	}
}

runs(bounds) := "may go down to" if {
	bounds.max > 1
} else := "runs"
