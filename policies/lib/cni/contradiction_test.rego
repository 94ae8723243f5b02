package tidegate.lib.cni.contradiction_test

import data.tidegate.lib.cni.contradiction
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

clashes(objects, params) := found if {
	found := {setting.setting: [{
		"kind": clash.kind,
		"device": clash.device,
		"severity": clash.severity,
		"other": clash.other.setting,
	} |
		some clash in contradiction.contradictions(setting)
	] |
		some setting in subject
	} with input as review(objects, params)
}

test_two_numbers_for_one_tunnel if {
	clashes([felix({"vxlanMTU": 1410}), veth("1450"), vxlan], {}) == {"felix-vxlan": [{
		"kind": "device",
		"device": "vxlan",
		"severity": "error",
		"other": "calico-veth-mtu",
	}]}
}

test_a_tunnel_that_nothing_switches_on_is_a_warning if {
	clashes([felix({"wireguardMTU": 1410}), veth("1450"), vxlan], {}) == {"felix-wireguard": [{
		"kind": "device",
		"device": "wireguard",
		"severity": "warning",
		"other": "calico-veth-mtu",
	}]}
}

test_the_same_number_agrees if {
	clashes([felix({"vxlanMTU": 1450}), veth("1450"), vxlan], {}) == {"felix-vxlan": []}
}

test_the_one_with_authority_is_not_blamed if {
	clashes([veth("1450"), felix({"vxlanMTU": 1410}), vxlan], {}) == {"calico-veth-mtu": []}
}

test_the_most_authoritative_one_is_named if {
	objects := [
		felix({"vxlanMTU": 1410}),
		agent("calico-node", {"FELIX_VXLANMTU": "1420"}),
		custom("operator.tigera.io/v1", "Installation", "default", {"calicoNetwork": {"mtu": 1440}}),
		vxlan,
	]
	clashes(objects, {})["felix-vxlan"][0].other == "calico-operator-mtu"
}

test_of_two_that_agree_the_most_authoritative_one_is_named if {
	objects := [
		felix({"vxlanMTU": 1410}),
		agent("calico-node", {"FELIX_VXLANMTU": "1440"}),
		custom("operator.tigera.io/v1", "Installation", "default", {"calicoNetwork": {"mtu": 1440}}),
		vxlan,
	]
	clashes(objects, {})["felix-vxlan"][0].other == "calico-operator-mtu"
}

# Two installations in one scope: neither has anything to say about the other.
test_settings_of_one_authority_do_not_meet if {
	other := object.union(veth("1400"), {"metadata": {"namespace": "calico-system"}})
	clashes([veth("1450"), other], {}) == {"calico-veth-mtu": []}
}

test_who_agrees_with_the_first_is_not_blamed if {
	objects := [
		felix({"vxlanMTU": 1440}),
		agent("calico-node", {"FELIX_VXLANMTU": "1420"}),
		custom("operator.tigera.io/v1", "Installation", "default", {"calicoNetwork": {"mtu": 1440}}),
		vxlan,
	]
	clashes(objects, {}) == {"felix-vxlan": []}
}

test_two_numbers_for_pods_in_one_object if {
	network := `{"plugins": [{"type": "calico", "mtu": 1440}]}`
	objects := [config_map("calico-config", {"veth_mtu": "1450", "cni_network_config": network})]
	clashes(objects, {}) == {"calico-veth-mtu": [], "calico-conflist-mtu": [{
		"kind": "device",
		"device": "pod",
		"severity": "error",
		"other": "calico-veth-mtu",
	}]}
}

test_settings_of_two_networks_do_not_meet if {
	conflist := `{"plugins": [{"type": "antrea", "mtu": 1400}]}`
	objects := [config_map("antrea-config", {"antrea-cni.conflist": conflist}), veth("1450")]
	clashes(objects, {}) == {"antrea-conflist-mtu": []}
	clashes([objects[0], config_map("ovn-config", {"mtu": "1300"})], {}) == {"antrea-conflist-mtu": []}
}

own(value) := agent("calico-node", {"CNI_MTU": value, "FELIX_VXLANMTU": "1400"})

test_a_tunnel_smaller_than_the_pods if {
	clashes([own("1450"), vxlan], {}) == {"calico-cni-mtu": [], "felix-env-vxlan": [{
		"kind": "tunnel",
		"device": "vxlan",
		"severity": "error",
		"other": "calico-cni-mtu",
	}]}
}

test_a_tunnel_as_large_as_the_pods if {
	clashes([own("1400"), vxlan], {}) == {"calico-cni-mtu": [], "felix-env-vxlan": []}
}

test_a_tunnel_larger_than_the_pods if {
	clashes([own("1300"), vxlan], {}) == {"calico-cni-mtu": [], "felix-env-vxlan": []}
}

test_a_small_tunnel_that_nothing_switches_on if {
	clashes([own("1450")], {}) == {"calico-cni-mtu": [], "felix-env-vxlan": []}
	clashes([own("1450"), pool({"ipipMode": "Always"})], {}) == {"calico-cni-mtu": [], "felix-env-vxlan": []}
}

test_a_tunnel_and_the_pods_of_another_network if {
	objects := [
		felix({"vxlanMTU": 1400}),
		config_map("ovn-config", {"mtu": "1450"}),
		vxlan,
	]
	clashes(objects, {}) == {"felix-vxlan": []}
}

test_a_tunnel_is_not_compared_to_another_tunnel if {
	objects := [
		agent("calico-node", {"FELIX_IPINIPMTU": "1480", "FELIX_VXLANMTU": "1450"}),
		pool({"ipipMode": "Always", "vxlanMode": "Always"}),
	]
	clashes(objects, {}) == {"felix-env-ipip": [], "felix-env-vxlan": []}
}

canal(value, content) := config_map("canal-config", {"veth_mtu": value, "net-conf.json": content})

test_pods_above_what_their_network_leaves if {
	clashes([canal("1451", `{"Backend": {"Type": "vxlan", "MTU": 1500}}`)], {}) == {
		"canal-flannel-mtu": [],
		"canal-veth-mtu": [{
			"kind": "underlay",
			"device": "pod",
			"severity": "error",
			"other": "canal-flannel-mtu",
		}],
	}
}

test_how_much_their_network_leaves_them if {
	objects := [canal("1451", `{"Backend": {"Type": "vxlan", "MTU": 1500}}`)]
	found := {contradiction.contradictions(setting)[0].limit | some setting in subject} with input as review(objects, {})
	found == {1450}
}

test_pods_at_or_below_what_their_network_leaves if {
	every value in ["1450", "1400"] {
		clashes([canal(value, `{"Backend": {"Type": "vxlan", "MTU": 1500}}`)], {}) == {
			"canal-flannel-mtu": [],
			"canal-veth-mtu": [],
		}
	}
}

test_pods_above_their_interface_on_ec2 if {
	clashes([agent("aws-node", {"AWS_VPC_ENI_MTU": "1500", "POD_MTU": "9001"})], {})["aws-pod-mtu"] == [{
		"kind": "underlay",
		"device": "pod",
		"severity": "error",
		"other": "aws-eni-mtu",
	}]
}

test_pods_and_the_interface_of_another_network if {
	flannel := config_map("kube-flannel-cfg", {"net-conf.json": `{"Backend": {"Type": "vxlan", "MTU": 1500}}`})
	objects := [veth("9001"), flannel]
	clashes(objects, {}) == {"calico-veth-mtu": []}
}

test_an_idea_of_what_lies_beneath_is_not_compared_to_another_of_its_network if {
	content := "flannel: {mtu: 1400}"
	objects := [
		custom("helm.cattle.io/v1", "HelmChartConfig", "rke2-canal", {"valuesContent": content}),
		config_map("rke2-canal-config", {"net-conf.json": `{"Backend": {"Type": "vxlan", "MTU": 1300}}`}),
	]
	clashes(objects, {}) == {"canal-chart-flannel-mtu": []}
}

chained(mode, value) := config_map("cilium-config", {"cni-chaining-mode": mode, "mtu": value})

eni(value) := agent("aws-node", {"AWS_VPC_ENI_MTU": value})

test_cilium_in_a_chain_below_its_primary if {
	clashes([chained("aws-cni", "1500"), eni("9001")], {}) == {"cilium-mtu": [{
		"kind": "chained",
		"device": "nic",
		"severity": "warning",
		"other": "aws-eni-mtu",
	}]}
}

test_cilium_in_a_chain_above_its_primary if {
	flannel := config_map("kube-flannel-cfg", {"net-conf.json": `{"Backend": {"Type": "vxlan", "MTU": 1400}}`})
	clashes([chained("flannel", "1500"), flannel], {})["cilium-mtu"][0].severity == "error"
}

test_cilium_in_a_chain_like_its_primary if {
	clashes([chained("aws-cni", "9001"), eni("9001")], {}) == {"cilium-mtu": []}
}

test_cilium_in_another_chain_or_none if {
	every mode in ["flannel", "portmap", "none"] {
		clashes([chained(mode, "1500"), eni("9001")], {}) == {"cilium-mtu": []}
	}
}

test_only_what_lies_beneath_the_primary_is_compared if {
	objects := [chained("aws-cni", "1500"), agent("aws-node", {"POD_MTU": "1300"})]
	clashes(objects, {}) == {"cilium-mtu": []}
}

test_only_cilium_is_chained if {
	objects := [config_map("canal-config", {"cni-chaining-mode": "aws-cni", "veth_mtu": "1300"}), eni("9001")]
	clashes(objects, {}) == {"canal-veth-mtu": []}
}

test_the_value_that_the_other_finding_proposes_is_no_contradiction if {
	clashes([felix({"vxlanMTU": 1450}), veth("1500"), vxlan], {"underlay_mtu": 1500}) == {"felix-vxlan": []}
	clashes([felix({"vxlanMTU": 1450}), veth("1500"), vxlan], {}) == {"felix-vxlan": []}
	clashes([felix({"vxlanMTU": 1400}), veth("1500"), vxlan], {"underlay_mtu": 1450}) == {"felix-vxlan": []}
}

test_any_other_value_is if {
	count(clashes([felix({"vxlanMTU": 1410}), veth("1500"), vxlan], {"underlay_mtu": 1500})["felix-vxlan"]) == 1
}

test_in_each_kind if {
	clashes([own("1450"), vxlan], {"underlay_mtu": 1450})["felix-env-vxlan"] == []
	clashes([canal("1300", `{"Backend": {"Type": "vxlan", "MTU": 1300}}`)], {"underlay_mtu": 1300}) == {
		"canal-flannel-mtu": [],
		"canal-veth-mtu": [{"kind": "underlay", "device": "pod", "severity": "error", "other": "canal-flannel-mtu"}],
	}
	clashes([chained("aws-cni", "1400"), eni("1500")], {"underlay_mtu": 1400}) == {"cilium-mtu": []}
}

test_of_equal_authority_the_smaller_is_named if {
	rivals := [
		{"rank": 5, "value": 1, "text": "c"},
		{"rank": 3, "value": 1500, "text": "a"},
		{"rank": 3, "value": 1400, "text": "b"},
	]
	contradiction.foremost(rivals) == {"rank": 3, "value": 1400, "text": "b"}
	not contradiction.foremost([])
}

test_settings_as_messages_name_them if {
	contradiction.described({
		"text": "veth_mtu",
		"value": 1450,
		"where": {"kind": "ConfigMap", "namespace": "kube-system", "name": "calico-config"},
	}) == "veth_mtu 1450 of ConfigMap kube-system/calico-config"
	contradiction.described({"text": "veth_mtu", "value": 1450, "where": null}) == "veth_mtu 1450 of the same object"
}
