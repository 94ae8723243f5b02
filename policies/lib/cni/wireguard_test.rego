package tidegate.lib.cni.wireguard_test

import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.wireguard

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

felix(spec) := custom("crd.projectcalico.org/v1", "FelixConfiguration", "default", spec)

pool(modes) := custom("crd.projectcalico.org/v1", "IPPool", "a", object.union({"cidr": "10.0.0.0/16"}, modes))

veth(value) := config_map("calico-config", {"veth_mtu": value})

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

# By name of the setting, for the first of the objects: [proposal, underlay or link, what is kept free].
found(objects, params) := all if {
	all := {setting.setting: [squeeze.proposal, reference(squeeze), object.get(squeeze, "kept", null)] |
		some setting in subject
		squeeze := wireguard.of(setting)
	} with input as review(objects, params)
}

reference(squeeze) := squeeze.underlay.value

reference(squeeze) := squeeze.link

unknown_network(objects) := found(objects, {})

vxlan := pool({"vxlanMode": "Always"})

on := felix({"wireguardEnabled": true})

on_ipv6 := felix({"wireguardEnabledV6": true})

test_room_for_vxlan_only if {
	found([veth("1450"), vxlan, on], {"underlay_mtu": 1500}) == {"calico-veth-mtu": [1440, 1500, null]}
	found([veth("1441"), vxlan, on], {"underlay_mtu": 1500}) == {"calico-veth-mtu": [1440, 1500, null]}
	found([veth("1440"), vxlan, on], {"underlay_mtu": 1500}) == {}
}

test_no_room_for_any_is_another_cause if {
	found([veth("1451"), vxlan, on], {"underlay_mtu": 1500}) == {}
}

test_wireguard_alone if {
	found([veth("1500"), on], {"underlay_mtu": 1500}) == {"calico-veth-mtu": [1440, 1500, null]}
}

test_without_wireguard if {
	found([veth("1450"), vxlan], {"underlay_mtu": 1400}) == {}
	unknown_network([veth("1450"), vxlan]) == {}
	unknown_network([veth("1450"), vxlan, felix({"wireguardEnabled": false})]) == {}
}

test_the_larger_header_of_ipv6 if {
	both := felix({"wireguardEnabled": true, "wireguardEnabledV6": true})
	found([veth("1440"), both], {"underlay_mtu": 1500}) == {"calico-veth-mtu": [1420, 1500, null]}
	found([veth("1440"), on_ipv6], {"underlay_mtu": 1500}) == {"calico-veth-mtu": [1420, 1500, null]}
	unknown_network([veth("1440"), on_ipv6]) == {"calico-veth-mtu": [1420, 1500, 60]}
	unknown_network([veth("1430"), on_ipv6]) == {"calico-veth-mtu": [1420, 1500, 70]}
	unknown_network([veth("1420"), on_ipv6]) == {}
}

test_a_number_that_was_made_for_another_tunnel if {
	unknown_network([veth("1450"), vxlan, on]) == {"calico-veth-mtu": [1440, 1500, 50]}
	unknown_network([veth("1450"), on]) == {"calico-veth-mtu": [1440, 1500, 50]}
	unknown_network([veth("1480"), on]) == {"calico-veth-mtu": [1440, 1500, 20]}
	unknown_network([veth("8951"), on]) == {"calico-veth-mtu": [8941, 9001, 50]}
	unknown_network([veth("8950"), on]) == {"calico-veth-mtu": [8940, 9000, 50]}
}

test_a_number_that_leaves_room_on_some_link if {
	unknown_network([veth("1440"), on]) == {}
	unknown_network([veth("1410"), on]) == {}
	unknown_network([veth("1435"), on]) == {}
	unknown_network([veth("1400"), on]) == {}
	unknown_network([veth("1460"), on, vxlan]) == {}
}

test_a_whole_link_under_wireguard_alone if {
	unknown_network([veth("1500"), on]) == {"calico-veth-mtu": [1440, 1500, 0]}
	unknown_network([veth("1500"), on, vxlan]) == {}
	found([veth("1450"), on], {"underlay_mtu": 9000}) == {}
}

test_the_tunnel_itself if {
	tunnel := {"wireguardMTU": 1450, "vxlanMTU": 1450, "wireguardEnabled": true}
	unknown_network([felix(tunnel), vxlan]) == {"felix-wireguard": [1440, 1500, 50]}
	found([felix(tunnel), vxlan], {"underlay_mtu": 1500}) == {"felix-wireguard": [1440, 1500, null]}
}

test_networks_that_take_it_off_themselves if {
	map := config_map("cilium-config", {"mtu": "1450", "enable-wireguard": "true"})
	found([map], {"underlay_mtu": 1500}) == {}
	unknown_network([map]) == {}
}

antrea(content) := config_map("antrea-config", {"antrea-agent.conf": content})

test_antrea if {
	conf := antrea("trafficEncryptionMode: wireGuard\ndefaultMTU: 1450")
	unknown_network([conf]) == {"antrea-mtu": [1440, 1500, 50]}
	unknown_network([antrea("trafficEncryptionMode: ipsec\ndefaultMTU: 1450")]) == {}
}

test_kubespan if {
	span := {"apiVersion": "v1alpha1", "kind": "KubeSpanConfig", "metadata": {"name": ""}, "enabled": true, "mtu": 1440}
	found([span], {"underlay_mtu": 1500}) == {"kubespan-mtu": [1420, 1500, null]}
	unknown_network([span]) == {"kubespan-mtu": [1420, 1500, 60]}
}

installation(provider) := custom("operator.tigera.io/v1", "Installation", "default", {"kubernetesProvider": provider})

test_azure_carries_less_of_it if {
	aks := installation("AKS")
	unknown_network([felix({"wireguardMTU": 1440, "wireguardEnabled": true}), aks]) == {"felix-wireguard": [
		1340,
		1400,
		null,
	]}
	unknown_network([felix({"wireguardMTU": 1340, "wireguardEnabled": true}), aks]) == {}
	unknown_network([veth("1450"), vxlan, on, aks]) == {"calico-veth-mtu": [1340, 1400, null]}
	found([veth("1440"), on, aks], {"underlay_mtu": 1500}) == {"calico-veth-mtu": [1340, 1400, null]}
	found([veth("1340"), on, aks], {"underlay_mtu": 1390}) == {"calico-veth-mtu": [1330, 1390, null]}
}

test_another_provider if {
	unknown_network([felix({"wireguardMTU": 1440, "wireguardEnabled": true}), installation("EKS")]) == {}
	map := config_map("antrea-config", {"antrea-agent.conf": "trafficEncryptionMode: wireGuard\ndefaultMTU: 1440"})
	unknown_network([map, installation("AKS")]) == {}
	pool_of_that_name := custom("crd.projectcalico.org/v1", "IPPool", "a", {"kubernetesProvider": "AKS"})
	unknown_network([felix({"wireguardMTU": 1440, "wireguardEnabled": true}), pool_of_that_name]) == {}
}
