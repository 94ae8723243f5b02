# METADATA
# title: A NetworkPolicy selects pods
# description: |
#   A NetworkPolicy whose podSelector matches no pod protects nobody. Nothing says so: the policy is there, and
#   the pods that it was written for accept every connection.
# custom:
#   severity: warning
#   applies_to: [networking.k8s.io/NetworkPolicy]
#   operations: [CREATE, UPDATE]
#   places: [ci, audit]
#   reads:
#     - Pod
#     - ReplicationController
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - apps.kruise.io/BroadcastJob
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/DaemonSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#     - batch/CronJob
#     - batch/Job
#     - keda.sh/ScaledJob
#     - serving.knative.dev/Configuration
#     - serving.knative.dev/Service
#   absence: true
#   params: {}
#   remediation: |
#     Give podSelector the labels that the pod template carries (spec.template.metadata.labels), or remove the
#     policy when its workload is gone.
#   title_zh: NetworkPolicy 的选择器能选中 Pod
#   remediation_zh: |
#     让 podSelector 与 Pod 模板的标签（spec.template.metadata.labels）一致；若对应的工作负载已不存在，请删除该策略。
#   not_a_problem: |
#     When an operator or a program makes the pods, or the policy waits for a workload that comes later. Where not
#     all workloads of the namespace are in sight, only a policy is reported that was surely meant for a workload in
#     sight: one of the same name, or one whose pods have all labels but one, and that with a similar value. An
#     admission request is not judged, for a policy may well come before its pods.
#   references:
#     - https://kubernetes.io/docs/concepts/services-networking/network-policies/
#   since: 0.1.0
package tidegate.references.network_policy_selector

import data.tidegate.lib.messages
import data.tidegate.lib.neighbours
import data.tidegate.lib.workload

# Nobody has the labels, and everybody is known.
deny contains finding if {
	selects_nobody
	neighbours.are_known
	not neighbours.are_foreign(input.object.spec.podSelector)
	finding := {
		"msg": sprintf("%s protects no pods: no workload of namespace \"%s\" has these labels on its pods", [
			workload.title(input.object),
			workload.namespace,
		]),
		"path": ["spec", "podSelector"],
	}
}

# Somebody was meant.
deny contains finding if {
	selects_nobody
	not neighbours.are_known
	finding := {
		"msg": sprintf("%s protects no pods, not those of %s", [
			workload.title(input.object),
			messages.joined([text |
				some found in meant
				text := sprintf("%s either (%s)", [
					workload.title(found.object),
					neighbours.differences(input.object.spec.podSelector, found.labels),
				])
			]),
		]),
		"path": ["spec", "podSelector"],
		"related": [item |
			some found in meant
			item := {
				"object": workload.identity(found.object, workload.namespace),
				"path": ["spec", "template", "metadata", "labels"],
			}
		],
	}
}

# An empty selector selects all pods, whoever they are.
selects_nobody if {
	is_object(input.object.spec.podSelector)
	input.object.spec.podSelector != {}
	not workload.is_owned
	not neighbours.some_are_unseen
	not neighbours.could_select_some(input.object.spec.podSelector)
}

meant := [found |
	some found in neighbours.workloads
	is_meant(found)
]

is_meant(found) if {
	found.object.metadata.name == input.object.metadata.name
	not input.object.spec.podSelector.matchExpressions
}

is_meant(found) if neighbours.nearly_selects(input.object.spec.podSelector, found.labels)
