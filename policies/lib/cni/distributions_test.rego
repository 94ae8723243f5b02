# Encapsulations as distributions of Kubernetes write them; see encapsulation.rego.
package tidegate.lib.cni.distributions_test

import data.tidegate.lib.cni.encapsulation.encapsulations

custom(api_version, kind, name, spec) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": name},
	"spec": spec,
}

# Short for an encapsulation: [bytes, reserve, text, always] by network and device.
short(all) := {[
	item.cni,
	item.device,
	item.bytes,
	item.reserve,
	item.text,
	item.always,
] |
	some item in all
}

of(obj, params) := found if {
	found := short(encapsulations) with input as {"object": obj, "inventory": {}, "params": params}
}

alone(obj) := of(obj, {})

network(spec) := {wrap |
	some wrap in alone(custom("operator.openshift.io/v1", "Network", "cluster", {"defaultNetwork": spec}))
	wrap[0] != "ovn-migration"
}

test_what_openshift_migrates_to_is_wrapped_alike if {
	wraps := alone(custom("operator.openshift.io/v1", "Network", "cluster", {"defaultNetwork": {"type": "OVNKubernetes"}}))
	{wrap[0]: array.slice(wrap, 1, 6) | some wrap in wraps} == {
		"ovn-kubernetes": ["pod", 58, 100, "Geneve", true],
		"ovn-migration": ["pod", 58, 100, "Geneve", true],
	}
}

test_ovn_kubernetes_of_openshift if {
	network({"type": "OVNKubernetes"}) == {["ovn-kubernetes", "pod", 58, 100, "Geneve", true]}
	network({"type": "OVNKubernetes", "ovnKubernetesConfig": {"ipsecConfig": {"mode": "Full"}}}) == {[
		"ovn-kubernetes",
		"pod",
		104,
		146,
		"Geneve with IPsec ESP",
		true,
	]}
	network({"type": "OVNKubernetes", "ovnKubernetesConfig": {"ipsecConfig": {"mode": "External"}}}) == {[
		"ovn-kubernetes",
		"pod",
		58,
		100,
		"Geneve",
		true,
	]}
}

test_openshift_sdn if {
	network({"type": "OpenShiftSDN"}) == {["openshift-sdn", "pod", 50, 50, "VXLAN", true]}
}

test_another_network_of_openshift if {
	network({"type": "Raw"}) == set()
	network(null) == set()
}

talos(more) := alone(object.union({"apiVersion": "v1alpha1", "kind": "KubeFlannelCNIConfig"}, more))

test_flannel_of_talos if {
	talos({"backendMTU": 1420}) == {["flannel", "pod", 50, 50, "VXLAN", true]}
	talos({"backendType": "WireGuard"}) == {["flannel", "pod", 80, 80, "WireGuard", true]}
	talos({"backendType": "host-gw"}) == set()
	talos({"backendType": 5}) == set()
}

test_kubespan if {
	found := {["kubespan", "pod", 80, 80, "WireGuard", true]}
	alone({"apiVersion": "v1alpha1", "kind": "KubeSpanConfig", "enabled": true, "mtu": 1420}) == found
	alone({"apiVersion": "v1alpha1", "kind": "KubeSpanConfig", "enabled": false, "mtu": 1420}) == set()
	machine := {"machine": {"network": {"kubespan": {"enabled": true}}}}
	in_file := short(encapsulations) with input as {"file": {"format": "talos", "document": machine}, "inventory": {}}
	in_file == found
}

node(annotations) := alone({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a", "annotations": annotations}})

test_submariner if {
	text := "the headers and the tunnel between the clusters"
	node({"submariner.io/tcp-clamp-mss": "1200"}) == {["submariner", "pod", 40, 200, text, true]}
	node({"submariner.io/globalip": "242.0.0.1"}) == set()
}

kops(calico) := alone(custom("kops.k8s.io/v1alpha2", "Cluster", "a", {"networking": {"calico": calico}}))

test_calico_of_kops if {
	kops({}) == {["calico", "ipip", 20, 20, "IPIP", false]}
	kops({"ipipMode": "Always"}) == {["calico", "ipip", 20, 20, "IPIP", true]}
	kops({"encapsulationMode": "VXLAN", "vxlanMode": "Always"}) == {["calico", "vxlan", 50, 50, "VXLAN", true]}
	kops({"encapsulationMode": "none"}) == set()
	kops({"encapsulationMode": "none", "wireguardEnabled": true}) == {[
		"calico",
		"wireguard",
		60,
		60,
		"WireGuard",
		true,
	]}
}

test_another_network_of_kops if {
	alone(custom("kops.k8s.io/v1alpha2", "Cluster", "a", {"networking": {"cilium": {}}})) == set()
}

cilium(content) := alone(custom("helm.cattle.io/v1", "HelmChartConfig", "rke2-cilium", {"valuesContent": content}))

test_the_chart_of_cilium if {
	cilium("MTU: 1500") == {["cilium", "pod", 50, 50, "VXLAN", true]}
	cilium("tunnelProtocol: geneve") == {["cilium", "pod", 50, 50, "Geneve", true]}
	cilium("routingMode: native") == set()
	cilium("{routingMode: native, encryption: {enabled: true, type: wireguard}}") == {[
		"cilium",
		"pod",
		80,
		80,
		"WireGuard",
		true,
	]}
	cilium("{routingMode: native, encryption: {enabled: true}}") == {["cilium", "pod", 77, 77, "IPsec", true]}
	cilium("{routingMode: native, encryption: {enabled: false, type: wireguard}}") == set()
	cilium("[") == set()
}

test_another_chart_is_not_of_cilium if {
	alone(custom("helm.cattle.io/v1", "HelmChartConfig", "rke2-calico", {"valuesContent": "MTU: 1500"})) == set()
}
