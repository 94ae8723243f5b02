package tidegate.lib.cni.fit_test

import data.tidegate.lib.cni.fit
import data.tidegate.lib.cni.settings.subject

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

agent(name, env) := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": name, "namespace": "kube-system"},
	"spec": {"template": {"spec": {"hostNetwork": true, "containers": [{
		"name": name,
		"env": [{"name": variable, "value": value} | some variable, value in env],
	}]}}},
}

veth(value) := config_map("calico-config", {"veth_mtu": value})

felix(spec) := custom("crd.projectcalico.org/v1", "FelixConfiguration", "default", spec)

pool(modes) := custom("crd.projectcalico.org/v1", "IPPool", "a", object.union({"cidr": "10.0.0.0/16"}, modes))

vxlan := pool({"vxlanMode": "Always"})

# The inventory of a scope, from its objects.
inventory(objects) := {kind: {place: {obj.metadata.name: obj |
	some obj in objects
	kind_of(obj) == kind
	place_of(obj) == place
} |
	some candidate in objects
	kind_of(candidate) == kind
	place := place_of(candidate)
} |
	some any_object in objects
	kind := kind_of(any_object)
}

kind_of(obj) := concat("/", [split(obj.apiVersion, "/")[0], obj.kind]) if {
	contains(obj.apiVersion, "/")
} else := obj.kind

place_of(obj) := object.get(obj.metadata, "namespace", "")

review(objects, params) := {"object": objects[0], "inventory": inventory(objects), "params": params}

# By name of the setting, for the first of the objects.
excess(objects, params) := found if {
	found := {setting.setting: fit.excess(setting) | some setting in subject} with input as review(objects, params)
}

squeezes(objects, params) := found if {
	found := {setting.setting: {
		"severity": squeeze.severity,
		"bytes": squeeze.bytes,
		"proposal": squeeze.proposal,
		"overhead": squeeze.overhead.text,
	} |
		some setting in subject
		squeeze := fit.squeeze(setting)
	} with input as review(objects, params)
}

impossible(objects) := found if {
	found := {setting.setting: fit.impossible(setting) | some setting in subject} with input as review(objects, {})
}

short(objects, params) := found if {
	found := {setting.setting | some setting in subject; fit.is_short_of_ipv6(setting)} with input as review(
		objects,
		params,
	)
}

oddities(objects, params) := found if {
	found := {setting.setting: fit.oddity(setting) | some setting in subject} with input as review(objects, params)
}

# --- larger than what lies beneath

test_excess_of_a_value_of_the_network_beneath if {
	excess([config_map("cilium-config", {"mtu": "9000"})], {"underlay_mtu": 1500}) == {"cilium-mtu": {
		"underlay": {"value": 1500, "text": "the parameter underlay_mtu"},
		"proposal": 1500,
	}}
}

test_excess_of_a_final_value_proposes_one_with_room if {
	excess([veth("1500"), vxlan], {"underlay_mtu": 1460})["calico-veth-mtu"].proposal == 1410
}

test_excess_of_a_final_value_without_encapsulation if {
	excess([veth("1500")], {"underlay_mtu": 1460})["calico-veth-mtu"].proposal == 1460
}

test_the_whole_of_the_network_is_no_excess if {
	excess([veth("1500")], {"underlay_mtu": 1500}) == {}
}

test_no_excess_over_the_unknown if {
	excess([veth("15000")], {}) == {}
}

# --- no room for what is around it

squeeze(severity, size, proposal, overhead) := {"calico-veth-mtu": {
	"severity": severity,
	"bytes": size,
	"proposal": proposal,
	"overhead": overhead,
}}

test_a_final_value_without_room if {
	squeezes([veth("1451"), vxlan], {"underlay_mtu": 1500}) == squeeze("error", 50, 1450, "VXLAN")
}

test_a_final_value_with_just_enough_room if {
	squeezes([veth("1450"), vxlan], {"underlay_mtu": 1500}) == {}
}

test_tunnels_of_calico_are_alternatives if {
	objects := [veth("1450"), pool({"vxlanMode": "Always"}), felix({"wireguardEnabled": true})]
	squeezes(objects, {"underlay_mtu": 1500}) == squeeze("error", 60, 1440, "WireGuard")
	squeezes([veth("1440"), vxlan, felix({"wireguardEnabled": true})], {"underlay_mtu": 1500}) == {}
}

test_between_some_nodes_only_it_is_a_warning if {
	objects := [veth("1500"), pool({"vxlanMode": "CrossSubnet"})]
	squeezes(objects, {"underlay_mtu": 1500}) == squeeze("warning", 50, 1450, "VXLAN")
}

test_the_sure_one_decides_over_the_larger_one if {
	objects := [veth("1490"), pool({"ipipMode": "Always"}), felix({"bpfEnabled": true})]
	squeezes(objects, {"underlay_mtu": 1500}) == squeeze("error", 20, 1450, "IPIP")
	fitting := [veth("1480"), pool({"ipipMode": "Always"}), felix({"bpfEnabled": true})]
	likely := squeeze("warning", 50, 1450, "the VXLAN of the eBPF data plane")
	squeezes(fitting, {"underlay_mtu": 1500}) == likely
}

test_room_that_is_only_asked_for_is_a_warning if {
	network := custom("operator.openshift.io/v1", "Network", "cluster", {"defaultNetwork": {
		"type": "OVNKubernetes",
		"ovnKubernetesConfig": {"mtu": 1442},
	}})
	squeezes([network], {"underlay_mtu": 1500}) == {"openshift-ovn-mtu": {
		"severity": "warning",
		"bytes": 100,
		"proposal": 1400,
		"overhead": "Geneve",
	}}
	squeezes([network], {"underlay_mtu": 1499})["openshift-ovn-mtu"].severity == "error"
	squeezes([network], {"underlay_mtu": 1542}) == {}
}

test_a_value_above_the_network_is_excess_alone if {
	squeezes([veth("1501"), vxlan], {"underlay_mtu": 1500}) == {}
}

test_what_the_network_subtracts_itself_is_not_squeezed if {
	cilium := config_map("cilium-config", {"mtu": "1500", "tunnel-protocol": "vxlan"})
	squeezes([cilium], {"underlay_mtu": 1500}) == {}
	squeezes([cilium], {}) == {}
}

test_a_number_for_one_tunnel_is_measured_by_it_alone if {
	objects := [
		felix({"ipipMTU": 1480, "vxlanMTU": 1480, "wireguardMTU": 1500}),
		pool({"ipipMode": "Always", "vxlanMode": "Always"}),
	]
	squeezes(objects, {"underlay_mtu": 1500}) == {"felix-vxlan": {
		"severity": "error",
		"bytes": 50,
		"proposal": 1450,
		"overhead": "VXLAN",
	}}
}

test_encapsulations_of_another_network_do_not_count if {
	objects := [veth("1500"), config_map("ovn-config", {})]
	squeezes(objects, {"underlay_mtu": 1500}) == {}
}

test_of_equals_the_first_by_name_is_told if {
	objects := [veth("1500"), pool({"vxlanMode": "Always"}), felix({"bpfEnabled": true})]
	squeezes(objects, {}) == squeeze("error", 50, 1450, "VXLAN")
	both := felix({"bpfEnabled": true, "vxlanEnabled": true})
	squeezes([veth("1500"), both], {}) == squeeze("error", 50, 1450, "VXLAN")
}

test_a_whole_link_over_the_unknown_is_an_error if {
	every size in [1460, 1500, 9000, 9001] {
		squeezes([veth(sprintf("%d", [size])), vxlan], {}) == squeeze("error", 50, size - 50, "VXLAN")
	}
}

test_a_whole_link_that_is_wrapped_at_times_is_a_warning if {
	squeezes([veth("1500"), pool({"vxlanMode": "CrossSubnet"})], {}) == squeeze("warning", 50, 1450, "VXLAN")
	likely := squeeze("warning", 50, 1450, "the VXLAN of the eBPF data plane")
	squeezes([veth("1500"), felix({"bpfEnabled": true})], {}) == likely
	both := pool({"ipipMode": "Always", "vxlanMode": "CrossSubnet"})
	squeezes([veth("1460"), both], {}) == squeeze("warning", 50, 1410, "VXLAN")
	weave := squeezes([agent("weave-net", {"WEAVE_MTU": "1500"})], {})
	weave["weave-mtu"].severity == "warning"
}

test_another_size_over_the_unknown_is_fine if {
	squeezes([veth("1499"), vxlan], {}) == {}
	squeezes([veth("8950"), vxlan], {}) == {}
}

test_a_whole_link_without_encapsulation_is_fine if {
	squeezes([veth("1500")], {}) == {}
}

test_what_fits_the_next_link_is_fine if {
	squeezes([veth("1460"), pool({"ipipMode": "Always"})], {}) == {}
	squeezes([veth("1500"), pool({"ipipMode": "Always"})], {}) == squeeze("error", 20, 1480, "IPIP")
}

test_to_fit_exactly_is_to_fit if {
	fit.fits_next_link(1460, 40)
	not fit.fits_next_link(1460, 41)
	not fit.fits_next_link(1360, 20)
	fit.fits_next_link(1361, 20)
}

# --- odd values

test_larger_than_any_network if {
	oddities([veth("9217")], {}) == {"calico-veth-mtu": {"kind": "large", "limit": 9216}}
	oddities([veth("9216")], {}) == {}
}

test_larger_than_networks_of_its_kind if {}

test_a_network_that_is_known_to_carry_it if {
	oddities([veth("65520")], {"underlay_mtu": 65520}) == {}
}

attachment(config) := custom("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", "a", {"config": config})

test_an_attachment_above_the_node_network if {
	oddities([attachment(`{"type": "macvlan", "master": "eth1", "mtu": 9000}`)], {"underlay_mtu": 1500}) == {
		"attachment-mtu": {"kind": "attachment", "limit": 1500},
	}
	oddities([attachment(`{"type": "macvlan", "master": "eth1", "mtu": 1500}`)], {"underlay_mtu": 1500}) == {}
	oddities([attachment(`{"type": "macvlan", "master": "eth1", "mtu": 9000}`)], {}) == {}
}

test_an_attachment_without_a_master_may_be_of_any_size if {
	oddities([attachment(`{"type": "bridge", "mtu": 9000}`)], {"underlay_mtu": 1500}) == {}
}

test_an_attachment_on_a_known_master_is_measured_by_it if {
	links := custom("nmstate.io/v1", "NodeNetworkConfigurationPolicy", "links", {"desiredState": {"interfaces": [{
		"name": "eth1",
		"mtu": 9000,
	}]}})
	objects := [attachment(`{"type": "macvlan", "master": "eth1", "mtu": 9000}`), links]
	oddities(objects, {"underlay_mtu": 1500}) == {}
}

test_smaller_than_ip_allows if {
	impossible([veth("575")]) == {"calico-veth-mtu": {"kind": "small", "limit": 576}}
	impossible([veth("576")]) == {}
	impossible([config_map("cilium-config", {"mtu": "620"})]) == {"cilium-mtu": {"kind": "small", "limit": 576}}
}

test_a_segment_may_be_smaller if {
	node := {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a", "annotations": {
		"submariner.io/tcp-clamp-mss": "536",
	}}}
	impossible([node]) == {}
}

test_larger_than_a_packet if {
	impossible([veth("65536")]) == {"calico-veth-mtu": {"kind": "large", "limit": 65535}}
	impossible([veth("65535")]) == {}
	impossible([agent("aws-node", {"AWS_VPC_ENI_MTU": "9002"})]) == {"aws-eni-mtu": {"kind": "large", "limit": 9001}}
	impossible([agent("aws-node", {"AWS_VPC_ENI_MTU": "9001"})]) == {}
}

test_smaller_than_ipv6_allows if {
	short([veth("1279")], {"ipv6": true}) == {"calico-veth-mtu"}
	short([veth("1280")], {"ipv6": true}) == set()
	short([veth("1279")], {"ipv6": false}) == set()
}

test_what_the_network_subtracts_counts if {
	small := {"enable-ipv6": "true", "enable-wireguard": "true", "mtu": "1409"}
	short([config_map("cilium-config", small)], {}) == {"cilium-mtu"}
	short([config_map("cilium-config", object.union(small, {"mtu": "1410"}))], {}) == set()
	short([config_map("cilium-config", object.union(small, {"routing-mode": "native"}))], {}) == set()
}

test_a_node_interface_above_another_is_no_attachment if {
	links := custom("nmstate.io/v1", "NodeNetworkConfigurationPolicy", "links", {"desiredState": {"interfaces": [{
		"name": "eth1.5",
		"mtu": 9000,
		"vlan": {"base-iface": "eth1", "id": 5},
	}]}})
	oddities([links], {"underlay_mtu": 1500}) == {}
}

# Of those that cost the most, not of all, the first by name.
test_the_costliest_by_name if {
	costs := [["b", 20], ["c", 50], ["a", 20], ["b", 50]]
	candidates := [{"text": cost[0], "reserve": cost[1]} | some cost in costs]
	fit.costliest(candidates, "reserve") == {"text": "b", "reserve": 50}
}
