# METADATA
# title: MTU leaves room for WireGuard where it is switched on
# description: >-
#   WireGuard takes more of every packet than VXLAN or IPIP: 60 bytes over IPv4 and 80 over IPv6, with flannel and
#   KubeSpan always 80. An MTU that was worked out for the other tunnel, or before encryption was switched on, is too
#   large for it, and WireGuard forbids to fragment: large packets are lost, connections open and hang. Where the
#   network beneath is known this is sure. Where it is not, a number that keeps just the bytes of another tunnel free of
#   a customary link (1450, 1480, 8951 ...) tells what it was made for, and a whole link (1500) that nothing was kept
#   free of. Clusters on AKS, as the Installation of Calico says, carry no more than 1340 in WireGuard. Cilium and
#   flannel take WireGuard's bytes off by themselves and are not meant.
# custom:
#   severity: error
#   applies_to:
#     - ConfigMap
#     - KubeSpanConfig
#     - Node
#     - apps/DaemonSet
#     - crd.projectcalico.org/FelixConfiguration
#     - file/talos
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
#     Set the MTU to that of the network beneath less what WireGuard takes (1440 on Ethernet with Calico or Antrea, 1420
#     over IPv6, 1340 on AKS), or remove it and let the CNI detect it. Then restart the node agents and recreate the
#     pods: existing ones keep their MTU.
#   silences: [network/mtu-overlay-overhead]
#   title_zh: 启用 WireGuard 时，MTU 为其留出余量
#   remediation_zh: |
#     把 MTU 设为底层网络的 MTU 减去 WireGuard 的开销（以太网上 Calico 和 Antrea 为 1440，走 IPv6 时为 1420，AKS 上为 1340），
#     或者删除该设置，由 CNI 自动探测。之后重启节点代理并重建 Pod：已有的 Pod 会保留原来的 MTU。
#   not_a_problem: >-
#     When the network beneath carries more than a link that the number seems to be made for, say jumbo frames: set the
#     parameter underlay_mtu to what it carries.
#   references:
#     - https://docs.tigera.io/calico/latest/networking/configuring/mtu
#     - https://docs.tigera.io/calico/latest/network-policy/encrypt-cluster-pod-traffic
#     - https://antrea.io/docs/main/docs/traffic-encryption/
#     - https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md
#   since: 0.1.0
package tidegate.network.mtu_wireguard_undersized

import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.verdict
import data.tidegate.lib.cni.wireguard

deny contains finding if {
	some setting in subject
	verdict.of(setting) == "wireguard"
	squeeze := wireguard.of(setting)
	finding := {
		"msg": sprintf("%s %d leaves no room for %s, which is on and needs %d%s; at most %d fits", [
			setting.text,
			setting.value,
			squeeze.overhead.text,
			squeeze.overhead.bytes,
			explained(squeeze),
			squeeze.proposal,
		]),
		"path": setting.path,
		"key": setting.text,
		"measure": setting.value,
	}
}

explained(squeeze) := sprintf(" of the %d bytes that the network beneath carries (%s)", [
	squeeze.underlay.value,
	squeeze.underlay.text,
])

explained(squeeze) := sprintf(", but keeps %d bytes of a link of %d free", [squeeze.kept, squeeze.link])
