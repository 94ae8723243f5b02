# METADATA
# title: What is written as an MTU is one
# description: >-
#   A number in quotes where the API has an integer, or without where it has a text, is refused by the API server. What
#   is no number, a negative one, or one that no IP packet has (below 576, above 65535) or that the agent does not take
#   (AWS VPC CNI: above 9001) stops the agent that reads it or is silently replaced. A net-conf.json, antrea-agent.conf
#   or CNI configuration that cannot be read stops every new pod of the nodes that get it. 0, an empty text and an
#   absent key mean detection; placeholders that somebody fills in later (__CNI_MTU__, ${MTU}, {{ mtu }}) are not
#   judged, nor is a text that can only be read when they are.
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
#     Write a whole number of bytes between 576 and 65535: in quotes in a ConfigMap, an environment variable and an
#     annotation, without quotes everywhere else. Where a text cannot be read, mend its JSON or YAML (a comma too many,
#     a bracket too few).
#   silences: [network/mtu-attachment, schema/valid]
#   title_zh: MTU 的写法有效
#   remediation_zh: |
#     填写 576 到 65535 之间的整数字节数：在 ConfigMap、环境变量和注解中要加引号，在其他位置不加引号。
#     如果文本无法解析，请修正其中的 JSON 或 YAML（多余的逗号、缺少的括号）。
#   not_a_problem: >-
#     When a tool that Tidegate does not know fills in a part of the text before it reaches the cluster.
#   references:
#     - https://docs.tigera.io/calico/latest/networking/configuring/mtu
#     - https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md
#     - https://antrea.io/docs/main/docs/configuration/
#     - https://www.cni.dev/docs/spec/#section-1-network-configuration-format
#     - https://github.com/aws/amazon-vpc-cni-k8s/blob/master/README.md
#   since: 0.1.0
package tidegate.network.mtu_invalid

import data.tidegate.lib.cni.defects
import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.subject

deny contains finding if {
	some defect in defects.found
	finding := {
		"msg": sprintf("%s %s", [defect.text, defect.why]),
		"path": defect.path,
		"key": defect.text,
	}
}

deny contains finding if {
	some setting in subject
	impossible := fit.impossible(setting)
	finding := {
		"msg": sprintf("%s %d %s", [setting.text, setting.value, explained(setting, impossible)]),
		"path": setting.path,
		"key": setting.text,
	}
}

explained(_, impossible) := sprintf("is more than the %d bytes that are possible here", [impossible.limit]) if {
	impossible.kind == "large"
}

explained(setting, impossible) := sprintf("%sis below the %d bytes that IP requires", [
	left(setting),
	impossible.limit,
]) if {
	impossible.kind == "small"
}

# An underlay MTU is not yet what the pods get.
left(setting) := "" if {
	setting.value == fit.effective(setting)
} else := sprintf("leaves the pods %d, which ", [fit.effective(setting)])
