package tidegate.lib.cni.encapsulation_charts_test

import data.tidegate.lib.cni.encapsulation_test

chart(name, content) := encapsulation_test.alone(config) if {
	config := encapsulation_test.custom("helm.cattle.io/v1", "HelmChartConfig", name, {"valuesContent": content})
}

test_the_chart_of_canal if {
	chart("rke2-canal", "calico: {vethuMTU: 1450}") == {["canal", "pod", 50, 50, "VXLAN", true]}
	chart("rke2-canal", "flannel: {backend: WireGuard}") == {["canal", "pod", 80, 80, "WireGuard", true]}
	chart("rke2-canal", "flannel: {backend: host-gw}") == set()
	chart("rke2-canal", "flannel: {backend: 5}") == set()
	chart("rke2-canal", "{{") == set()
}

test_the_chart_of_calico if {
	chart("rke2-calico", "installation: {calicoNetwork: {ipPools: [{encapsulation: VXLAN}]}}") == {[
		"calico",
		"vxlan",
		50,
		50,
		"VXLAN",
		true,
	]}
	chart("rke2-calico", "installation: {calicoNetwork: {ipPools: []}}") == set()
	chart("rke2-calico", "installation: {}") == {["calico", "vxlan", 50, 50, "VXLAN", true]}
	chart("rke2-calico", "installation: {calicoNetwork: {mtu: 1450}}") == {["calico", "vxlan", 50, 50, "VXLAN", true]}
	chart("rke2-calico", "installation: VXLAN") == set()
	chart("rke2-calico", "{}") == set()
}

test_another_chart if {
	chart("rke2-flannel", "flannel: {backend: vxlan}\ninstallation: {calicoNetwork: {linuxDataplane: BPF}}") == set()
}
