package tidegate.lib.cni.interfaces_test

import data.tidegate.lib.cni.interfaces

policy(state) := interfaces.of(
	"nmstate.io/NodeNetworkConfigurationPolicy",
	{"kind": "NodeNetworkConfigurationPolicy", "spec": {"desiredState": state}},
)

main(link, routes) := found if {
	all := policy({"interfaces": [object.union({"name": "eth0", "mtu": 1500}, link)], "routes": routes})
	found := all[0].main
}

test_an_interface_of_nmstate if {
	policy({"interfaces": [
		{"name": "eth0", "ipv6": {"enabled": false}},
		{"name": "eth1.5", "mtu": 1500, "vlan": {"base-iface": "eth1", "id": 5}, "ipv6": {"enabled": true}},
	]}) == [{
		"name": "eth1.5",
		"mtu": 1500,
		"path": ["spec", "desiredState", "interfaces", 1, "mtu"],
		"main": false,
		"master": "eth1",
		"ipv6": true,
	}]
}

test_an_interface_without_more if {
	all := policy({"interfaces": [{"name": "eth0", "mtu": "x"}]})
	[object.filter(interface, ["mtu", "master", "ipv6"]) | some interface in all] == [{
		"mtu": "x",
		"master": null,
		"ipv6": false,
	}]
}

test_interfaces_that_are_no_list if {
	policy({"interfaces": {"eth0": {"name": "eth0", "mtu": 1500}}}) == []
	policy({}) == []
}

test_the_interface_of_the_default_route if {
	main({}, {"config": [{"destination": "0.0.0.0/0", "next-hop-interface": "eth0"}]})
	main({}, {"config": [{"destination": "::/0", "next-hop-interface": "eth0"}]})
	not main({}, {"config": [{"destination": "10.0.0.0/8", "next-hop-interface": "eth0"}]})
	not main({}, {"config": [{"destination": "0.0.0.0/0", "next-hop-interface": "eth1"}]})
	not main({}, {"config": {"a": {"destination": "0.0.0.0/0", "next-hop-interface": "eth0"}}})
	not main({}, {})
}

test_dhcp_brings_the_default_route if {
	main({"ipv4": {"enabled": true, "dhcp": true}}, {})
	main({"ipv6": {"enabled": true, "dhcp": true}}, {})
	not main({"ipv4": {"enabled": false, "dhcp": true}}, {})
	not main({"ipv4": {"enabled": true, "dhcp": false}}, {})
	not main({"ipv4": {"enabled": true, "dhcp": true, "auto-routes": false}}, {})
	not main({"ipv4": {"enabled": true, "dhcp": true, "auto-gateway": false}}, {})
}

talos(kind, more) := interfaces.of(kind, object.union({"apiVersion": "v1alpha1", "kind": kind, "name": "eth0"}, more))

test_an_interface_of_talos if {
	every kind in ["BondConfig", "BridgeConfig", "LinkConfig", "VLANConfig"] {
		talos(kind, {"mtu": 9000, "parent": "eth1", "addresses": [{"address": "fd00::1/64"}]}) == [{
			"name": "eth0",
			"mtu": 9000,
			"path": ["mtu"],
			"main": false,
			"master": "eth1",
			"ipv6": true,
		}]
	}
}

test_an_interface_of_talos_without_more if {
	talos("LinkConfig", {"mtu": 9000})[0].master == null
	not talos("LinkConfig", {"mtu": 9000})[0].ipv6
	not talos("LinkConfig", {"mtu": 9000, "addresses": [{"address": "10.0.0.1/24"}]})[0].ipv6
	not talos("LinkConfig", {"mtu": 9000, "addresses": [{"address": 5}]})[0].ipv6
	not talos("LinkConfig", {"mtu": 9000, "addresses": {"a": {"address": "fd00::1/64"}}})[0].ipv6
	talos("LinkConfig", {}) == []
}

routed(routes) := talos("LinkConfig", {"mtu": 9000, "routes": routes})[0].main

test_the_default_route_of_talos if {
	routed([{"gateway": "10.0.0.1"}])
	routed([{"destination": "0.0.0.0/0", "gateway": "10.0.0.1"}])
	routed([{"destination": "::/0", "gateway": "fe80::1"}])
	not routed([{"destination": "10.0.0.0/8", "gateway": "10.0.0.1"}])
	not routed([{"metric": 5}])
	not routed({"a": {"gateway": "10.0.0.1"}})
}

machine(interfaces_) := interfaces.of("file/talos", {"machine": {"network": {"interfaces": interfaces_}}})

test_interfaces_of_a_machine_configuration if {
	machine([
		{"interface": "eth0", "dhcp": true},
		{"interface": "eth1", "mtu": 9000, "addresses": ["fd00::5/64"], "vlans": [{"vlanId": 3}, {"vlanId": 4, "mtu": 1500}]},
	]) == [
		{
			"name": "eth1",
			"mtu": 9000,
			"path": ["machine", "network", "interfaces", 1, "mtu"],
			"main": false,
			"master": null,
			"ipv6": true,
		},
		{
			"name": "eth1.4",
			"mtu": 1500,
			"path": ["machine", "network", "interfaces", 1, "vlans", 1, "mtu"],
			"main": false,
			"master": "eth1",
			"ipv6": false,
		},
	]
}

test_interfaces_of_a_machine_configuration_without_names if {
	named := machine([{"mtu": 9000, "deviceSelector": {"driver": "virtio"}, "vlans": [{"mtu": 1500}]}])
	[[interface.name, interface.master] | some interface in named] == [["", null], [".", null]]
}

test_odd_machine_configurations if {
	machine({"a": {"mtu": 9000, "vlans": [{"mtu": 1500}]}}) == []
	count(machine([{"interface": "eth0", "mtu": 9000, "vlans": {"a": {"mtu": 1500}}}])) == 1
	interfaces.of("file/talos", {"machine": {}}) == []
}

main_in_machine(link) := found if {
	found := [interface.main | some interface in machine([object.union({"interface": "eth0", "mtu": 1500}, link)])][0]
}

test_the_main_interface_of_a_machine if {
	main_in_machine({"dhcp": true})
	main_in_machine({"routes": [{"gateway": "10.0.0.1"}]})
	main_in_machine({"routes": [{"network": "0.0.0.0/0", "gateway": "10.0.0.1"}]})
	main_in_machine({"routes": [{"network": "::/0", "gateway": "fe80::1"}]})
	not main_in_machine({"dhcp": false})
	not main_in_machine({"routes": [{"network": "10.0.0.0/8", "gateway": "10.0.0.1"}]})
	not main_in_machine({"routes": [{"metric": 5}]})
	not main_in_machine({"routes": {"a": {"gateway": "10.0.0.1"}}})
	not main_in_machine({})
}

test_other_kinds_have_none if {
	not interfaces.of("ConfigMap", {"name": "eth0", "mtu": 9000})
}
