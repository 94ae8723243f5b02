# METADATA
# title: A Docker daemon in a pod knows the MTU of the pod
# description: >-
#   A Docker daemon gives its bridge 1500 bytes whatever the interface of the pod has. In an overlay network that is
#   more than the pod can send: builds start, pull small layers, and hang on large ones or in TLS handshakes. This is a
#   warning where the scope or the parameter underlay_mtu tells that pods carry less than the daemon is told, else an
#   information for every daemon that is told nothing, or 1500 and more. Networks that a job creates do not inherit
#   --mtu: they need default-network-opts, or com.docker.network.driver.mtu of their own.
# custom:
#   severity: warning
#   applies_to:
#     - workloads
#     - actions.github.com/AutoscalingRunnerSet
#     - actions.summerwind.dev/Runner
#     - actions.summerwind.dev/RunnerDeployment
#     - actions.summerwind.dev/RunnerSet
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
#     Start the daemon with --mtu set to the MTU of the pods (1450 in VXLAN on Ethernet), and with
#     --default-network-opt=bridge=com.docker.network.driver.mtu= the same for networks that jobs create. In
#     actions-runner-controller that is dockerMTU.
#   title_zh: Pod 内的 Docker 守护进程知道 Pod 的 MTU
#   remediation_zh: |
#     启动守护进程时用 --mtu 指定 Pod 的 MTU（以太网上的 VXLAN 为 1450），并用
#     --default-network-opt=bridge=com.docker.network.driver.mtu= 为作业创建的网络指定同样的值；
#     在 actions-runner-controller 中对应的字段是 dockerMTU。
#   not_a_problem: >-
#     When pods have 1500 bytes or more, as with native routing or jumbo frames, or the daemon only builds without
#     bridge networks.
#   references:
#     - https://docs.docker.com/reference/cli/dockerd/
#     - https://github.com/moby/moby/issues/34981
#     - https://github.com/actions/actions-runner-controller/issues/1046
#     - https://github.com/projectcalico/calico/issues/2334
#   since: 0.1.0
package tidegate.network.mtu_docker_in_docker

import data.tidegate.lib.docker

deny contains finding if {
	some entry in docker.daemons
	bridge := docker.mtu(entry.container)
	severity := judged(bridge)
	finding := {
		"msg": sprintf("the Docker daemon of container %q %s", [entry.name, explained(bridge, severity)]),
		"path": entry.path,
		"severity": severity,
	}
}

deny contains finding if {
	some place in docker.runners
	severity := judged(place.bridge)
	finding := {
		"msg": sprintf("the Docker daemon of the runners %s", [explained(place.bridge, severity)]),
		"path": place.path,
		"severity": severity,
	}
}

# Pods on the host network have the MTU of the node, and an overlay takes nothing off.
judged(bridge) := "warning" if {
	bridge.value > data.tidegate.lib.cni.pods.limit.value
} else := "info" if {
	bridge.value >= 1500
	not is_fine(bridge)
}

is_fine(_) if data.tidegate.lib.workload.pod_spec.hostNetwork == true

is_fine(bridge) if {
	data.tidegate.lib.cni.pods.is_known
	bridge.value <= data.tidegate.lib.cni.pods.limit.value
}

# Room for any encapsulation.
is_fine(bridge) if bridge.value + 150 <= data.tidegate.lib.cni.pods.limit.value

explained(bridge, severity) := sprintf("gives its bridge %s, but pods carry %d (%s)", [
	size(bridge),
	data.tidegate.lib.cni.pods.limit.value,
	data.tidegate.lib.cni.pods.limit.text,
]) if {
	severity == "warning"
}

explained(bridge, severity) := sprintf("gives its bridge %s, which pods in an overlay network do not carry", [
	size(bridge),
]) if {
	severity == "info"
}

size(bridge) := sprintf("%d bytes", [bridge.value]) if {
	bridge.said
} else := sprintf("%d bytes, as it is told nothing", [bridge.value])
