package tidegate.lib.cni.pods_test

import data.tidegate.lib.cni.pods

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

job := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "job", "namespace": "ci"}}

limit(objects, params) := found if {
	found := pods.limit with input as review(array.concat([job], objects), params)
}

known(objects, params) if pods.is_known with input as review(array.concat([job], objects), params)

test_nothing_is_said if {
	not limit([], {})
	not known([], {})
}

test_a_final_value if {
	limit([veth("1440")], {}) == {"value": 1440, "text": "veth_mtu 1440 of ConfigMap kube-system/calico-config"}
	known([veth("1440")], {})
}

test_a_value_of_the_network_beneath if {
	map := config_map("cilium-config", {"mtu": "1500", "enable-wireguard": "true"})
	limit([map], {}) == {"value": 1370, "text": "mtu 1500 of ConfigMap kube-system/cilium-config"}
}

test_the_least_of_all_counts if {
	limit([veth("1440"), config_map("cilium-config", {"mtu": "1400"})], {}).value == 1350
	limit([veth("1440")], {"underlay_mtu": 1400}).value == 1400
}

test_what_lies_beneath if {
	limit([], {"underlay_mtu": 1450}) == {"value": 1450, "text": "the parameter underlay_mtu"}
	not known([], {"underlay_mtu": 1450})
}

test_what_is_switched_on_is_taken_off if {
	vxlan := pool({"vxlanMode": "Always"})
	limit([vxlan], {"underlay_mtu": 1500}).value == 1450
	known([vxlan], {})
	limit([pool({"vxlanMode": "CrossSubnet"})], {"underlay_mtu": 1500}).value == 1500
}

test_tunnels_and_interfaces_are_not_what_pods_have if {
	links := custom("nmstate.io/v1", "NodeNetworkConfigurationPolicy", "links", {"desiredState": {"interfaces": [
		{"name": "eth1", "mtu": 1400},
	]}})
	not limit([felix({"vxlanMTU": 1400}), links], {})
}

test_a_migration_is_not_there_yet if {
	network := custom("operator.openshift.io/v1", "Network", "cluster", {"migration": {"mtu": {"network": {"to": 1400}}}})
	not limit([network], {})
}

test_names_in_order if {
	text := limit([veth("1440"), config_map("antrea-config", {"antrea-agent.conf": "defaultMTU: 1440"})], {}).text
	text == "antrea-agent.conf defaultMTU 1440 of ConfigMap kube-system/antrea-config"
	larger := config_map("antrea-config", {"antrea-agent.conf": "defaultMTU: 1450"})
	limit([veth("1440"), larger], {}).text == "veth_mtu 1440 of ConfigMap kube-system/calico-config"
}
