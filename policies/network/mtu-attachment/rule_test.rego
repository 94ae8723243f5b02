package tidegate.network.mtu_attachment_test

import data.tidegate.network.mtu_attachment

found(obj, inventory, params) := findings if {
	findings := mtu_attachment.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

kind := "k8s.cni.cncf.io/NetworkAttachmentDefinition"

attachment(config) := {
	"apiVersion": "k8s.cni.cncf.io/v1",
	"kind": "NetworkAttachmentDefinition",
	"metadata": {"name": "storage", "namespace": "ceph"},
	"spec": {"config": config},
}

on_eth1(mtu) := attachment(json.marshal({"type": "macvlan", "master": "eth1", "mtu": mtu}))

beside(obj) := {kind: {"shop": {"cameras": obj}}}

links(mtu) := {"nmstate.io/NodeNetworkConfigurationPolicy": {"": {"links": {"spec": {"desiredState": {"interfaces": [{
	"name": "eth1",
	"mtu": mtu,
}]}}}}}}

test_above_the_node_network if {
	found(on_eth1(9000), {}, {"underlay_mtu": 1500}) == {{
		"msg": concat("", [
			"mtu 9000 is larger than the 1500 bytes of the interface below ",
			"(the parameter underlay_mtu; nothing says that eth1 carries more)",
		]),
		"path": ["spec", "config"],
		"key": "mtu",
	}}
}

test_above_a_known_interface if {
	found(on_eth1(9000), links(1500), {}) == {{
		"msg": concat("", [
			"mtu 9000 is larger than the 1500 bytes of the interface below ",
			"(interface eth1 of NodeNetworkConfigurationPolicy links)",
		]),
		"path": ["spec", "config"],
		"key": "mtu",
	}}
}

test_a_known_interface_that_carries_it if {
	found(on_eth1(9000), links(9000), {"underlay_mtu": 1500}) == set()
}

test_a_smaller_one_beside_it if {
	found(on_eth1(9000), beside(on_eth1(1500)), {}) == {{
		"msg": concat("", [
			"mtu 9000 is larger than mtu 1500 of NetworkAttachmentDefinition shop/cameras, ",
			"and both are on interface eth1",
		]),
		"path": ["spec", "config"],
		"key": "siblings",
		"related": {"object": {"kind": kind, "namespace": "shop", "name": "cameras"}, "path": ["spec", "config"]},
	}}
}

test_the_smaller_one_has_no_finding if {
	found(on_eth1(1500), beside(on_eth1(9000)), {}) == set()
}

test_one_cause_is_one_finding if {
	inventory := object.union(beside(on_eth1(1500)), links(1500))
	{finding.key | some finding in found(on_eth1(9000), inventory, {})} == {"mtu"}
}

test_others if {
	found(on_eth1(9000), beside(attachment(`{"type": "macvlan", "master": "eth2", "mtu": 1500}`)), {}) == set()
	found(on_eth1(9000), beside(attachment(`{"type": "macvlan", "master": "eth1"}`)), {}) == set()
	found(on_eth1(9000), {}, {}) == set()
	found(on_eth1(1500), {}, {"underlay_mtu": 1500}) == set()
}

test_no_network_carries_it_is_another_rule if {
	found(attachment(`{"type": "bridge", "bridge": "b", "mtu": 15000}`), {}, {}) == set()
}

test_a_configuration_that_cannot_be_read if {
	found(attachment("{"), {}, {}) == {{
		"msg": "spec.config cannot be read as a mapping in JSON",
		"path": ["spec", "config"],
		"key": "spec.config",
	}}
	found(attachment(`{"type": "macvlan", "mtu": ${MTU}}`), {}, {}) == set()
}

test_a_number_in_quotes if {
	{finding.msg | some finding in found(on_eth1("9000"), {}, {})} == {
		`mtu "9000" is a text, and has to be a number, without quotes`,
	}
}
