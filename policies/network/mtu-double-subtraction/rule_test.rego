package tidegate.network.mtu_double_subtraction_test

import data.tidegate.network.mtu_double_subtraction

config_map(name, content) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "namespace": "kube-system"},
	"data": content,
}

found(obj, inventory, params) := findings if {
	findings := mtu_double_subtraction.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

test_the_network_beneath_is_known if {
	found(config_map("cilium-config", {"mtu": "1450"}), {}, {"underlay_mtu": 1500}) == {{
		"msg": "mtu 1450 is already 50 less than the 1500 bytes of the network beneath, and VXLAN is taken off once more",
		"path": ["data", "mtu"],
		"key": "mtu",
	}}
}

test_it_is_guessed if {
	found(config_map("cilium-config", {"mtu": "1370", "enable-wireguard": "true"}), {}, {}) == {{
		"msg": concat("", [
			"mtu 1370 is probably 130 less than a network of 1500 bytes beneath, ",
			"and VXLAN with WireGuard is taken off once more",
		]),
		"path": ["data", "mtu"],
		"key": "mtu",
	}}
}

test_the_network_beneath_itself if {
	found(config_map("cilium-config", {"mtu": "1450"}), {}, {"underlay_mtu": 1450}) == set()
	found(config_map("cilium-config", {"mtu": "1500"}), {}, {}) == set()
}

test_it_may_be_the_network_beneath if {
	found(config_map("cilium-config", {"mtu": "1450"}), {}, {}) == set()
}

test_native_routing if {
	found(config_map("cilium-config", {"mtu": "1450", "routing-mode": "native"}), {}, {"underlay_mtu": 1500}) == set()
}

test_what_is_too_small_for_ipv6_is_another_rule if {
	obj := config_map("cilium-config", {"mtu": "1250", "enable-ipv6": "true"})
	found(obj, {}, {"underlay_mtu": 1300}) == set()
}

test_a_final_value if {
	found(config_map("calico-config", {"veth_mtu": "1450"}), {}, {"underlay_mtu": 1500}) == set()
}
