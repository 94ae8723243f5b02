package tidegate.lib.cni.doubled_test

import data.tidegate.lib.cni.doubled
import data.tidegate.lib.cni.settings.subject

config_map(name, content) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "namespace": "kube-system"},
	"data": content,
}

found(map, params) := all if {
	all := [doubled.of(setting) | some setting in subject] with input as {"object": map, "inventory": {}, "params": params}
}

cilium(mtu, more) := config_map("cilium-config", object.union({"mtu": mtu}, more))

encrypted := {"enable-wireguard": "true"}

test_the_overhead_of_the_tunnel if {
	found(cilium("1450", {}), {"underlay_mtu": 1500}) == [{
		"link": 1500,
		"overhead": 50,
		"text": "VXLAN",
		"known": true,
	}]
}

taken(map, params) := [[twice.link, twice.overhead] | some twice in found(map, params)]

test_each_layer_and_all_of_them if {
	known := {"underlay_mtu": 1500}
	taken(cilium("1370", encrypted), known) == [[1500, 130]]
	taken(cilium("1420", encrypted), known) == [[1500, 80]]
	taken(cilium("1450", encrypted), known) == [[1500, 50]]
	taken(cilium("1350", encrypted), known) == [[1500, 150]]
	taken(cilium("1430", {}), known) == [[1500, 70]]
	taken(cilium("1423", {"routing-mode": "native", "enable-ipsec": "true"}), known) == [[1500, 77]]
}

test_what_is_not_switched_on_was_not_subtracted if {
	known := {"underlay_mtu": 1500}
	taken(cilium("1420", {}), known) == []
	taken(cilium("1450", {"routing-mode": "native"}), known) == []
	taken(cilium("1450", {"cni-chaining-mode": "aws-cni"}), known) == []
}

test_other_numbers if {
	taken(cilium("1500", {}), {"underlay_mtu": 1500}) == []
	taken(cilium("1400", {}), {"underlay_mtu": 1500}) == []
	taken(cilium("1450", {}), {"underlay_mtu": 1450}) == []
	taken(cilium("1370", encrypted), {"underlay_mtu": 9000}) == []
}

test_a_guess if {
	found(cilium("1350", {}), {}) == [{"link": 1400, "overhead": 50, "text": "VXLAN", "known": false}]
	taken(cilium("1370", encrypted), {}) == [[1500, 130]]
	taken(cilium("8951", {}), {}) == [[9001, 50]]
}

test_a_number_that_is_the_size_of_a_network if {
	taken(cilium("1450", {}), {}) == []
	taken(cilium("1400", encrypted), {}) == []
}

flannel(backend) := config_map("kube-flannel-cfg", {"net-conf.json": json.marshal({"Backend": backend})})

test_flannel if {
	taken(flannel({"Type": "wireguard", "MTU": 1420}), {}) == [[1500, 80]]
	taken(flannel({"Type": "vxlan", "MTU": 1450}), {"underlay_mtu": 1500}) == [[1500, 50]]
	taken(flannel({"Type": "host-gw", "MTU": 1450}), {"underlay_mtu": 1500}) == []
}

test_a_final_value_is_meant_to_be_smaller if {
	map := config_map("canal-config", {"veth_mtu": "1450", "net-conf.json": `{"Backend": {"Type": "vxlan"}}`})
	taken(map, {"underlay_mtu": 1500}) == []
}
