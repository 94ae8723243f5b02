package tidegate.network.mtu_wireguard_undersized_test

import data.tidegate.network.mtu_wireguard_undersized

custom(api_version, kind, name, spec) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": name},
	"spec": spec,
}

found(obj, inventory, params) := findings if {
	findings := mtu_wireguard_undersized.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

network(mtu) := {"mtu": mtu, "ipPools": [{"cidr": "10.48.0.0/16", "encapsulation": "VXLAN"}]}

installation(mtu, more) := custom(
	"operator.tigera.io/v1",
	"Installation",
	"default",
	object.union(more, {"calicoNetwork": network(mtu)}),
)

with_felix(spec) := {"crd.projectcalico.org/FelixConfiguration": {"": {"default": custom(
	"crd.projectcalico.org/v1",
	"FelixConfiguration",
	"default",
	spec,
)}}}

on := with_felix({"wireguardEnabled": true})

path := ["spec", "calicoNetwork", "mtu"]

test_the_network_beneath_is_known if {
	found(installation(1450, {}), on, {"underlay_mtu": 1500}) == {{
		"msg": concat("", [
			"mtu 1450 leaves no room for WireGuard, which is on and needs 60 of the 1500 bytes ",
			"that the network beneath carries (the parameter underlay_mtu); at most 1440 fits",
		]),
		"path": path,
		"key": "mtu",
		"measure": 1450,
	}}
}

test_the_number_tells_what_it_was_made_for if {
	found(installation(1450, {}), on, {}) == {{
		"msg": concat("", [
			"mtu 1450 leaves no room for WireGuard, which is on and needs 60, but keeps 50 ",
			"bytes of a link of 1500 free; at most 1440 fits",
		]),
		"path": path,
		"key": "mtu",
		"measure": 1450,
	}}
}

test_a_whole_link if {
	obj := custom("crd.projectcalico.org/v1", "FelixConfiguration", "default", {
		"wireguardEnabled": true,
		"wireguardMTU": 1500,
	})
	found(obj, {}, {}) == {{
		"msg": concat("", [
			"wireguardMTU 1500 leaves no room for WireGuard, which is on and needs 60, but keeps 0 ",
			"bytes of a link of 1500 free; at most 1440 fits",
		]),
		"path": ["spec", "wireguardMTU"],
		"key": "wireguardMTU",
		"measure": 1500,
	}}
}

test_azure if {
	found(installation(1440, {"kubernetesProvider": "AKS"}), on, {}) == {{
		"msg": concat("", [
			"mtu 1440 leaves no room for WireGuard, which is on and needs 60 of the 1400 bytes ",
			"that the network beneath carries (Azure); at most 1340 fits",
		]),
		"path": path,
		"key": "mtu",
		"measure": 1440,
	}}
}

test_room_enough if {
	found(installation(1440, {}), on, {"underlay_mtu": 1500}) == set()
	found(installation(1440, {}), on, {}) == set()
}

test_switched_off if {
	found(installation(1450, {}), {}, {"underlay_mtu": 1500}) == set()
	found(installation(1450, {}), with_felix({"wireguardEnabled": false}), {}) == set()
}

test_no_room_for_the_other_tunnel_is_another_rule if {
	found(installation(1500, {}), on, {"underlay_mtu": 1500}) == set()
}

test_a_value_above_the_network_is_another_rule if {
	found(installation(1450, {}), on, {"underlay_mtu": 1400}) == set()
}

test_a_tunnel_above_the_network_is_another_rule_too if {
	obj := custom("crd.projectcalico.org/v1", "FelixConfiguration", "default", {
		"wireguardEnabled": true,
		"wireguardMTU": 1600,
	})
	found(obj, {}, {"underlay_mtu": 1500}) == set()
}

test_detection if {
	found(installation(0, {}), on, {"underlay_mtu": 1500}) == set()
}
