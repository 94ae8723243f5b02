# METADATA
# title: Volumes are of types that do not lead around the cluster
# description: |
#   In-line volumes of the old types (nfs, iscsi, gitRepo, flexVolume, the disks of clouds) name servers, disks and
#   credentials that nobody granted, where a PersistentVolumeClaim gets what an administrator offers. Several are no
#   longer carried out at all. The Pod Security level restricted allows configMap, csi, downwardAPI, emptyDir,
#   ephemeral, image, persistentVolumeClaim, projected and secret.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Make a PersistentVolume of it and mount that through a PersistentVolumeClaim, or use a CSI driver.
#   title_zh: 卷的类型不会绕过集群的管理
#   remediation_zh: |
#     把它做成 PersistentVolume，再通过 PersistentVolumeClaim 挂载；或使用 CSI 驱动。
#   not_a_problem: |
#     When the file server is for everybody in the network anyway; the level baseline allows it. Nothing is said in a
#     namespace that enforces the level privileged (label pod-security.kubernetes.io/enforce), where this rule is
#     silent. Of hostPath, pods/host-path tells in its stead. Where nobody declared a level, this is a part of
#     pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/concepts/storage/volumes/
#   since: 0.1.0
package tidegate.pods.volume_types

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.volume_types
}

# Also told by pods/host-path, which silences it.
deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	data.tidegate.lib.standards.is_restricted
	some found in data.tidegate.lib.standards.host_path
}
