package tidegate.network.mtu_overlay_overhead_test

import data.tidegate.network.mtu_overlay_overhead

installation(mtu, encapsulation) := {
	"apiVersion": "operator.tigera.io/v1",
	"kind": "Installation",
	"metadata": {"name": "default"},
	"spec": {"calicoNetwork": {
		"mtu": mtu,
		"ipPools": [{"cidr": "10.48.0.0/16", "encapsulation": encapsulation}],
	}},
}

felix(spec) := {
	"apiVersion": "crd.projectcalico.org/v1",
	"kind": "FelixConfiguration",
	"metadata": {"name": "default"},
	"spec": spec,
}

with_felix(spec) := {"crd.projectcalico.org/FelixConfiguration": {"": {"default": felix(spec)}}}

found(obj, inventory, params) := findings if {
	findings := mtu_overlay_overhead.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

path := ["spec", "calicoNetwork", "mtu"]

test_vxlan_without_room if {
	found(installation(1500, "VXLAN"), {}, {"underlay_mtu": 1500}) == {{
		"msg": concat("", [
			"mtu 1500 leaves 0 of the 1500 bytes that the network beneath carries (the parameter underlay_mtu), ",
			"but VXLAN needs 50; at most 1450 fits",
		]),
		"path": path,
		"key": "mtu",
		"severity": "error",
		"measure": 1500,
	}}
}

# Also told, better, by network/mtu-wireguard-undersized, which silences this.
test_wireguard_that_came_later if {
	found(installation(1450, "VXLAN"), with_felix({"wireguardEnabled": true}), {"underlay_mtu": 1500}) == {{
		"msg": concat("", [
			"mtu 1450 leaves 50 of the 1500 bytes that the network beneath carries (the parameter underlay_mtu), ",
			"but WireGuard needs 60; at most 1440 fits",
		]),
		"path": path,
		"key": "mtu",
		"severity": "error",
		"measure": 1450,
	}}
}

test_vxlan_and_wireguard_are_alternatives if {
	found(installation(1440, "VXLAN"), with_felix({"wireguardEnabled": true}), {"underlay_mtu": 1500}) == set()
}

test_vxlan_with_room if {
	found(installation(1450, "VXLAN"), {}, {"underlay_mtu": 1500}) == set()
}

test_vxlan_between_subnets if {
	findings := found(installation(1500, "VXLANCrossSubnet"), {}, {"underlay_mtu": 1500})
	{finding.severity | some finding in findings} == {"warning"}
}

test_room_that_is_asked_for if {
	network := {
		"apiVersion": "operator.openshift.io/v1",
		"kind": "Network",
		"metadata": {"name": "cluster"},
		"spec": {"defaultNetwork": {"type": "OVNKubernetes", "ovnKubernetesConfig": {"mtu": 1420}}},
	}
	found(network, {}, {"underlay_mtu": 1500}) == {{
		"msg": concat("", [
			"ovnKubernetesConfig.mtu 1420 leaves 80 of the 1500 bytes that the network beneath carries ",
			"(the parameter underlay_mtu), but Geneve needs 100; at most 1400 fits",
		]),
		"path": ["spec", "defaultNetwork", "ovnKubernetesConfig", "mtu"],
		"key": "ovnKubernetesConfig.mtu",
		"severity": "warning",
		"measure": 1420,
	}}
}

test_a_whole_link_over_the_unknown if {
	found(installation(1500, "VXLAN"), {}, {}) == {{
		"msg": "mtu 1500 is the size of a whole link and keeps nothing free for VXLAN, which needs 50; at most 1450 fits",
		"path": path,
		"key": "mtu",
		"severity": "error",
		"measure": 1500,
	}}
}

test_pods_of_1500_on_jumbo_frames if {
	found(installation(1500, "VXLAN"), {}, {"underlay_mtu": 9000}) == set()
}

test_a_value_above_the_network_is_another_rule if {
	found(installation(1600, "VXLAN"), {}, {"underlay_mtu": 1500}) == set()
}

test_no_encapsulation if {
	found(installation(1500, "None"), {}, {"underlay_mtu": 1500}) == set()
	found(installation(1500, "None"), {}, {}) == set()
}

test_detection if {
	found(installation(0, "VXLAN"), {}, {"underlay_mtu": 1500}) == set()
}

test_a_likely_lack_is_left_to_a_contradiction if {
	inventory := {"operator.tigera.io/Installation": {"": {"default": installation(1450, "VXLAN")}}}
	found(felix({"vxlanMTU": 1500}), inventory, {}) == set()
}

test_a_sure_lack_is_not if {
	inventory := {"operator.tigera.io/Installation": {"": {"default": installation(1450, "VXLAN")}}}
	{finding.path | some finding in found(felix({"vxlanMTU": 1500}), inventory, {"underlay_mtu": 1500})} == {[
		"spec",
		"vxlanMTU",
	]}
}

test_other_objects_are_let_pass if {
	app := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "app"}, "data": {"veth_mtu": "1500"}}
	found(app, {}, {}) == set()
}
