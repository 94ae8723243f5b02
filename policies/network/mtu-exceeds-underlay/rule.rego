# METADATA
# title: MTU is no larger than the network beneath carries
# description: >-
#   An MTU above what the network beneath carries lets small packets through and loses the large ones: connections
#   open and then hang, TLS handshakes time out. This rule compares the number itself with the network beneath,
#   where that is known: from the parameter underlay_mtu, the ENI MTU of the AWS VPC CNI, or the main interface that
#   NMState or Talos Linux sets up (for an attachment or a VLAN, the interface below it). Where it is not known, a
#   number that no network carries is a warning. A number that fits as it is but not with an encapsulation around it
#   belongs to network/mtu-overlay-overhead, two numbers that contradict each other to network/mtu-inconsistent. 0
#   and absent mean detection and are fine; placeholders are not judged.
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
#     Lower the MTU to what every node and every hop between the nodes carries, less the overhead where the value is
#     a final one, or remove it and let the CNI detect it. Then restart the node agents and recreate the pods:
#     existing ones keep their MTU.
#   silences: [network/mtu-attachment]
#   title_zh: MTU 不超过底层网络的承载能力
#   remediation_zh: |
#     把 MTU 降到所有节点以及节点之间每一跳都能承载的值；如果填写的是最终值，还要减去封装开销；
#     也可以删除该设置，由 CNI 自动探测。之后重启节点代理并重建 Pod：已有的 Pod 会保留原来的 MTU。
#   not_a_problem: >-
#     When the parameter underlay_mtu is lower than what the nodes really carry, or an attachment leads to a network
#     of its own (storage, InfiniBand) that carries more.
#   references:
#     - https://docs.tigera.io/calico/latest/networking/configuring/mtu
#     - https://docs.cilium.io/en/stable/operations/performance/tuning/
#     - https://github.com/aws/amazon-vpc-cni-k8s/blob/master/README.md
#     - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html
#     - https://cloud.google.com/vpc/docs/mtu
#     - https://www.cni.dev/plugins/current/main/macvlan/
#   since: 0.1.0
package tidegate.network.mtu_exceeds_underlay

import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.verdict

deny contains finding if {
	some setting in subject
	verdict.of(setting) == "excess"
	excess := fit.excess(setting)
	finding := {
		"msg": sprintf("%s %d is larger than the %d bytes that the network beneath carries (%s)%s", [
			setting.text,
			setting.value,
			excess.underlay.value,
			excess.underlay.text,
			proposed(excess),
		]),
		"path": setting.path,
		"key": setting.text,
		"measure": setting.value,
	}
}

deny contains finding if {
	some setting in subject
	verdict.of(setting) == "oddity"
	oddity := fit.oddity(setting)
	oddity.kind == "large"
	finding := {
		"msg": sprintf("%s %d is larger than the %d bytes that networks carry", [
			setting.text,
			setting.value,
			oddity.limit,
		]),
		"path": setting.path,
		"key": setting.text,
		"severity": "warning",
	}
}

# A final value has to leave room for what is put around it, too.
proposed(excess) := sprintf("; at most %d fits", [excess.proposal]) if {
	excess.proposal < excess.underlay.value
} else := ""
