package tidegate.lib.cni.defects_test

import data.tidegate.lib.cni.defects

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

in_object(obj) := found if {
	found := {[defect.text, defect.why] | some defect in defects.found} with input as {"object": obj, "inventory": {}}
}

test_a_defect_in_full if {
	found := defects.found with input as {"object": config_map("cilium-config", {"mtu": 1450}), "inventory": {}}
	found == {{"text": "mtu", "path": ["data", "mtu"], "why": "1450 has to be a text, in quotes"}}
}

veth(value) := in_object(config_map("calico-config", {"veth_mtu": value}))

test_texts_of_a_config_map if {
	veth(true) == {["veth_mtu", "true has to be a text, in quotes"]}
	veth("auto") == {["veth_mtu", `"auto" is no number of bytes`]}
	veth("1450 bytes") == {["veth_mtu", `"1450 bytes" is no number of bytes`]}
	veth("-1") == {["veth_mtu", `"-1" is no number of bytes`]}
	veth("1450.5") == {["veth_mtu", `"1450.5" is no number of bytes`]}
}

test_texts_that_are_fine if {
	every value in ["0", "1450", "", "01450", null] { veth(value) == set() }
	in_object(config_map("calico-config", {"typha": "none"})) == set()
}

test_what_is_filled_in_later if {
	every value in [
		"${MTU}", "$MTU", "$(MTU)", "__CNI_MTU__", "{{ mtu }}", "{% mtu %}", "<%= mtu %>", "@@MTU@@",
		"%%MTU%%", "<no value>", "ENC[AES256_GCM,data:x]",
	] {
		veth(value) == set()
	}
}

installation(mtu) := in_object(custom(
	"operator.tigera.io/v1",
	"Installation",
	"default",
	{"calicoNetwork": {"mtu": mtu}},
))

test_numbers_of_an_api if {
	installation("1450") == {["mtu", `"1450" is a text, and has to be a number, without quotes`]}
	installation(1450.5) == {["mtu", "1450.5 is no number of bytes"]}
	installation(-1) == {["mtu", "-1 is no number of bytes"]}
	installation(false) == {["mtu", "false is no number of bytes"]}
	installation([1450]) == {["mtu", "[1450] is no number of bytes"]}
	every value in [1450, 0, null, "${MTU}"] { installation(value) == set() }
}

chart(content) := in_object(custom("helm.cattle.io/v1", "HelmChartConfig", "rke2-cilium", {"valuesContent": content}))

test_values_of_a_chart_may_be_both if {
	chart("MTU: 1450") == set()
	chart("MTU: '1450'") == set()
	chart("MTU: '{{ mtu }}'") == set()
	chart("MTU: large") == {["mtu", `"large" is no number of bytes`]}
	chart("MTU: 1450.5") == {["mtu", "1450.5 is no number of bytes"]}
}

test_the_environment_of_an_agent if {
	in_object(agent("aws-node", {"AWS_VPC_ENI_MTU": "jumbo"})) == {["AWS_VPC_ENI_MTU", `"jumbo" is no number of bytes`]}
	in_object(agent("aws-node", {"AWS_VPC_ENI_MTU": 9001})) == {["AWS_VPC_ENI_MTU", "9001 has to be a text, in quotes"]}
	in_object(agent("calico-node", {"FELIX_VXLANMTU": "None", "FELIX_IPINIPMTU": "nonesuch"})) == {[
		"FELIX_IPINIPMTU",
		`"nonesuch" is no number of bytes`,
	]}
	in_object(agent("other", {"MTU": "large"})) == set()
}

test_a_flag if {
	obj := {
		"apiVersion": "apps/v1",
		"kind": "DaemonSet",
		"metadata": {"name": "kube-ovn-cni"},
		"spec": {"template": {"spec": {"hostNetwork": true, "containers": [{"args": ["--mtu", "big"]}]}}},
	}
	in_object(obj) == {["--mtu", `"big" is no number of bytes`]}
}

flannel(text) := in_object(config_map("kube-flannel-cfg", {"net-conf.json": text}))

test_a_text_that_cannot_be_read if {
	unreadable := {["data.net-conf.json", "cannot be read as a mapping in JSON"]}
	flannel(`{"Network": "10.0.0.0/8",}`) == unreadable
	flannel("") == unreadable
	flannel(`["10.0.0.0/8"]`) == unreadable
	flannel({"Network": "10.0.0.0/8"}) == {["data.net-conf.json", "has to be a text"]}
	flannel(`{"Backend": {"MTU": ${MTU}}}`) == set()
	flannel(`{"Backend": {"Type": "vxlan"}}`) == set()
}

test_a_text_that_cannot_be_read_even_when_it_is_filled_in if {
	unreadable := {["data.net-conf.json", "cannot be read as a mapping in JSON"]}
	flannel(`{"Network": "__POD_CIDR__", "Backend": {"MTU": ${MTU}}`) == unreadable
	flannel(`{"Network": "__POD_CIDR__", "Backend": {"MTU": ${MTU}}}`) == set()
	flannel(`{"Network": "__POD_CIDR__", {{ backend }}`) == set()
	flannel(`{"Network": "__POD_CIDR__", "Backend": {"MTU": ${MTU:-1450}}`) == set()
}

test_a_number_that_kube_router_overwrites if {
	text := `{"plugins": [{"type": "bridge", "mtu": "1400"}]}`
	in_object(config_map("kube-router-cfg", {"cni-conf.json": text})) == {[
		"cni-conf.json mtu",
		`"1400" is a text, and has to be a number, without quotes`,
	]}
}

test_a_number_in_a_text if {
	flannel(`{"Backend": {"Type": "vxlan", "MTU": "1450"}}`) == {[
		"net-conf.json Backend.MTU",
		`"1450" is a text, and has to be a number, without quotes`,
	]}
	flannel(`{"Backend": {"Type": "vxlan", "MTU": "__MTU__"}}`) == set()
}

antrea(text) := in_object(config_map("antrea-config", {"antrea-agent.conf": text}))

test_a_text_in_yaml if {
	unreadable := {["data.antrea-agent.conf", "cannot be read as a mapping in YAML"]}
	antrea("defaultMTU: [") == unreadable
	antrea("defaultMTU") == unreadable
	antrea("# defaultMTU: 0") == set()
	antrea("") == set()
	antrea("defaultMTU: {{ mtu }}\n\t- x") == set()
	antrea("defaultMTU: 1450") == set()
	antrea("defaultMTU: '1450'") == {[
		"antrea-agent.conf defaultMTU",
		`"1450" is a text, and has to be a number, without quotes`,
	]}
}

test_a_cni_configuration_under_any_name if {
	in_object(config_map("my-network", {"10-my.conflist": "{", "cni-conf.json": "{", "notes": "{"})) == {
		["data.10-my.conflist", "cannot be read as a mapping in JSON"],
		["data.cni-conf.json", "cannot be read as a mapping in JSON"],
	}
	in_object(config_map("my-network", {"10-my.conflist": `{"plugins": []}`})) == set()
	secret := {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"a.conflist": "e30="}}
	in_object(secret) == set()
}

attachment(config) := in_object(custom("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", "a", {"config": config}))

test_an_attachment if {
	attachment("{") == {["spec.config", "cannot be read as a mapping in JSON"]}
	attachment(`{"type": "macvlan", "mtu": "9000"}`) == {[
		"mtu",
		`"9000" is a text, and has to be a number, without quotes`,
	]}
	attachment(`{"type": "macvlan", "mtu": 9000}`) == set()
	in_object(custom("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", "a", {})) == set()
	in_object(custom("acme.io/v1", "Thing", "a", {"config": "{"})) == set()
}

test_an_object_without_metadata if {
	in_object({"apiVersion": "v1alpha1", "kind": "LinkConfig", "name": "eth0", "mtu": "9000"}) == {[
		"mtu",
		`"9000" is a text, and has to be a number, without quotes`,
	]}
}

test_a_file_that_is_no_object if {
	file := {"path": "a.conflist", "format": "cni", "document": {"plugins": [{"type": "bridge", "mtu": "x"}]}}
	found := {defect.path | some defect in defects.found} with input as {"object": null, "file": file, "inventory": {}}
	found == {["plugins", 0, "mtu"]}
}

test_no_object if {
	found := defects.found with input as {"file": {"path": "Dockerfile", "format": "dockerfile"}}
	found == set()
}
