# METADATA
# title: A Service selects pods
# description: |
#   A Service whose selector matches no pod has no endpoints: whoever calls it gets a refused or a hanging
#   connection, while every pod and the Service itself look well.
# custom:
#   severity: warning
#   applies_to: [Service]
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
#     Give the selector the labels that the pod template carries (spec.template.metadata.labels), or the pod
#     template those that the selector asks for. Labels of the Deployment itself do not count.
#   title_zh: Service 的选择器能选中 Pod
#   remediation_zh: |
#     让选择器与 Pod 模板的标签（spec.template.metadata.labels）一致；Deployment 自身的标签不起作用。
#   not_a_problem: |
#     When an operator makes the pods. Where not all workloads of the namespace are in sight, only a Service is
#     reported that was surely meant for a workload in sight: one of the same name, one that names the Service in
#     serviceName, or one whose pods have all labels but one, and that with a similar value. Labels that a program
#     sets on its pods while it runs, by their names a role or state, are allowed for where another label agrees. An
#     admission request is not judged, for a Service is ordinarily made before its pods.
#   references:
#     - https://kubernetes.io/docs/concepts/services-networking/service/
#     - https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/
#   since: 0.1.0
package tidegate.references.service_selector

import data.tidegate.lib.messages
import data.tidegate.lib.neighbours
import data.tidegate.lib.workload

# Nobody has the labels, and everybody is known.
deny contains finding if {
	selects_nobody
	neighbours.are_known
	not neighbours.are_foreign(wanted)
	finding := {
		"msg": sprintf("%s selects no pods: no workload of namespace \"%s\" has these labels on its pods", [
			workload.title(input.object),
			workload.namespace,
		]),
		"path": ["spec", "selector"],
	}
}

# Somebody was meant.
deny contains finding if {
	selects_nobody
	not neighbours.are_known
	finding := {
		"msg": sprintf("%s selects no pods, not those of %s", [
			workload.title(input.object),
			messages.joined([text |
				some found in meant
				text := sprintf("%s either (%s)", [
					workload.title(found.object),
					neighbours.differences(wanted, found.labels),
				])
			]),
		]),
		"path": ["spec", "selector"],
		"related": [item |
			some found in meant
			item := {
				"object": workload.identity(found.object, workload.namespace),
				"path": ["spec", "template", "metadata", "labels"],
			}
		],
	}
}

selects_nobody if {
	is_object(input.object.spec.selector)
	input.object.spec.selector != {}
	not input.object.spec.type == "ExternalName"
	not workload.is_owned
	not neighbours.some_are_unseen
	not neighbours.could_select_some(wanted)
}

wanted := {"matchLabels": input.object.spec.selector}

meant := [found |
	some found in neighbours.workloads
	found.kind in data.lib.kinds.groups.long_running_workloads
	is_meant(found)
]

is_meant(found) if found.object.metadata.name == input.object.metadata.name

is_meant(found) if found.object.spec.serviceName == input.object.metadata.name

is_meant(found) if neighbours.nearly_selects(wanted, found.labels)
