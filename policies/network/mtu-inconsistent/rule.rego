# METADATA
# title: MTU settings of one network agree
# description: >-
#   Two settings of one scope give different sizes to the same thing, so that one of them has no effect or packets
#   fit one device and not the next. It means numbers for one device (veth_mtu, Installation, the FELIX_ variables,
#   FelixConfiguration; the CNI configuration and its agent), a tunnel that is switched on and smaller than the pods
#   that send into it, pods that send more than their own network's idea of what lies beneath leaves them (POD_MTU
#   and AWS_VPC_ENI_MTU, veth_mtu and net-conf.json of Canal), and Cilium chained to another network. The finding is
#   on the setting with less authority and names the other. It is a warning where the device may not exist because
#   nothing in the scope switches it on. A setting that is certainly too large is reported by
#   network/mtu-exceeds-underlay or network/mtu-overlay-overhead alone, and nothing is said where what they propose
#   would make both agree.
# custom:
#   severity: error
#   applies_to:
#     - ConfigMap
#     - apps/DaemonSet
#     - crd.projectcalico.org/FelixConfiguration
#     - helm.cattle.io/HelmChartConfig
#     - kops.k8s.io/Cluster
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
#     Decide which number is right and give it to both, or remove the one with less authority: then the other, or
#     detection, holds for both.
#   title_zh: 同一网络的各处 MTU 设置一致
#   remediation_zh: |
#     确定哪个数值正确，并让两处一致；或者删除优先级较低的那一处，
#     由另一处设置或自动探测同时决定两者。
#   not_a_problem: >-
#     When the setting belongs to nodes on which the other does not hold.
#   references:
#     - https://docs.tigera.io/calico/latest/networking/configuring/mtu
#     - https://docs.tigera.io/calico/latest/reference/felix/configuration
#     - https://github.com/aws/amazon-vpc-cni-k8s/blob/master/README.md
#     - https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md
#     - https://antrea.io/docs/main/docs/configuration/
#     - https://docs.cilium.io/en/stable/installation/cni-chaining/
#   since: 0.1.0
package tidegate.network.mtu_inconsistent

import data.tidegate.lib.cni.contradiction
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.verdict

deny contains finding if {
	some setting in subject
	verdict.of(setting) == "contradiction"
	clash := contradiction.contradictions(setting)[0]
	finding := object.union(
		{
			"msg": sprintf("%s %d %s", [setting.text, setting.value, explained(clash)]),
			"path": setting.path,
			"key": setting.text,
			"severity": clash.severity,
		},
		related(clash.other),
	)
}

explained(clash) := text if {
	clash.kind == "device"
	text := sprintf("contradicts %s: both set the MTU of %s", [
		contradiction.described(clash.other),
		data.lib.cni.devices[clash.device],
	])
}

explained(clash) := text if {
	clash.kind == "tunnel"
	text := sprintf("is smaller than %s: pods send packets that %s does not take", [
		contradiction.described(clash.other),
		data.lib.cni.devices[clash.device],
	])
}

# Only this kind has a limit.
explained(clash) := text if {
	other := contradiction.described(clash.other)
	text := sprintf("is larger than the %d bytes that %s leaves the pods", [clash.limit, other])
}

explained(clash) := text if {
	clash.kind == "chained"
	text := sprintf("differs from %s, through whose interfaces Cilium sends here", [contradiction.described(clash.other)])
}

# Nothing where the other setting is in the same object.
related(other) := {"related": {"object": other.where, "path": other.path}} if {
	other.where != null
} else := {}
