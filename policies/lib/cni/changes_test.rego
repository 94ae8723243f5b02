package tidegate.lib.cni.changes_test

import data.tidegate.lib.cni.changes

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

between(old, new) := found if {
	found := {[change.setting.text, change.old, change.new] | some change in changes.found} with input as {
		"object": new,
		"oldObject": old,
		"inventory": {},
	}
}

cilium(content) := config_map("cilium-config", content)

test_another_number if {
	between(cilium({"mtu": "1500"}), cilium({"mtu": "1450"})) == {["mtu", 1500, 1450]}
}

test_the_same_number if {
	between(cilium({"mtu": "1500", "debug": "false"}), cilium({"mtu": "1500", "debug": "true"})) == set()
}

test_from_and_to_detection if {
	between(cilium({"mtu": "0"}), cilium({"mtu": "1450"})) == {["mtu", null, 1450]}
	between(cilium({}), cilium({"mtu": "1450"})) == {["mtu", null, 1450]}
	between(cilium({"mtu": "1450"}), cilium({})) == {["mtu", 1450, null]}
	between(cilium({"mtu": "1450"}), cilium({"mtu": "0"})) == {["mtu", 1450, null]}
	between(cilium({"mtu": "0"}), cilium({})) == set()
}

test_what_is_filled_in_later_is_not_known if {
	between(cilium({"mtu": "${MTU}"}), cilium({"mtu": "1450"})) == set()
	between(cilium({"mtu": "1450"}), cilium({"mtu": "${MTU}"})) == set()
}

antrea(content) := config_map("antrea-config", {"antrea-agent.conf": content})

test_a_number_in_a_text if {
	between(antrea("defaultMTU: 1450"), antrea("defaultMTU: 1410")) == {["antrea-agent.conf defaultMTU", 1450, 1410]}
	between(antrea("defaultMTU: 1450"), antrea("defaultMTU: {{ mtu }}")) == set()
}

test_a_new_object if {
	found := changes.found with input as {"object": cilium({"mtu": "1450"}), "inventory": {}}
	found == set()
	between(null, cilium({"mtu": "1450"})) == set()
}

links(interfaces) := custom(
	"nmstate.io/v1",
	"NodeNetworkConfigurationPolicy",
	"links",
	{"desiredState": {"interfaces": interfaces}},
)

test_each_interface_by_its_name if {
	old := links([{"name": "eth0", "mtu": 1500}, {"name": "eth1", "mtu": 9000}])
	new := links([{"name": "eth1", "mtu": 9000}, {"name": "eth0", "mtu": 1450}])
	between(old, new) == {["mtu", 1500, 1450]}
	raised := links([{"name": "eth0", "mtu": 9000}, {"name": "eth1", "mtu": 9000}])
	between(old, raised) == {["mtu", 1500, 9000]}
}

felix(spec) := custom("projectcalico.org/v3", "FelixConfiguration", "default", spec)

test_each_setting_by_itself if {
	between(felix({"vxlanMTU": 1450, "ipipMTU": 1480}), felix({"vxlanMTU": 1480, "ipipMTU": 1480})) == {[
		"vxlanMTU",
		1450,
		1480,
	]}
}

restart_of(obj, setting) := text if {
	text := changes.restart(setting) with input as {"object": obj}
}

test_who_starts_anew if {
	text := restart_of(cilium({}), {"cni": "cilium"})
	startswith(text, "the agents (DaemonSet cilium) on every node")
}

test_all_networks_have_a_sentence if {
	every setting in data.lib.cni.settings { restart_of(cilium({}), {"cni": setting.cni}) }
}

test_which_nodes if {
	obj := object.union(links([]), {"spec": {"nodeSelector": {"rack": "a", "zone": "b"}}})
	startswith(restart_of(obj, {"cni": "node"}), "the network agents on the nodes with rack=a, zone=b,")
	startswith(restart_of(links([]), {"cni": "node"}), "the network agents on the nodes,")
	contains(restart_of(object.union(links([]), {"spec": {"nodeSelector": "x"}}), {"cni": "node"}), "on the nodes,")
}

test_which_attachment if {
	obj := custom("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", "storage", {"nodeSelector": {"a": "b"}})
	startswith(restart_of(obj, {"cni": "attachment"}), "the pods that are attached to storage,")
}
