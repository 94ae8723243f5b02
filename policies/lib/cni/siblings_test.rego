package tidegate.lib.cni.siblings_test

import data.tidegate.lib.cni.siblings

attachment(config) := {
	"apiVersion": "k8s.cni.cncf.io/v1",
	"kind": "NetworkAttachmentDefinition",
	"metadata": {"name": "a"},
	"spec": {"config": json.marshal(config)},
}

kind := "k8s.cni.cncf.io/NetworkAttachmentDefinition"

wire := "interface eth1"

# A setting of 9000 beside these attachments.
smaller(setting, others) := found if {
	found := siblings.smaller(setting) with input as {"inventory": {kind: {"shop": {name: attachment(config) |
		some name, config in others
	}}}}
}

link(mtu) := {"type": "macvlan", "master": "eth1", "mtu": mtu}

test_a_smaller_one_on_the_same_wire if {
	smaller({"wire": wire, "value": 9000}, {"b": link(1500), "c": link(1400), "d": link(8000)}) == {
		"object": {"kind": kind, "namespace": "shop", "name": "c"},
		"value": 1400,
	}
}

test_others if {
	not smaller({"wire": wire, "value": 9000}, {"b": link(9000), "c": link(9100)})
	not smaller({"wire": wire, "value": 9000}, {"b": object.union(link(1500), {"master": "eth2"})})
	not smaller({"wire": wire, "value": 9000}, {"b": {"type": "macvlan", "mtu": 1500}})
	not smaller({"wire": null, "value": 9000}, {"b": {"type": "macvlan", "mtu": 1500}})
	not smaller({"wire": wire, "value": 9000}, {})
}
