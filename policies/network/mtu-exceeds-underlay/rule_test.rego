package tidegate.network.mtu_exceeds_underlay_test

import data.tidegate.network.mtu_exceeds_underlay

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

attachment(config) := custom("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", "a", {"config": config})

vxlan := {"crd.projectcalico.org/IPPool": {"": {"a": custom(
	"crd.projectcalico.org/v1",
	"IPPool",
	"a",
	{"cidr": "10.0.0.0/16", "vxlanMode": "Always"},
)}}}

found(obj, inventory, params) := findings if {
	findings := mtu_exceeds_underlay.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

test_a_value_of_the_network_beneath if {
	found(config_map("cilium-config", {"mtu": "9001"}), {}, {"underlay_mtu": 1500}) == {{
		"msg": "mtu 9001 is larger than the 1500 bytes that the network beneath carries (the parameter underlay_mtu)",
		"path": ["data", "mtu"],
		"key": "mtu",
		"measure": 9001,
	}}
}

test_a_final_value_is_told_what_fits if {
	found(config_map("calico-config", {"veth_mtu": "1500"}), vxlan, {"underlay_mtu": 1460}) == {{
		"msg": concat("", [
			"veth_mtu 1500 is larger than the 1460 bytes that the network beneath carries ",
			"(the parameter underlay_mtu); at most 1410 fits",
		]),
		"path": ["data", "veth_mtu"],
		"key": "veth_mtu",
		"measure": 1500,
	}}
}

test_a_final_value_without_encapsulation_is_not if {
	found(config_map("calico-config", {"veth_mtu": "1500"}), {}, {"underlay_mtu": 1460}) == {{
		"msg": "veth_mtu 1500 is larger than the 1460 bytes that the network beneath carries (the parameter underlay_mtu)",
		"path": ["data", "veth_mtu"],
		"key": "veth_mtu",
		"measure": 1500,
	}}
}

test_each_setting_of_an_object_has_its_own_finding if {
	felix := custom("projectcalico.org/v3", "FelixConfiguration", "default", {"vxlanMTU": 1600, "ipipMTU": 1700})
	{finding.key: finding.path | some finding in found(felix, {}, {"underlay_mtu": 1500})} == {
		"vxlanMTU": ["spec", "vxlanMTU"],
		"ipipMTU": ["spec", "ipipMTU"],
	}
}

test_an_object_of_the_scope_says_what_lies_beneath if {
	aws := {
		"apiVersion": "apps/v1",
		"kind": "DaemonSet",
		"metadata": {"name": "aws-node", "namespace": "kube-system"},
		"spec": {"template": {"spec": {"hostNetwork": true, "containers": []}}},
	}
	inventory := {"apps/DaemonSet": {"kube-system": {"aws-node": aws}}}
	found(config_map("cilium-config", {"mtu": "9100"}), inventory, {}) == {{
		"msg": concat("", [
			"mtu 9100 is larger than the 9001 bytes that the network beneath carries ",
			"(AWS_VPC_ENI_MTU of DaemonSet kube-system/aws-node)",
		]),
		"path": ["data", "mtu"],
		"key": "mtu",
		"measure": 9100,
	}}
}

test_the_network_beneath_is_not_known if {
	found(config_map("cilium-config", {"mtu": "9001"}), {}, {}) == set()
	found(config_map("cilium-config", {"mtu": "9001"}), {}, {"underlay_mtu": null}) == set()
}

test_a_value_as_large_as_the_network if {
	found(config_map("cilium-config", {"mtu": "1500"}), {}, {"underlay_mtu": 1500}) == set()
}

test_a_value_that_lacks_only_the_overhead_is_another_rule if {
	found(config_map("calico-config", {"veth_mtu": "1500"}), vxlan, {"underlay_mtu": 1500}) == set()
}

test_no_network_carries_it if {
	found(config_map("cilium-config", {"mtu": "15000"}), {}, {}) == {{
		"msg": "mtu 15000 is larger than the 9216 bytes that networks carry",
		"path": ["data", "mtu"],
		"key": "mtu",
		"severity": "warning",
	}}
}

test_an_attachment_above_the_node_network_is_another_rule if {
	obj := attachment(`{"type": "macvlan", "master": "eth1", "mtu": 9000}`)
	found(obj, {}, {"underlay_mtu": 1500}) == set()
}

test_an_attachment_that_no_network_carries if {
	obj := attachment(`{"type": "macvlan", "master": "eth1", "mtu": 15000}`)
	messages := {finding.msg | some finding in found(obj, {}, {})}
	messages == {"mtu 15000 is larger than the 9216 bytes that networks carry"}
}

test_a_value_too_small_for_ip_is_another_rule if {
	found(config_map("calico-config", {"veth_mtu": "145"}), {}, {}) == set()
	found(config_map("calico-config", {"veth_mtu": "1200"}), {}, {"ipv6": true}) == set()
}

test_a_value_that_no_packet_has_is_another_rule if {
	found(config_map("cilium-config", {"mtu": "70000"}), {}, {"underlay_mtu": 1500}) == set()
}

test_a_vlan_above_its_interface if {
	obj := custom("nmstate.io/v1", "NodeNetworkConfigurationPolicy", "links", {"desiredState": {"interfaces": [
		{"name": "eth1", "mtu": 1500},
		{"name": "eth1.40", "mtu": 9000, "vlan": {"base-iface": "eth1", "id": 40}},
	]}})
	found(obj, {}, {}) == {{
		"msg": concat("", [
			"mtu 9000 is larger than the 1500 bytes that the network beneath carries ",
			"(interface eth1 of NodeNetworkConfigurationPolicy links)",
		]),
		"path": ["spec", "desiredState", "interfaces", 1, "mtu"],
		"key": "mtu",
		"measure": 9000,
	}}
}

test_a_value_that_also_contradicts_another_is_left_to_that_rule if {
	obj := config_map("antrea-config", {
		"antrea-agent.conf": "defaultMTU: 1450",
		"antrea-cni.conflist": `{"plugins": [{"type": "antrea", "mtu": 15000}]}`,
	})
	found(obj, {}, {}) == set()
}

test_other_objects_are_let_pass if {
	found(config_map("app", {"mtu": "15000"}), {}, {"underlay_mtu": 1500}) == set()
	found({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}, {}, {"underlay_mtu": 1500}) == set()
}
