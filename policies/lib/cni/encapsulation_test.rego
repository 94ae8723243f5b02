package tidegate.lib.cni.encapsulation_test

import data.tidegate.lib.cni.encapsulation.encapsulations

config_map(name, content) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "namespace": "kube-system"},
	"data": content,
}

custom(api_version, kind, name, spec) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": name},
	"spec": spec,
}

agent(name, container) := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": name, "namespace": "kube-system"},
	"spec": {"template": {"spec": {"hostNetwork": true, "containers": [container]}}},
}

off_host(obj) := object.union(obj, {"spec": {"template": {"spec": {"hostNetwork": false}}}})

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

calico(env) := alone(agent("calico-node", {"env": [{"name": name, "value": value} | some name, value in env]}))

test_an_encapsulation_in_full if {
	obj := custom("crd.projectcalico.org/v1", "IPPool", "a", {"cidr": "10.0.0.0/16", "ipipMode": "CrossSubnet"})
	found := encapsulations with input as {"object": obj, "inventory": {}}
	found == {{
		"cni": "calico",
		"device": "ipip",
		"bytes": 20,
		"reserve": 20,
		"text": "IPIP",
		"always": false,
	}}
}

test_all_objects_of_the_scope_count if {
	inventory := {
		"ConfigMap": {"kube-system": {"ovn-config": config_map("ovn-config", {})}},
		"projectcalico.org/IPPool": {"": {"a": custom("projectcalico.org/v3", "IPPool", "a", {"vxlanMode": "Always"})}},
	}
	found := short(encapsulations) with input as {"object": config_map("x", {}), "inventory": inventory}
	found == {
		["ovn-kubernetes", "pod", 58, 100, "Geneve", true],
		["calico", "vxlan", 50, 50, "VXLAN", true],
	}
}

test_an_object_that_is_no_network_wraps_nothing if {
	content := {"net-conf.json": "{}", "antrea-agent.conf": "defaultMTU: 1", "tunnel": "vxlan"}
	alone(config_map("unrelated", content)) == set()
}

test_switches_of_the_agent_of_calico if {
	calico({"CALICO_IPV4POOL_IPIP": "Always"}) == {["calico", "ipip", 20, 20, "IPIP", true]}
	calico({"CALICO_IPV4POOL_VXLAN": "CrossSubnet"}) == {["calico", "vxlan", 50, 50, "VXLAN", false]}
	calico({"CALICO_IPV6POOL_VXLAN": "Always"}) == {["calico", "vxlan-v6", 70, 70, "VXLAN over IPv6", true]}
	calico({"FELIX_IPINIPENABLED": "true"}) == {["calico", "ipip", 20, 20, "IPIP", true]}
	calico({"FELIX_VXLANENABLED": "true"}) == {["calico", "vxlan", 50, 50, "VXLAN", true]}
	calico({"FELIX_WIREGUARDENABLED": "true"}) == {["calico", "wireguard", 60, 60, "WireGuard", true]}
	calico({"FELIX_WIREGUARDENABLEDV6": "true"}) == {[
		"calico",
		"wireguard-v6",
		80,
		80,
		"WireGuard over IPv6",
		true,
	]}
}

test_the_ebpf_data_plane_wraps_some_packets if {
	calico({"FELIX_BPFENABLED": "true"}) == {["calico", "ebpf", 50, 50, "the VXLAN of the eBPF data plane", false]}
}

test_switches_that_are_off if {
	calico({
		"CALICO_IPV4POOL_IPIP": "Never",
		"CALICO_IPV4POOL_VXLAN": "${VXLAN}",
		"FELIX_WIREGUARDENABLED": "false",
		"NODENAME": "Always",
	}) == set()
}

test_switches_on_the_pod_network_are_none if {
	container := {"env": [{"name": "CALICO_IPV4POOL_IPIP", "value": "Always"}, {"name": "WEAVE_MTU", "value": "1"}]}
	alone(off_host(agent("calico-node", container))) == set()
}

test_weave if {
	alone(agent("weave-net", {"env": [{"name": "WEAVE_MTU", "value": "1376"}]})) == {[
		"weave",
		"pod",
		0,
		84,
		"the fast datapath",
		true,
	]}
}

test_kube_router if {
	alone(agent("kube-router", {"args": ["--run-router=true"]})) == {["kube-router", "pod", 20, 20, "IPIP", false]}
}

test_kube_router_without_overlay if {
	alone(agent("kube-router", {"args": ["--enable-overlay=false"]})) == set()
	alone(off_host(agent("kube-router", {"args": []}))) == set()
}

test_kube_ovn if {
	alone(agent("kube-ovn-cni", {"args": []})) == {["kube-ovn", "pod", 58, 100, "Geneve", true]}
	alone(agent("kube-ovn-cni", {"args": ["--network-type=vxlan"]})) == {["kube-ovn", "pod", 50, 50, "VXLAN", true]}
	alone(agent("kube-ovn-cni", {"args": ["--network-type=stt"]})) == {["kube-ovn", "pod", 72, 72, "STT", true]}
}

test_kube_ovn_without_tunnel if {
	alone(agent("kube-ovn-cni", {"args": ["--network-type=vlan"]})) == set()
	alone(off_host(agent("kube-ovn-cni", {"args": []}))) == set()
}

subnet := custom("kubeovn.io/v1", "Subnet", "tenants", {"mtu": 1400})

test_a_subnet_is_wrapped_as_its_agent_says if {
	cni := agent("kube-ovn-cni", {"args": ["--network-type=stt"]})
	found := short(encapsulations) with input as {
		"object": subnet,
		"inventory": {"apps/DaemonSet": {"kube-system": {"kube-ovn-cni": cni}}},
	}
	found == {["kube-ovn", "pod", 72, 72, "STT", true]}
}

likely := {["kube-ovn", "pod", 58, 100, "Geneve", false], ["kube-ovn", "pod", 50, 50, "VXLAN", true]}

test_a_subnet_without_its_agent_is_likely_wrapped if {
	alone(subnet) == likely
}

test_a_subnet_beside_other_agents if {
	found := short(encapsulations) with input as {
		"object": subnet,
		"inventory": {"apps/DaemonSet": {"kube-system": {"proxy": agent("proxy", {"args": []})}}},
	}
	found == likely
}

test_another_object_with_the_name_of_the_agent_says_nothing if {
	cni := agent("kube-ovn-cni", {"args": ["--network-type=stt"]})
	found := short(encapsulations) with input as {
		"object": subnet,
		"inventory": {"operator.openshift.io/Network": {"": {"kube-ovn-cni": cni}}},
	}
	found == likely
}

installation(network) := alone(custom("operator.tigera.io/v1", "Installation", "default", {"calicoNetwork": network}))

test_pools_of_the_installation if {
	installation({"ipPools": [
		{"cidr": "10.0.0.0/16", "encapsulation": "IPIP"},
		{"cidr": "10.1.0.0/16", "encapsulation": "VXLANCrossSubnet"},
		{"cidr": "fd00::/64", "encapsulation": "VXLAN"},
	]}) == {
		["calico", "ipip", 20, 20, "IPIP", true],
		["calico", "vxlan", 50, 50, "VXLAN", false],
		["calico", "vxlan-v6", 70, 70, "VXLAN over IPv6", true],
	}
	installation({"ipPools": [{"encapsulation": "IPIPCrossSubnet"}, {"encapsulation": "VXLAN"}]}) == {
		["calico", "ipip", 20, 20, "IPIP", false],
		["calico", "vxlan", 50, 50, "VXLAN", true],
	}
}

test_pools_that_say_nothing if {
	installation({"ipPools": [{"cidr": "fd00::/64"}, {"encapsulation": "None"}, {"encapsulation": 5}]}) == set()
	installation({"ipPools": [{"encapsulation": "${ENCAPSULATION}"}, "10.0.0.0/16", null]}) == set()
	installation({"ipPools": null}) == set()
	installation({"ipPools": "VXLAN"}) == set()
	installation({"ipPools": {"a": {"encapsulation": "VXLAN"}}}) == set()
	installation({}) == set()
}

test_pools_of_the_operator_are_ipip_where_they_say_nothing if {
	ipip := ["calico", "ipip", 20, 20, "IPIP", true]
	installation({"ipPools": [{"cidr": "10.0.0.0/16"}]}) == {ipip}
	installation_with("Calico") == {ipip}
	installation_with("AmazonVPC") == set()
}

installation_with(plugin) := alone(custom("operator.tigera.io/v1", "Installation", "default", {
	"cni": {"type": plugin},
	"calicoNetwork": {"ipPools": [{"cidr": "10.0.0.0/16"}]},
}))

test_calico_without_bgp if {
	vxlan := ["calico", "vxlan", 50, 50, "VXLAN", true]
	alone(config_map("calico-config", {"calico_backend": "vxlan"})) == {vxlan}
	alone(config_map("calico-config", {"calico_backend": "bird"})) == set()
	alone(config_map("app-config", {"calico_backend": "vxlan"})) == set()
	alone(config_map("calico-config", {})) == set()
}

test_the_agent_knows_better_than_the_backend if {
	node := agent("calico-node", {"env": [{"name": "CALICO_IPV4POOL_VXLAN", "value": "CrossSubnet"}]})
	other := agent("proxy", {"env": [{"name": "CALICO_IPV4POOL_IPIP", "value": "Never"}]})
	beside(node) == {["calico", "vxlan", 50, 50, "VXLAN", false]}
	beside(other) == {["calico", "vxlan", 50, 50, "VXLAN", true]}
}

beside(daemon_set) := found if {
	found := short(encapsulations) with input as {
		"object": config_map("calico-config", {"calico_backend": "vxlan"}),
		"inventory": {"apps/DaemonSet": {"kube-system": {daemon_set.metadata.name: daemon_set}}},
	}
}

test_a_range_that_is_no_text_is_of_ipv4 if {
	installation({"ipPools": [{"cidr": 10, "encapsulation": "VXLAN"}]}) == {["calico", "vxlan", 50, 50, "VXLAN", true]}
}

test_the_data_plane_of_the_installation if {
	installation({"linuxDataplane": "BPF"}) == {[
		"calico",
		"ebpf",
		50,
		50,
		"the VXLAN of the eBPF data plane",
		false,
	]}
	installation({"linuxDataplane": "Iptables"}) == set()
}

test_pools_under_both_groups if {
	every version in ["crd.projectcalico.org/v1", "projectcalico.org/v3"] {
		alone(custom(version, "IPPool", "a", {"cidr": "fd00::/64", "vxlanMode": "Always", "ipipMode": "Never"})) == {[
			"calico",
			"vxlan-v6",
			70,
			70,
			"VXLAN over IPv6",
			true,
		]}
	}
}

test_felix_configuration_under_both_groups if {
	every version in ["crd.projectcalico.org/v1", "projectcalico.org/v3"] {
		alone(custom(version, "FelixConfiguration", "default", {
			"ipipEnabled": true,
			"vxlanEnabled": false,
			"wireguardEnabled": true,
			"wireguardEnabledV6": true,
			"bpfEnabled": true,
		})) == {
			["calico", "ipip", 20, 20, "IPIP", true],
			["calico", "wireguard", 60, 60, "WireGuard", true],
			["calico", "wireguard-v6", 80, 80, "WireGuard over IPv6", true],
			["calico", "ebpf", 50, 50, "the VXLAN of the eBPF data plane", false],
		}
	}
	alone(custom("projectcalico.org/v3", "FelixConfiguration", "default", {"vxlanEnabled": true})) == {[
		"calico",
		"vxlan",
		50,
		50,
		"VXLAN",
		true,
	]}
}

backend(name, type) := alone(config_map(name, {"net-conf.json": sprintf(`{"Backend": {"Type": %s}}`, [type])}))

test_backends_of_flannel if {
	backend("kube-flannel-cfg", `"vxlan"`) == {["flannel", "pod", 50, 50, "VXLAN", true]}
	backend("kube-flannel-cfg", `"WireGuard"`) == {["flannel", "pod", 80, 80, "WireGuard", true]}
	backend("kube-flannel-cfg", `"ipip"`) == {["flannel", "pod", 20, 20, "IPIP", true]}
	backend("kube-flannel-cfg", `"udp"`) == {["flannel", "pod", 28, 28, "UDP", true]}
	backend("kube-flannel-cfg", `"ipsec"`) == {["flannel", "pod", 77, 77, "IPsec", true]}
}

test_backends_without_tunnel if {
	backend("kube-flannel-cfg", `"host-gw"`) == set()
	backend("kube-flannel-cfg", `5`) == set()
	backend("kube-flannel-cfg", `__BACKEND__`) == set()
}

test_backends_of_canal if {
	backend("canal-config", `"vxlan"`) == {["canal", "pod", 50, 50, "VXLAN", true]}
	backend("rke2-canal-config", `"vxlan"`) == {["canal", "pod", 50, 50, "VXLAN", true]}
}

test_over_ipv6_the_outer_header_is_longer if {
	obj := config_map("kube-flannel-cfg", {"net-conf.json": `{"Backend": {"Type": "vxlan"}}`})
	of(obj, {"ipv6": true}) == {["flannel", "pod", 70, 70, "VXLAN", true]}
	of(obj, {"ipv6": false}) == {["flannel", "pod", 50, 50, "VXLAN", true]}
}

test_the_tunnels_of_calico_have_a_family_of_their_own if {
	obj := custom("projectcalico.org/v3", "IPPool", "a", {"vxlanMode": "Always"})
	of(obj, {"ipv6": true}) == {["calico", "vxlan", 50, 50, "VXLAN", true]}
}

antrea(conf) := alone(config_map("antrea-config", {"antrea-agent.conf": conf}))

test_antrea if {
	antrea("trafficEncapMode: Encap\ntrafficEncryptionMode: ipsec") == {[
		"antrea",
		"pod",
		88,
		88,
		"Geneve with IPsec ESP",
		true,
	]}
	antrea("tunnelType: stt") == set()
}

test_antrea_between_subnets if {
	antrea("trafficEncapMode: hybrid") == {["antrea", "pod", 50, 50, "Geneve", false]}
}

test_antrea_without_tunnel if {
	antrea("trafficEncapMode: noEncap\ntrafficEncryptionMode: wireGuard") == set()
	antrea("trafficEncapMode: networkPolicyOnly") == set()
	antrea("trafficEncapMode: {{ mode }}") == set()
}

test_cilium if {
	alone(config_map("cilium-config", {"tunnel-protocol": "geneve", "enable-wireguard": "true"})) == {[
		"cilium",
		"pod",
		130,
		130,
		"Geneve with WireGuard",
		true,
	]}
	alone(config_map("cilium-config", {"routing-mode": "native"})) == set()
	alone(config_map("cilium-config", {"tunnel-protocol": "${PROTOCOL}"})) == set()
}

attachment(config) := alone(custom("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", "a", {"config": config}))

test_attachments_through_the_overlay_of_ovn if {
	attachment(`{"type": "ovn-k8s-cni-overlay", "topology": "layer2"}`) == {[
		"ovn-attachment",
		"pod",
		58,
		100,
		"Geneve",
		true,
	]}
}

test_attachments_without_overlay if {
	attachment(`{"type": "ovn-k8s-cni-overlay", "topology": "localnet"}`) == set()
	attachment(`{"type": "macvlan"}`) == set()
	attachment(`{"type": `) == set()
}
