package tidegate.network.mtu_invalid_test

import data.tidegate.network.mtu_invalid

config_map(name, content) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "namespace": "kube-system"},
	"data": content,
}

found(obj, inventory, params) := findings if {
	findings := mtu_invalid.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

test_a_number_without_quotes if {
	found(config_map("calico-config", {"veth_mtu": 1450}), {}, {}) == {{
		"msg": "veth_mtu 1450 has to be a text, in quotes",
		"path": ["data", "veth_mtu"],
		"key": "veth_mtu",
	}}
}

test_a_text_that_cannot_be_read if {
	found(config_map("kube-flannel-cfg", {"net-conf.json": "{"}), {}, {}) == {{
		"msg": "data.net-conf.json cannot be read as a mapping in JSON",
		"path": ["data", "net-conf.json"],
		"key": "data.net-conf.json",
	}}
}

test_a_number_that_is_too_small if {
	found(config_map("calico-config", {"veth_mtu": "144"}), {}, {}) == {{
		"msg": "veth_mtu 144 is below the 576 bytes that IP requires",
		"path": ["data", "veth_mtu"],
		"key": "veth_mtu",
	}}
}

test_what_is_left_of_a_number_is_too_small if {
	found(config_map("cilium-config", {"mtu": "620"}), {}, {}) == {{
		"msg": "mtu 620 leaves the pods 570, which is below the 576 bytes that IP requires",
		"path": ["data", "mtu"],
		"key": "mtu",
	}}
}

test_a_number_that_is_too_large if {
	found(config_map("cilium-config", {"mtu": "65536"}), {}, {"underlay_mtu": 1500}) == {{
		"msg": "mtu 65536 is more than the 65535 bytes that are possible here",
		"path": ["data", "mtu"],
		"key": "mtu",
	}}
}

test_numbers_that_are_merely_wrong_are_other_rules if {
	found(config_map("cilium-config", {"mtu": "15000"}), {}, {"underlay_mtu": 1500}) == set()
	found(config_map("calico-config", {"veth_mtu": "1200"}), {}, {"ipv6": true}) == set()
}

test_detection_and_placeholders if {
	every value in ["0", "", "${MTU}", "__CNI_MTU__", "{{ mtu }}"] {
		found(config_map("calico-config", {"veth_mtu": value}), {}, {}) == set()
	}
	found(config_map("calico-config", {"typha": "none"}), {}, {}) == set()
}

test_other_objects_are_let_pass if {
	found(config_map("app", {"mtu": "large", "config.json": "{"}), {}, {}) == set()
}
