# METADATA
# title: Attached networks have an MTU that fits what they are attached to
# description: >-
#   A NetworkAttachmentDefinition gives pods a second interface. With macvlan and ipvlan its MTU may not be larger than
#   that of the interface below it, or no pod with it starts; a configuration that cannot be read has the same effect.
#   Two attachments to one interface, VLAN, bridge or network with different numbers lose the larger packets of one of
#   them. Where the interface below is set up in the scope, network/mtu-exceeds-underlay says it for sure; otherwise the
#   parameter underlay_mtu stands for the nodes' network. Without an MTU the kernel or the plugin takes a fitting one.
# custom:
#   severity: warning
#   applies_to: [k8s.cni.cncf.io/NetworkAttachmentDefinition, file/cni]
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
#     - k8s.cni.cncf.io/NetworkAttachmentDefinition
#     - nmstate.io/NodeNetworkConfigurationPolicy
#     - operator.openshift.io/Network
#     - operator.tigera.io/Installation
#     - projectcalico.org/FelixConfiguration
#     - projectcalico.org/IPPool
#   absence: false
#   params: {underlay_mtu: null, ipv6: false}
#   remediation: >-
#     Give all attachments to one interface, VLAN or bridge the same MTU, no larger than that of the interface below; or
#     leave it out. Then recreate the pods that are attached.
#   title_zh: 附加网络的 MTU 与其所依附的接口相符
#   remediation_zh: |
#     让依附于同一接口、VLAN 或网桥的所有附加网络使用相同的 MTU，且不超过下层接口的 MTU；或者不写该值。之后重建已附加的 Pod。
#   not_a_problem: >-
#     When the interface below belongs to a network of its own (storage, InfiniBand) that carries more than the nodes'
#     network, or the two attachments are used on different nodes whose interfaces only share a name.
#   references:
#     - https://www.cni.dev/plugins/current/main/macvlan/
#     - https://www.cni.dev/plugins/current/main/ipvlan/
#     - https://github.com/k8snetworkplumbingwg/multus-cni/blob/master/docs/how-to-use.md
#   since: 0.1.0
package tidegate.network.mtu_attachment

import data.tidegate.lib.cni.defects
import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.siblings

# Also told by network/mtu-invalid, which silences it.
deny contains finding if {
	some defect in defects.found
	finding := {"msg": sprintf("%s %s", [defect.text, defect.why]), "path": defect.path, "key": defect.text}
}

# Also told by network/mtu-exceeds-underlay, which silences it.
deny contains finding if {
	some setting in subject
	excess := fit.excess(setting)
	finding := above(setting, excess.underlay.value, excess.underlay.text)
}

deny contains finding if {
	some setting in subject
	oddity := fit.oddity(setting)
	oddity.kind == "attachment"
	text := sprintf("the parameter underlay_mtu; nothing says that %s carries more", [setting.master])
	finding := above(setting, oddity.limit, text)
}

deny contains finding if {
	some setting in subject
	not fit.excess(setting)
	other := siblings.smaller(setting)
	finding := {
		"msg": sprintf("mtu %d is larger than mtu %d of NetworkAttachmentDefinition %s/%s, and both are on %s", [
			setting.value,
			other.value,
			other.object.namespace,
			other.object.name,
			setting.wire,
		]),
		"path": setting.path,
		"key": "siblings",
		"related": {"object": other.object, "path": ["spec", "config"]},
	}
}

above(setting, limit, text) := {
	"msg": sprintf("mtu %d is larger than the %d bytes of the interface below (%s)", [setting.value, limit, text]),
	"path": setting.path,
	"key": "mtu",
}
