package tidegate.network.mtu_below_ipv6_minimum_test

import data.tidegate.network.mtu_below_ipv6_minimum

config_map(name, content) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "namespace": "kube-system"},
	"data": content,
}

found(obj, inventory, params) := findings if {
	findings := mtu_below_ipv6_minimum.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

test_a_final_value if {
	found(config_map("calico-config", {"veth_mtu": "1270"}), {}, {"ipv6": true}) == {{
		"msg": "veth_mtu 1270 is below the 1280 bytes that IPv6 needs, which is spoken here",
		"path": ["data", "veth_mtu"],
		"key": "veth_mtu",
	}}
}

test_what_is_left_of_a_value if {
	obj := config_map("cilium-config", {"enable-ipv6": "true", "enable-wireguard": "true", "mtu": "1400"})
	found(obj, {}, {}) == {{
		"msg": "mtu 1400 leaves the pods 1270, which is below the 1280 bytes that IPv6 needs, which is spoken here",
		"path": ["data", "mtu"],
		"key": "mtu",
	}}
}

test_ipv4_alone if {
	found(config_map("calico-config", {"veth_mtu": "1270"}), {}, {}) == set()
	found(config_map("calico-config", {"veth_mtu": "1270"}), {}, {"ipv6": false}) == set()
}

test_enough if {
	found(config_map("calico-config", {"veth_mtu": "1280"}), {}, {"ipv6": true}) == set()
}

test_a_value_that_no_packet_has_is_another_rule if {
	found(config_map("calico-config", {"veth_mtu": "500"}), {}, {"ipv6": true}) == set()
}

test_detection if {
	found(config_map("calico-config", {"veth_mtu": "0"}), {}, {"ipv6": true}) == set()
}
