# METADATA
# title: The overhead of an encapsulation is taken off once
# description: >-
#   Cilium and flannel are told the MTU of the network beneath and take their overhead off by themselves. A number from
#   which it was taken off before makes packets smaller than they could be: it works, at a lower throughput, and hides
#   what the network really carries. Where the network beneath is known the number has to be just one overhead below it;
#   where it is not, a customary size of a network less an overhead, when the number is not such a size itself.
# custom:
#   severity: info
#   applies_to:
#     - ConfigMap
#     - KubeFlannelCNIConfig
#     - helm.cattle.io/HelmChartConfig
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
#     Set the number to the MTU of the network beneath, or remove it and let the CNI detect it. Raise it on all nodes
#     and recreate the pods, so that both sides of a connection agree.
#   title_zh: 封装开销只扣除一次
#   remediation_zh: |
#     把该值设为底层网络的 MTU，或者删除它，由 CNI 自动探测。调整要覆盖所有节点，并重建 Pod，使连接两端保持一致。
#   not_a_problem: >-
#     When the network beneath really carries just that, or the smaller packets are wanted because of another tunnel on
#     the way that nobody else knows of.
#   references:
#     - https://docs.cilium.io/en/stable/operations/performance/tuning/
#     - https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md
#     - https://docs.siderolabs.com/talos/v1.14/reference/configuration/kubernetes/kubeflannelcniconfig
#   since: 0.1.0
package tidegate.network.mtu_double_subtraction

import data.tidegate.lib.cni.doubled
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.verdict

deny contains finding if {
	some setting in subject
	verdict.of(setting) == "doubled"
	twice := doubled.of(setting)
	finding := {
		"msg": sprintf("%s %d is %s, and %s is taken off once more", [
			setting.text,
			setting.value,
			explained(twice),
			twice.text,
		]),
		"path": setting.path,
		"key": setting.text,
	}
}

explained(twice) := sprintf("already %d less than the %d bytes of the network beneath", [twice.overhead, twice.link]) if {
	twice.known
} else := sprintf("probably %d less than a network of %d bytes beneath", [twice.overhead, twice.link])
