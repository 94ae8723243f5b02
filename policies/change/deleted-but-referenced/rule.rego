# METADATA
# title: What others still need is not taken away
# description: |
#   The object is taken away, and others that stay still name it. Pods that need a ConfigMap, Secret, claim or
#   ServiceAccount go on for now and do not start the next time; a route, an autoscaler or a webhook fails at once.
# custom:
#   title_zh: 不删除仍被引用的对象
#   remediation_zh: |
#     先移除或改写所有引用并完成发布，再在下一次变更中删除该对象。
#   severity: error
#   applies_to:
#     - ConfigMap
#     - PersistentVolume
#     - PersistentVolumeClaim
#     - Secret
#     - Service
#     - ServiceAccount
#     - scalable_workloads
#     - gateway.networking.k8s.io/Gateway
#     - gateway.networking.k8s.io/GatewayClass
#     - networking.k8s.io/IngressClass
#     - node.k8s.io/RuntimeClass
#     - rbac.authorization.k8s.io/ClusterRole
#     - rbac.authorization.k8s.io/Role
#     - resource.k8s.io/ResourceClaim
#     - resource.k8s.io/ResourceClaimTemplate
#     - scheduling.k8s.io/PriorityClass
#     - storage.k8s.io/StorageClass
#   operations: [DELETE]
#   places: [ci, admission]
#   reads:
#     - PersistentVolumeClaim
#     - Pod
#     - ReplicationController
#     - ServiceAccount
#     - admissionregistration.k8s.io/MutatingWebhookConfiguration
#     - admissionregistration.k8s.io/ValidatingWebhookConfiguration
#     - apiregistration.k8s.io/APIService
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
#     - autoscaling/HorizontalPodAutoscaler
#     - batch/CronJob
#     - batch/Job
#     - bitnami.com/SealedSecret
#     - cert-manager.io/Certificate
#     - external-secrets.io/ExternalSecret
#     - gateway.networking.k8s.io/GRPCRoute
#     - gateway.networking.k8s.io/Gateway
#     - gateway.networking.k8s.io/HTTPRoute
#     - gateway.networking.k8s.io/TLSRoute
#     - keda.sh/ScaledJob
#     - keda.sh/ScaledObject
#     - networking.k8s.io/Ingress
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/RoleBinding
#     - serving.knative.dev/Configuration
#     - serving.knative.dev/Service
#   absence: false
#   params: {}
#   remediation: |
#     Let the others name something else first, and roll that out. Delete the object in a later change.
#   not_a_problem: |
#     When something outside of these files goes on to make the object under the same name. What a deployer is told to
#     leave in the cluster is not reported, nor a Secret that an ExternalSecret, a SealedSecret or a Certificate makes
#     from now on. In a cluster objects are deleted one after the other, so there it is a warning.
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps
#     - https://kubernetes.io/docs/concepts/storage/persistent-volumes/
#   since: 0.1.0
package tidegate.change.deleted_but_referenced

import data.tidegate.lib.change
import data.tidegate.lib.messages
import data.tidegate.lib.referrers
import data.tidegate.lib.workload

deny contains finding if {
	change.is_removal
	left := referrers.left
	not referrers.is_made_by_another
	finding := object.union(weight, {
		"msg": sprintf("%s is taken away, and %s still %s it", [
			workload.title(input.oldObject),
			messages.joined(titles(left)),
			verb(left),
		]),
		"path": [],
		"related": [{"object": workload.identity(found.object, found.namespace), "path": found.path} | some found in left],
	})
}

titles(left) := [workload.title(found.object) | some found in left] if count(left) < 4

titles(left) := array.concat(first, [sprintf("%d more", [count(left) - 3])]) if {
	count(left) > 3
	first := [workload.title(found.object) | some found in array.slice(left, 0, 3)]
}

verb(left) := "needs" if count(left) == 1

verb(left) := "need" if count(left) > 1

# A whole release is deleted one object after the other.
weight := {} if {
	change.is_planned
} else := {"severity": "warning"}
