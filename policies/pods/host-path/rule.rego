# METADATA
# title: Pods mount no paths of their node
# description: |
#   Who can write to a path of the node can often run something there: a kubelet's manifests, a runtime's socket, a cron
#   folder. Who can only read finds credentials and the data of other pods. What is kept there is lost to the pod once
#   it runs on another node. The Pod Security levels baseline and restricted refuse hostPath volumes.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Use a PersistentVolumeClaim for data, an emptyDir for scratch space, a projected volume for tokens and
#     certificates, or a CSI driver for devices of the node.
#   silences: [pods/volume-types]
#   title_zh: Pod 不挂载节点上的路径
#   remediation_zh: |
#     数据使用 PersistentVolumeClaim，临时空间使用 emptyDir，令牌和证书使用 projected 卷，节点设备使用 CSI 驱动。
#   not_a_problem: |
#     When the pod reads or mends the node itself, as log collectors, storage drivers and backup agents do, in a
#     namespace that enforces the level privileged (label pod-security.kubernetes.io/enforce), where this rule is
#     silent. Where nobody declared a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   since: 0.1.0
package tidegate.pods.host_path

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.host_path
}
