# METADATA
# title: MTU is no larger than the network beneath carries
# description: >-
#   An MTU above what the network beneath carries lets small packets through and loses the large ones: connections
#   open and then hang, TLS handshakes time out. This rule compares the number itself with the network beneath,
#   where that is known: from the parameter underlay_mtu, the ENI MTU of the AWS VPC CNI, or the main interface that
#   NMState sets up (for an attachment, its master). Where it is not known, a number that no network carries, or
#   that is too small for IP, is a warning. A number that fits as it is but not with an encapsulation around it
#   belongs to network/mtu-overlay-overhead, two numbers that contradict each other to network/mtu-inconsistent. 0
#   and absent mean detection and are fine; placeholders are not judged.
# custom:
#   severity: error
#   applies_to:
#     - ConfigMap
#     - apps/DaemonSet
#     - crd.projectcalico.org/FelixConfiguration
#     - helm.cattle.io/HelmChartConfig
#     - k8s.cni.cncf.io/NetworkAttachmentDefinition
#     - kubeovn.io/Subnet
#     - operator.openshift.io/Network
#     - operator.tigera.io/Installation
#     - projectcalico.org/FelixConfiguration
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - ConfigMap
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
#     - https://www.rfc-editor.org/rfc/rfc8200#section-5
#   since: 0.1.0
package tidegate.network.mtu_exceeds_underlay

import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.verdict

deny contains finding if {
	some setting in subject
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
	finding := {
		"msg": sprintf("%s %d %s", [setting.text, setting.value, explained(setting, oddity)]),
		"path": setting.path,
		"key": setting.text,
		"severity": "warning",
	}
}

# A final value has to leave room for what is put around it, too.
proposed(excess) := sprintf("; at most %d fits", [excess.proposal]) if {
	excess.proposal < excess.underlay.value
} else := ""

explained(_, oddity) := text if {
	oddity.kind == "large"
	text := sprintf("is larger than the %d bytes that networks of its kind carry", [oddity.limit])
}

explained(setting, oddity) := text if {
	oddity.kind == "attachment"
	text := sprintf("is larger than the %d bytes of the node network (%s), and nothing says that %s carries more", [
		oddity.limit,
		"the parameter underlay_mtu",
		setting.master,
	])
}

explained(setting, oddity) := text if {
	least := {"small": "that IP requires", "ipv6": "that IPv6 requires, which the scope switches on"}[oddity.kind]
	text := sprintf("%sis below the %d bytes %s", [left(setting), oddity.limit, least])
}

# An underlay MTU is not yet what the pods get.
left(setting) := "" if {
	setting.value == fit.effective(setting)
} else := sprintf("leaves the pods %d, which ", [fit.effective(setting)])
