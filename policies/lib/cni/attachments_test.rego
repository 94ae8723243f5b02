package tidegate.lib.cni.attachments_test

import data.tidegate.lib.cni.attachments

attachment(config) := {
	"apiVersion": "k8s.cni.cncf.io/v1",
	"kind": "NetworkAttachmentDefinition",
	"metadata": {"name": "extra"},
	"spec": {"config": config},
}

made(name, value, path) := object.union(
	data.lib.cni.settings[name],
	{"setting": name, "value": value, "path": path},
)

extra(value, master) := object.union(made("attachment-mtu", value, ["spec", "config"]), {"master": master})

test_attachment_with_one_plugin if {
	attachments.settings_of(attachment(`{"type": "macvlan", "master": "eth1", "mtu": 9000}`)) == {extra(9000, "eth1")}
}

test_attachment_with_a_list_of_plugins if {
	config := `{"plugins": [{"type": "bridge", "bridge": "br1", "mtu": 1500}, {"type": "tuning"}]}`
	attachments.settings_of(attachment(config)) == {extra(1500, null)}
}

test_attachment_without_a_master if {
	every type in ["macvlan", "ipvlan"] {
		attachments.settings_of(attachment(sprintf(`{"type": "%s", "mtu": 1500}`, [type]))) == {extra(1500, "")}
	}
}

test_attachment_through_the_overlay_of_ovn if {
	every topology in ["layer2", "layer3"] {
		config := sprintf(`{"type": "ovn-k8s-cni-overlay", "topology": "%s", "mtu": 1300}`, [topology])
		attachments.settings_of(attachment(config)) == {object.union(
			made("ovn-attachment-mtu", 1300, ["spec", "config"]),
			{"master": null},
		)}
	}
}

test_attachment_to_a_localnet_is_no_overlay if {
	config := `{"type": "ovn-k8s-cni-overlay", "topology": "localnet", "mtu": 1300}`
	attachments.settings_of(attachment(config)) == {extra(1300, null)}
}

test_a_topology_without_ovn_is_no_overlay if {
	config := `{"type": "bridge", "topology": "layer2", "mtu": 1300}`
	attachments.settings_of(attachment(config)) == {extra(1300, null)}
}

test_attachments_that_cannot_be_read if {
	attachments.settings_of(attachment(`{"type": "macvlan", "mtu": ${MTU}}`)) == set()
	attachments.settings_of(attachment(null)) == set()
	attachments.settings_of({"kind": "NetworkAttachmentDefinition", "metadata": {"name": "a"}}) == set()
}

test_a_master_that_is_no_name if {
	attachments.settings_of(attachment(`{"type": "macvlan", "master": 5, "mtu": 1500}`)) == {extra(1500, "")}
}
