package tidegate.network.mtu_changed_test

import data.tidegate.network.mtu_changed

map(content) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "cilium-config", "namespace": "kube-system"},
	"data": content,
}

found(old, new) := findings if {
	findings := mtu_changed.deny with input as {"object": new, "oldObject": old, "inventory": {}}
}

test_another_number if {
	found(map({"mtu": "1500"}), map({"mtu": "9000"})) == {{
		"msg": concat("", [
			"mtu changes from 1500 to 9000: start anew the agents (DaemonSet cilium) on every node, ",
			"and the pods that run, which keep the old one up to Cilium 1.16",
		]),
		"path": ["data", "mtu"],
		"key": "mtu",
	}}
}

test_to_and_from_detection if {
	{finding.msg | some finding in found(map({"mtu": "1500"}), map({}))} == {concat("", [
		"mtu changes from 1500 to detection: start anew the agents (DaemonSet cilium) on every node, ",
		"and the pods that run, which keep the old one up to Cilium 1.16",
	])}
	{substring(finding.msg, 0, 36) | some finding in found(map({"mtu": "0"}), map({"mtu": "9000"}))} == {
		"mtu changes from detection to 9000: ",
	}
}

test_the_same_number if {
	found(map({"mtu": "1500"}), map({"mtu": "1500", "debug": "true"})) == set()
}

test_a_new_object if {
	findings := mtu_changed.deny with input as {"object": map({"mtu": "1500"}), "oldObject": null, "inventory": {}}
	findings == set()
}
