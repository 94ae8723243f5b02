# METADATA
# title: A new MTU reaches all pods and nodes at about the same time
# description: >-
#   A change of the MTU holds for what starts after it. Agents read their configuration when they start, and interfaces
#   of running pods keep the number that they were made with: for as long as old and new ones talk to each other, large
#   packets of one side are lost on the other. The finding says who has to start anew. A change from or to detection
#   (0, or no number) counts as one.
# custom:
#   severity: warning
#   applies_to:
#     - BondConfig
#     - BridgeConfig
#     - ConfigMap
#     - KubeFlannelCNIConfig
#     - KubeSpanConfig
#     - LinkConfig
#     - Node
#     - VLANConfig
#     - apps/DaemonSet
#     - crd.projectcalico.org/FelixConfiguration
#     - helm.cattle.io/HelmChartConfig
#     - k8s.cni.cncf.io/NetworkAttachmentDefinition
#     - kops.k8s.io/Cluster
#     - kubeovn.io/Subnet
#     - nmstate.io/NodeNetworkConfigurationPolicy
#     - operator.openshift.io/Network
#     - operator.tigera.io/Installation
#     - projectcalico.org/FelixConfiguration
#   operations: [UPDATE]
#   places: [ci, admission]
#   reads: [apps/DaemonSet]
#   absence: false
#   remediation: >-
#     Plan the change: lower the pods before the network beneath and raise them after it, restart the node agents, then
#     recreate the pods node by node (drain) within one maintenance window.
#   title_zh: 新的 MTU 在所有 Pod 和节点上大致同时生效
#   remediation_zh: |
#     有计划地变更：调低时先改 Pod 再改底层网络，调高时顺序相反；重启节点代理，
#     然后在同一个维护窗口内逐个节点（drain）重建 Pod。
#   not_a_problem: >-
#     When the restarts are part of the rollout, or no pod runs yet.
#   references:
#     - https://docs.tigera.io/calico/latest/networking/configuring/mtu
#     - https://antrea.io/docs/main/docs/configuration/
#     - https://github.com/cilium/cilium/issues/35489
#     - https://docs.openshift.com/container-platform/latest/networking/changing-cluster-network-mtu.html
#   since: 0.1.0
package tidegate.network.mtu_changed

import data.tidegate.lib.cni.changes

deny contains finding if {
	some change in changes.found
	finding := {
		"msg": sprintf("%s changes from %s to %s: start anew %s", [
			change.setting.text,
			told(change.old),
			told(change.new),
			changes.restart(change.setting),
		]),
		"path": change.setting.path,
		"key": change.setting.text,
	}
}

told(value) := "detection" if {
	value == null
} else := sprintf("%d", [value])
