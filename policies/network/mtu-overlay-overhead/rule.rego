# METADATA
# title: MTU leaves room for the encapsulation that is switched on
# description: >-
#   A tunnel puts headers around every packet. Where the CNI takes the number as the final MTU of pods or tunnel
#   devices (Calico, Canal, Antrea, OVN-Kubernetes, Kube-OVN, Weave Net, kube-router), it has to leave room for
#   them: else full packets between nodes are dropped or fragmented, or the tunnel device cannot be set up. Cilium
#   and flannel take an MTU of the network beneath and subtract by themselves, so they are not meant here. Where the
#   network beneath is not known, it is told of a number that is exactly the size of a link (1500, 9000, 9001, 1460),
#   so that nothing was kept free. It is an error where every packet between nodes is wrapped, and a warning where
#   only some are (CrossSubnet, hybrid) or only the room that the maintainers ask for is missing. A number above the
#   network itself belongs to network/mtu-exceeds-underlay, one that is too large for WireGuard alone to
#   network/mtu-wireguard-undersized; where another setting contradicts the number that is not certainly too large,
#   network/mtu-inconsistent speaks instead.
# custom:
#   severity: error
#   applies_to:
#     - ConfigMap
#     - KubeSpanConfig
#     - Node
#     - apps/DaemonSet
#     - crd.projectcalico.org/FelixConfiguration
#     - helm.cattle.io/HelmChartConfig
#     - k8s.cni.cncf.io/NetworkAttachmentDefinition
#     - kops.k8s.io/Cluster
#     - kubeovn.io/Subnet
#     - operator.openshift.io/Network
#     - operator.tigera.io/Installation
#     - projectcalico.org/FelixConfiguration
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - ConfigMap
#     - KubeFlannelCNIConfig
#     - LinkConfig
#     - apps/DaemonSet
#     - crd.projectcalico.org/FelixConfiguration
#     - crd.projectcalico.org/IPPool
#     - helm.cattle.io/HelmChartConfig
#     - nmstate.io/NodeNetworkConfigurationPolicy
#     - operator.openshift.io/Network
#     - operator.tigera.io/Installation
#     - projectcalico.org/FelixConfiguration
#     - projectcalico.org/IPPool
#   absence: false
#   params: {underlay_mtu: null, ipv6: false}
#   remediation: >-
#     Set the MTU to that of the network beneath less the overhead of the largest encapsulation in use, or remove it
#     and let the CNI detect it. Then restart the node agents and recreate the pods: existing ones keep their MTU.
#   title_zh: MTU 为已启用的封装留出余量
#   remediation_zh: |
#     把 MTU 设为底层网络的 MTU 减去所用封装中最大的开销，或者删除该设置，由 CNI 自动探测。
#     之后重启节点代理并重建 Pod：已有的 Pod 会保留原来的 MTU。
#   not_a_problem: >-
#     When the network beneath carries more than the number and its overhead together, say 1500 in pods over jumbo
#     frames: set the parameter underlay_mtu to what it carries.
#   references:
#     - https://docs.tigera.io/calico/latest/networking/configuring/mtu
#     - https://antrea.io/docs/main/docs/configuration/
#     - https://docs.openshift.com/container-platform/latest/networking/changing-cluster-network-mtu.html
#     - https://kubeovn.github.io/docs/stable/en/
#     - https://github.com/weaveworks/weave/blob/master/site/tasks/manage/fastdp.md
#   since: 0.1.0
package tidegate.network.mtu_overlay_overhead

import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.verdict

deny contains finding if {
	some setting in subject
	verdict.of(setting) in {"squeeze", "wireguard"}
	squeeze := fit.squeeze(setting)
	finding := {
		"msg": sprintf("%s %d %s; at most %d fits", [
			setting.text,
			setting.value,
			explained(setting, squeeze),
			squeeze.proposal,
		]),
		"path": setting.path,
		"key": setting.text,
		"severity": squeeze.severity,
		"measure": setting.value,
	}
}

explained(setting, squeeze) := text if {
	text := sprintf("leaves %d of the %d bytes that the network beneath carries (%s), but %s needs %d", [
		squeeze.underlay.value - setting.value,
		squeeze.underlay.value,
		squeeze.underlay.text,
		squeeze.overhead.text,
		squeeze.bytes,
	])
}

explained(_, squeeze) := text if {
	squeeze.underlay == null
	text := sprintf("is the size of a whole link and keeps nothing free for %s, which needs %d", [
		squeeze.overhead.text,
		squeeze.bytes,
	])
}
