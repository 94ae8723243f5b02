package tidegate.lib.cni.attachments_test

import data.tidegate.lib.cni.attachments

attachment(config) := {
	"apiVersion": "k8s.cni.cncf.io/v1",
	"kind": "NetworkAttachmentDefinition",
	"metadata": {"name": "extra"},
	"spec": {"config": config},
}

of(plugin) := attachments.readings(attachment(json.marshal(plugin)))

more(plugin) := found if {
	some reading in of(object.union({"mtu": 1500}, plugin))
	found := reading.more
}

test_attachment_with_one_plugin if {
	of({"type": "macvlan", "master": "eth1", "mtu": 9000}) == {{
		"setting": "attachment-mtu",
		"raw": 9000,
		"path": ["spec", "config"],
		"form": "number",
		"more": {"master": "eth1", "ipv6": false, "wire": "interface eth1"},
	}}
}

test_attachment_with_a_list_of_plugins if {
	found := of({"plugins": [{"type": "bridge", "bridge": "br1", "mtu": 1500}, {"type": "tuning"}]})
	{reading.raw | some reading in found} == {1500}
}

test_an_mtu_of_the_wrong_type_is_read_too if {
	{reading.raw | some reading in of({"type": "macvlan", "mtu": "9000"})} == {"9000"}
}

test_attachment_without_a_master if {
	every type in ["macvlan", "ipvlan"] { more({"type": type}).master == "" }
	more({"type": "macvlan", "master": 5}).master == ""
	more({"type": "sriov"}).master == null
}

kinds(plugin) := {reading.setting | some reading in of(object.union({"mtu": 1300}, plugin))}

test_attachment_through_the_overlay_of_ovn if {
	every topology in ["layer2", "layer3"] {
		kinds({"type": "ovn-k8s-cni-overlay", "topology": topology}) == {"ovn-attachment-mtu"}
	}
}

test_attachment_to_a_localnet_is_no_overlay if {
	kinds({"type": "ovn-k8s-cni-overlay", "topology": "localnet"}) == {"attachment-mtu"}
}

test_a_topology_without_ovn_is_no_overlay if {
	kinds({"type": "bridge", "topology": "layer2"}) == {"attachment-mtu"}
}

test_attachments_that_cannot_be_read if {
	attachments.readings(attachment(`{"type": "macvlan", "mtu": ${MTU}}`)) == set()
	attachments.readings(attachment(null)) == set()
	attachments.readings({"kind": "NetworkAttachmentDefinition", "metadata": {"name": "a"}}) == set()
}

test_addresses_of_ipv6 if {
	more({"type": "macvlan", "ipam": {"type": "static", "addresses": [{"address": "fd00:1::5/64"}]}}).ipv6
	more({"type": "macvlan", "ipam": {"ranges": [[{"subnet": "10.1.0.0/16"}], [{"subnet": "FD00::/64"}]]}}).ipv6
}

test_addresses_of_ipv4_only if {
	not more({"type": "macvlan", "ipam": {"type": "whereabouts", "range": "10.1.0.0/16"}}).ipv6
	not more({"type": "macvlan", "ipam": {"type": "dhcp", "hostname": "a:b", "lease": 5}}).ipv6
	not more({"type": "macvlan"}).ipv6
}

test_what_is_on_one_wire if {
	more({"type": "ipvlan", "master": "eth1"}).wire == "interface eth1"
	more({"type": "vlan", "master": "eth1", "vlanId": 12}).wire == "VLAN 12 of interface eth1"
	more({"type": "bridge", "bridge": "br1"}).wire == "bridge br1"
	more({"type": "ovs", "bridge": "br1", "vlan": 7}).wire == "bridge br1, VLAN 7"
	more({"type": "ovn-k8s-cni-overlay", "name": "tenants", "topology": "layer2"}).wire == "network tenants"
}

test_what_nobody_can_tell_to_be_on_one_wire if {
	more({"type": "macvlan"}).wire == null
	more({"type": "macvlan", "master": 5}).wire == null
	more({"type": "bridge"}).wire == null
	more({"type": "sriov", "master": "eth1"}).wire == null
	more({"type": "vlan", "master": "eth1"}).wire == null
	more({"type": "sriov", "vlanId": 3, "master": "eth1", "bridge": "b", "name": "n"}).wire == null
}

test_a_configuration_in_a_file if {
	list := {"cniVersion": "1.0.0", "plugins": [{"type": "loopback"}, {"type": "macvlan", "mtu": 9000}]}
	{[reading.raw, reading.path] | some reading in attachments.readings_of_file(list)} == {[9000, ["plugins", 1, "mtu"]]}
	one := {"cniVersion": "1.0.0", "type": "macvlan", "mtu": 9000}
	{[reading.raw, reading.path] | some reading in attachments.readings_of_file(one)} == {[9000, ["mtu"]]}
	attachments.readings_of_file({"plugins": {"a": {"type": "macvlan", "mtu": 9000}}, "mtu": 1500}) == set()
}
