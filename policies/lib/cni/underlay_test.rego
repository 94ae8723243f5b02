package tidegate.lib.cni.underlay_test

import data.tidegate.lib.cni.underlay

cilium := {"cni": "cilium", "setting": "cilium-mtu"}

on_master(master) := {"cni": "attachment", "setting": "attachment-mtu", "master": master}

config_map := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "cilium-config", "namespace": "kube-system"},
	"data": {"mtu": "9001"},
}

aws(env) := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": "aws-node", "namespace": "kube-system"},
	"spec": {"template": {"spec": {"hostNetwork": true, "containers": [{"name": "aws-node", "env": env}]}}},
}

policy(state) := {
	"apiVersion": "nmstate.io/v1",
	"kind": "NodeNetworkConfigurationPolicy",
	"metadata": {"name": "links"},
	"spec": {"desiredState": state},
}

routed := policy({
	"interfaces": [{"name": "bond0", "mtu": 1500}, {"name": "bond1", "mtu": 9000}, {"name": "bond2"}],
	"routes": {"config": [
		{"destination": "198.51.100.0/24", "next-hop-interface": "bond1"},
		{"destination": "0.0.0.0/0", "next-hop-interface": "bond0"},
	]},
})

beneath(setting, inventory, params) := found if {
	found := underlay.of(setting) with input as {"object": config_map, "inventory": inventory, "params": params}
}

daemon_sets(obj) := {"apps/DaemonSet": {"kube-system": {obj.metadata.name: obj}}}

policies(list) := {"nmstate.io/NodeNetworkConfigurationPolicy": {"": {sprintf("links-%d", [i]): obj |
	some i, obj in list
}}}

test_the_parameter if {
	beneath(cilium, {}, {"underlay_mtu": 1450}) == {"value": 1450, "text": "the parameter underlay_mtu"}
}

test_nothing_is_known if {
	not beneath(cilium, {}, {})
	not beneath(cilium, {}, {"underlay_mtu": null})
}

test_the_parameter_wins_over_objects if {
	beneath(cilium, daemon_sets(aws([])), {"underlay_mtu": 1450}) == {
		"value": 1450,
		"text": "the parameter underlay_mtu",
	}
}

test_the_interface_of_the_vpc_plugin if {
	beneath(cilium, daemon_sets(aws([{"name": "AWS_VPC_ENI_MTU", "value": "1500"}])), {}) == {
		"value": 1500,
		"text": "AWS_VPC_ENI_MTU of DaemonSet kube-system/aws-node",
	}
}

test_of_several_values_of_the_variable_the_smallest if {
	env := [
		{"name": "AWS_VPC_ENI_MTU", "value": "9001"},
		{"name": "AWS_VPC_ENI_MTU", "value": "1500"},
		{"name": "POD_MTU", "value": "1300"},
	]
	beneath(cilium, daemon_sets(aws(env)), {}).value == 1500
}

test_the_vpc_plugin_without_the_variable_sets_9001 if {
	beneath(cilium, daemon_sets(aws([{"name": "POD_MTU", "value": "1500"}])), {}).value == 9001
}

test_a_variable_that_cannot_be_read_says_nothing if {
	not beneath(cilium, daemon_sets(aws([{"name": "AWS_VPC_ENI_MTU", "value": "${ENI_MTU}"}])), {})
}

test_the_vpc_plugin_does_not_lie_beneath_itself if {
	not beneath({"cni": "aws"}, daemon_sets(aws([{"name": "AWS_VPC_ENI_MTU", "value": "1500"}])), {})
}

test_another_daemon_set_says_nothing if {
	other := object.union(aws([{"name": "AWS_VPC_ENI_MTU", "value": "1500"}]), {"metadata": {"name": "tuner"}})
	not beneath(cilium, daemon_sets(other), {})
}

test_another_kind_of_that_name_says_nothing if {
	other := {"helm.cattle.io/HelmChartConfig": {"kube-system": {"aws-node": aws([])}}}
	not beneath(cilium, other, {})
}

test_the_object_under_review_counts if {
	found := underlay.of(cilium) with input as {
		"object": aws([{"name": "AWS_VPC_ENI_MTU", "value": "1400"}]),
		"inventory": {},
	}
	found == {"value": 1400, "text": "AWS_VPC_ENI_MTU of DaemonSet kube-system/aws-node"}
}

test_the_interface_with_the_default_route if {
	beneath(cilium, policies([routed]), {}) == {
		"value": 1500,
		"text": "interface bond0 of NodeNetworkConfigurationPolicy links-0",
	}
}

test_only_the_default_route_counts if {
	state := {
		"interfaces": [{"name": "bond0", "mtu": 9000}, {"name": "bond1", "mtu": 1500}],
		"routes": {"config": [
			{"destination": "198.51.100.0/24", "next-hop-interface": "bond1"},
			{"destination": "0.0.0.0/0", "next-hop-interface": "bond0"},
		]},
	}
	beneath(cilium, policies([policy(state)]), {}).value == 9000
}

test_routes_that_are_no_list_do_no_harm if {
	route := {"destination": "0.0.0.0/0", "next-hop-interface": "bond0"}
	every config in ["bond0", {"a": route}] {
		state := {"interfaces": [{"name": "bond0", "mtu": 1500}], "routes": {"config": config}}
		not beneath(cilium, policies([policy(state)]), {})
	}
}

test_the_default_route_of_ipv6 if {
	state := {
		"interfaces": [{"name": "bond0", "mtu": 1500}],
		"routes": {"config": [{"destination": "::/0", "next-hop-interface": "bond0"}]},
	}
	beneath(cilium, policies([policy(state)]), {}).value == 1500
}

test_an_address_by_dhcp_brings_the_default_route if {
	link := {"name": "eth0", "mtu": 1400, "ipv6": {"enabled": true, "dhcp": true}}
	beneath(cilium, policies([policy({"interfaces": [link]})]), {}).value == 1400
}

test_only_addresses_bring_it if {
	link := {"name": "eth1", "mtu": 1400, "lldp": {"enabled": true, "dhcp": true}}
	not beneath(cilium, policies([policy({"interfaces": [link]})]), {})
}

test_the_customary_interface_where_none_has_the_default_route if {
	beneath(cilium, policies([policy({"interfaces": [{"name": "eth0", "mtu": 1400}]})]), {}).value == 1400
	beneath(cilium, policies([policy({"interfaces": [{"name": "br-ex", "mtu": 1400}]})]), {}).value == 1400
	not beneath(cilium, policies([policy({"interfaces": [{"name": "eth1", "mtu": 1400}]})]), {})
	storage := policy({"interfaces": [{"name": "eth0", "mtu": 1400}]})
	beneath(cilium, policies([storage, routed]), {}).value == 1500
}

test_an_interface_with_a_placeholder_says_nothing if {
	not beneath(cilium, policies([policy({"interfaces": [{"name": "eth0", "mtu": "${MTU}"}]})]), {})
}

test_dhcp_without_it if {
	every family in [
		{"enabled": false, "dhcp": true},
		{"enabled": true, "dhcp": false},
		{"enabled": true, "dhcp": true, "auto-routes": false},
		{"enabled": true, "dhcp": true, "auto-gateway": false},
		{"enabled": true},
	] {
		link := {"name": "eth1", "mtu": 1400, "ipv4": family}
		not beneath(cilium, policies([policy({"interfaces": [link]})]), {})
	}
}

test_of_several_nodes_the_smallest if {
	other := policy({"interfaces": [{"name": "eth0", "mtu": 1400, "ipv4": {"enabled": true, "dhcp": true}}]})
	beneath(cilium, policies([routed, other]), {}) == {
		"value": 1400,
		"text": "interface eth0 of NodeNetworkConfigurationPolicy links-1",
	}
}

test_of_equals_the_first_by_name if {
	beneath(cilium, policies([routed, routed]), {}).text == "interface bond0 of NodeNetworkConfigurationPolicy links-0"
}

test_an_interface_of_the_nodes_that_leads_elsewhere_says_nothing if {
	not beneath(cilium, policies([policy({"interfaces": [{"name": "bond1", "mtu": 1500}]})]), {})
}

test_interfaces_that_are_no_list_do_no_harm if {
	not beneath(cilium, policies([policy({"interfaces": "bond0"}), policy({"interfaces": null})]), {})
	link := {"name": "eth0", "mtu": 1400, "ipv4": {"enabled": true, "dhcp": true}}
	not beneath(cilium, policies([policy({"interfaces": {"eth0": link}})]), {})
}

test_policies_of_another_kind_say_nothing if {
	not beneath(cilium, {"operator.openshift.io/Network": {"": {"cluster": routed}}}, {})
}

test_the_master_of_an_attachment if {
	beneath(on_master("bond1"), policies([routed]), {}) == {
		"value": 9000,
		"text": "interface bond1 of NodeNetworkConfigurationPolicy links-0",
	}
}

test_a_master_without_an_mtu_is_not_known if {
	not beneath(on_master("bond2"), policies([routed]), {})
}

test_a_master_of_another_name_is_not_known if {
	not beneath(on_master("bond7"), policies([routed]), {"underlay_mtu": 1500})
}

test_an_attachment_without_a_master_is_on_the_node_network if {
	beneath(on_master(""), {}, {"underlay_mtu": 1450}).value == 1450
	beneath(on_master(""), policies([routed]), {}).value == 1500
}

test_an_attachment_that_has_no_master_is_on_no_known_network if {
	not beneath(on_master(null), policies([routed]), {"underlay_mtu": 1450})
}

test_the_name_of_an_object_in_a_namespace if {
	entry := {"kind": "apps/DaemonSet", "namespace": "kube-system", "name": "aws-node"}
	underlay.named(entry) == "DaemonSet kube-system/aws-node"
}

test_the_name_of_an_object_of_the_cluster if {
	entry := {"kind": "operator.tigera.io/Installation", "namespace": "", "name": "default"}
	underlay.named(entry) == "Installation default"
}

test_the_name_of_a_core_object if {
	underlay.named({"kind": "ConfigMap", "namespace": "a", "name": "b"}) == "ConfigMap a/b"
}

in_file(name) := found if {
	interfaces := [{"interface": "eth0", "mtu": 1500}]
	found := underlay.of({"cni": "node", "setting": "node-interface-mtu", "master": name}) with input as {
		"object": null,
		"file": {"path": "a", "format": "talos", "document": {"machine": {"network": {"interfaces": interfaces}}}},
		"inventory": {},
		"params": {},
	}
}

test_an_interface_of_the_same_file if {
	in_file("eth0") == {"value": 1500, "text": "interface eth0 of the same file"}
	not in_file("eth1")
}

test_documents_without_a_name if {
	underlay.named({"kind": "LinkConfig", "namespace": "", "name": ""}) == "LinkConfig"
	underlay.named({"kind": "DaemonSet", "namespace": "a", "name": ""}) == "DaemonSet"
}
