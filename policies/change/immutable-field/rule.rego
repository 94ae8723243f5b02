# METADATA
# title: Fields that cannot be changed are not
# description: |
#   The API server does not let anybody change this field of an object that exists. It refuses the update, in the
#   middle of a deploy whose other objects have been applied by then. Deployers that are told to force it delete the
#   object and make it again, and what belongs to it is gone meanwhile: pods, addresses, data.
# custom:
#   title_zh: 不修改对象创建后不可变的字段
#   remediation_zh: |
#     恢复原值。必须变更时，以新名称创建对象并切换引用，再删除旧对象；StatefulSet 可用 kubectl delete --cascade=orphan 删除后重建，Pod 不受影响。
#   severity: error
#   applies_to:
#     - Node
#     - PersistentVolume
#     - PersistentVolumeClaim
#     - Pod
#     - ResourceQuota
#     - Secret
#     - Service
#     - apiextensions.k8s.io/CustomResourceDefinition
#     - apps/ControllerRevision
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - batch/Job
#     - certificates.k8s.io/ClusterTrustBundle
#     - certificates.k8s.io/PodCertificateRequest
#     - coordination.k8s.io/LeaseCandidate
#     - discovery.k8s.io/EndpointSlice
#     - gateway.networking.k8s.io/GatewayClass
#     - networking.k8s.io/IPAddress
#     - networking.k8s.io/IngressClass
#     - networking.k8s.io/ServiceCIDR
#     - node.k8s.io/RuntimeClass
#     - rbac.authorization.k8s.io/ClusterRoleBinding
#     - rbac.authorization.k8s.io/RoleBinding
#     - resource.k8s.io/ResourceClaim
#     - resource.k8s.io/ResourceClaimTemplate
#     - resource.k8s.io/ResourceSlice
#     - scheduling.k8s.io/PriorityClass
#     - storage.k8s.io/CSIDriver
#     - storage.k8s.io/CSIStorageCapacity
#     - storage.k8s.io/StorageClass
#     - storage.k8s.io/VolumeAttachment
#     - storage.k8s.io/VolumeAttributesClass
#     - storagemigration.k8s.io/StorageVersionMigration
#   operations: [UPDATE]
#   places: [ci]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Write the value that it had. Where it has to change, make a new object with another name, let the others refer
#     to that, and delete the old one last. A StatefulSet can be deleted with --cascade=orphan and made again: its
#     pods stay.
#   not_a_problem: |
#     When the object is deleted on purpose before this is applied. Hooks are made anew each time and are not
#     reported. An object that is annotated to be deleted and made again is a warning, and nothing where nobody misses
#     it meanwhile; a warning, too, is a Job that is deleted after it has finished, and a value that the cluster may
#     have filled in.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
#     - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
#     - https://kubernetes.io/docs/concepts/workloads/controllers/job/
#   since: 0.1.0
package tidegate.change.immutable_field

import data.tidegate.lib.immutable
import data.tidegate.lib.workload

deny contains finding if {
	not immutable.is_forced
	some found in refused
	finding := object.union(weight(found), {
		"msg": sprintf("the API server %s let anybody change %s of a %s that exists", [
			surely(found),
			concat(".", found.field),
			input.object.kind,
		]),
		"path": found.path,
	})
}

deny contains finding if {
	immutable.is_forced
	some found in refused
	finding := {
		"severity": "warning",
		"msg": sprintf("%s is changed, so the %s is deleted and made again: %s", [
			concat(".", found.field),
			input.object.kind,
			data.lib.immutable.lost[workload.kind],
		]),
		"path": found.path,
	}
}

deny contains finding if {
	is_kept
	some field in immutable.open
	finding := {
		"unknown": true,
		"msg": sprintf("%s is filled in later", [concat(".", field)]),
		"path": field,
	}
}

refused contains {"field": found.field, "path": found.path, "doubtful": is_doubtful(found.path)} if {
	is_kept
	some found in immutable.changed
}

refused contains {"field": found.field, "path": found.field, "doubtful": found.doubtful} if {
	is_kept
	some found in immutable.by_condition
}

# Another version of the API may have another shape. Hooks are made anew each time.
is_kept if {
	input.oldObject.apiVersion == input.object.apiVersion
	not workload.is_hook
}

surely(found) := "may not" if found.doubtful

surely(found) := "does not" if not found.doubtful

weight(found) := {"severity": "warning"} if found.doubtful

weight(found) := {} if not found.doubtful

# The cluster has a default class, which may be the one that is written now.
is_doubtful(path) if {
	path == ["spec", "storageClassName"]
	not input.oldObject.spec.storageClassName
} else if {
	# The Job may be gone by then.
	input.object.kind == "Job"
	input.oldObject.spec.ttlSecondsAfterFinished >= 0
} else := false
