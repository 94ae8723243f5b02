# METADATA
# title: MTU is large enough for IPv6 where that is spoken
# description: >-
#   A link below 1280 bytes cannot carry IPv6, and Linux takes IPv6 off an interface with a smaller MTU: pods have no
#   IPv6 address, or one that nothing reaches. This rule looks at what the pods get, so that an MTU of the network
#   beneath counts less what Cilium or flannel take off by themselves. That IPv6 is spoken is told by the scope
#   (Cilium's enable-ipv6, IP pools and cluster networks of IPv6, EnableIPv6 of flannel, ENABLE_IPv6 of the AWS VPC
#   CNI, addresses of an interface) or by the parameter ipv6.
# custom:
#   severity: error
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
#     - file/cni
#     - file/talos
#     - helm.cattle.io/HelmChartConfig
#     - k8s.cni.cncf.io/NetworkAttachmentDefinition
#     - kops.k8s.io/Cluster
#     - kubeovn.io/Subnet
#     - nmstate.io/NodeNetworkConfigurationPolicy
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
#     Raise the MTU until at least 1280 bytes are left for the pods, if need be with a lighter encapsulation or a larger
#     MTU of the nodes' network; or switch IPv6 off.
#   title_zh: 启用 IPv6 时，MTU 不低于其要求的最小值
#   remediation_zh: |
#     提高 MTU，使 Pod 至少得到 1280 字节；必要时改用开销更小的封装，或者提高节点网络的 MTU；
#     也可以关闭 IPv6。
#   not_a_problem: >-
#     When the parameter ipv6 is set for nodes that speak IPv6 while the pods have IPv4 only.
#   references:
#     - https://www.rfc-editor.org/rfc/rfc8200#section-5
#     - https://docs.tigera.io/calico/latest/networking/configuring/mtu
#     - https://github.com/aws/amazon-vpc-cni-k8s/blob/master/README.md
#   since: 0.1.0
package tidegate.network.mtu_below_ipv6_minimum

import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.verdict

deny contains finding if {
	some setting in subject
	verdict.of(setting) == "ipv6"
	finding := {
		"msg": sprintf("%s %d %sis below the %d bytes that IPv6 needs, which is spoken here", [
			setting.text,
			setting.value,
			left(setting),
			data.lib.cni.smallest_ipv6,
		]),
		"path": setting.path,
		"key": setting.text,
	}
}

# An underlay MTU is not yet what the pods get.
left(setting) := "" if {
	setting.value == fit.effective(setting)
} else := sprintf("leaves the pods %d, which ", [fit.effective(setting)])
