package tidegate.lib.cni.verdict_test

import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.verdict

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

verdicts(objects, params) := found if {
	found := {setting.setting: verdict.of(setting) | some setting in subject} with input as review(objects, params)
}

test_excess_comes_first if {
	objects := [felix({"vxlanMTU": 1600}), veth("1450"), vxlan]
	verdicts(objects, {"underlay_mtu": 1500}) == {"felix-vxlan": "excess"}
}

test_a_sure_squeeze_comes_before_a_contradiction if {
	objects := [felix({"vxlanMTU": 1500}), veth("1450"), vxlan]
	verdicts(objects, {"underlay_mtu": 1500}) == {"felix-vxlan": "squeeze"}
}

test_a_contradiction_comes_before_a_likely_squeeze if {
	objects := [felix({"vxlanMTU": 1500}), veth("1450"), vxlan]
	verdicts(objects, {}) == {"felix-vxlan": "contradiction"}
	between := [felix({"vxlanMTU": 1500}), veth("1450"), pool({"vxlanMode": "CrossSubnet"})]
	verdicts(between, {"underlay_mtu": 1500}) == {"felix-vxlan": "contradiction"}
}

test_a_likely_squeeze_is_told if {
	verdicts([veth("1500"), vxlan], {}) == {"calico-veth-mtu": "squeeze"}
}

test_a_contradiction_comes_before_an_oddity if {
	verdicts([felix({"vxlanMTU": 9300}), veth("1450"), vxlan], {}) == {"felix-vxlan": "contradiction"}
}

test_an_oddity_is_told if {
	verdicts([veth("9300")], {}) == {"calico-veth-mtu": "oddity"}
}

test_what_no_packet_has_comes_before_all if {
	verdicts([veth("70000"), vxlan], {"underlay_mtu": 1500}) == {"calico-veth-mtu": "impossible"}
	verdicts([felix({"vxlanMTU": 500}), veth("1450"), vxlan], {}) == {"felix-vxlan": "impossible"}
}

test_ipv6_comes_before_a_squeeze if {
	verdicts([veth("1270"), vxlan], {"underlay_mtu": 1300, "ipv6": true}) == {"calico-veth-mtu": "ipv6"}
	verdicts([veth("1400"), vxlan], {"underlay_mtu": 1300, "ipv6": true}) == {"calico-veth-mtu": "excess"}
}

encrypted := felix({"wireguardEnabled": true})

test_wireguard_alone_lacks_room if {
	verdicts([veth("1450"), vxlan, encrypted], {"underlay_mtu": 1500}) == {"calico-veth-mtu": "wireguard"}
	verdicts([veth("1500"), vxlan, encrypted], {"underlay_mtu": 1500}) == {"calico-veth-mtu": "squeeze"}
}

test_wireguard_comes_before_a_contradiction_where_it_is_sure if {
	installation := custom("operator.tigera.io/v1", "Installation", "default", {"calicoNetwork": {"mtu": 1400}})
	objects := [veth("1450"), vxlan, encrypted, installation]
	verdicts(objects, {"underlay_mtu": 1500}) == {"calico-veth-mtu": "wireguard"}
	verdicts(objects, {}) == {"calico-veth-mtu": "contradiction"}
	verdicts([veth("1450"), vxlan, encrypted], {}) == {"calico-veth-mtu": "wireguard"}
}

test_a_contradiction_comes_before_what_is_smaller_than_it_could_be if {
	map := config_map("cilium-config", {"mtu": "1370", "enable-wireguard": "true"})
	verdicts([map], {}) == {"cilium-mtu": "doubled"}
	chart := custom("helm.cattle.io/v1", "HelmChartConfig", "rke2-cilium", {"valuesContent": "MTU: 15000"})
	verdicts([chart], {}) == {"cilium-mtu": "oddity"}
}

test_what_fits_gets_no_verdict if {
	verdicts([veth("1450"), vxlan], {"underlay_mtu": 1500}) == {}
}
