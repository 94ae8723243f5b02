# Settings of distributions and of nodes, and where flannel reads its number; see settings.rego.
package tidegate.lib.cni.readings_test

import data.tidegate.lib.cni.settings
import data.tidegate.lib.kinds

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

values_of(obj) := found if {
	found := {[setting.setting, setting.value, setting.path] | some setting in settings.subject} with input as {
		"object": obj,
		"inventory": {},
	}
}

forms(obj) := found if {
	readings := settings.readings(kinds.name_of(obj), obj) with input as {"object": obj, "inventory": {}}
	found := {reading.form | some reading in readings}
}

test_the_forms_of_values if {
	forms(config_map("cilium-config", {})) == {"text"}
	forms(config_map("antrea-config", {"antrea-agent.conf": "a: 1"})) == {"number"}
	forms(custom("helm.cattle.io/v1", "HelmChartConfig", "rke2-cilium", {"valuesContent": "a: 1"})) == {"any"}
	forms(custom("operator.tigera.io/v1", "Installation", "default", {})) == {"number"}
	forms(custom("v1", "Node", "a", {})) == {"text"}
	forms(custom("kubeovn.io/v1", "Subnet", "a", {"mtu": 1400})) == {"number"}
}

flannel(backend) := values_of(config_map("kube-flannel-cfg", {"net-conf.json": json.marshal({"Backend": backend})}))

test_only_some_backends_of_flannel_read_it if {
	found := {["flannel-mtu", 1450, ["data", "net-conf.json"]]}
	flannel({"Type": "vxlan", "MTU": 1450}) == found
	flannel({"Type": "WireGuard", "MTU": 1450}) == found
	flannel({"Type": "host-gw", "MTU": 1450}) == set()
	flannel({"Type": "ipip", "MTU": 1450}) == set()
	flannel({"MTU": 1450}) == set()
	flannel({"Type": 5, "MTU": 1450}) == set()
}

canal(content) := {found[1] |
	some found in values_of(custom("helm.cattle.io/v1", "HelmChartConfig", "rke2-canal", {"valuesContent": content}))
}

test_the_chart_of_canal_has_vxlan_where_it_says_nothing if {
	canal("flannel: {mtu: 1450}") == {1450}
	canal("flannel: {mtu: 1450, backend: host-gw}") == set()
}

test_documents_of_talos if {
	values_of({"apiVersion": "v1alpha1", "kind": "KubeFlannelCNIConfig", "backendMTU": 1420}) == {[
		"talos-flannel-mtu",
		1420,
		["backendMTU"],
	]}
	values_of({"apiVersion": "v1alpha1", "kind": "KubeSpanConfig", "mtu": 1420}) == {["kubespan-mtu", 1420, ["mtu"]]}
	values_of({"apiVersion": "v1alpha1", "kind": "LinkConfig", "name": "eth0", "mtu": 9000}) == {[
		"node-interface-mtu",
		9000,
		["mtu"],
	]}
}

test_an_interface_knows_more if {
	found := settings.subject with input as {
		"object": {
			"apiVersion": "v1alpha1",
			"kind": "VLANConfig",
			"name": "eth0.5",
			"parent": "eth0",
			"mtu": 9000,
		},
		"inventory": {},
	}
	{object.filter(setting, ["name", "main", "master", "ipv6"]) | some setting in found} == {{
		"name": "eth0.5",
		"main": false,
		"master": "eth0",
		"ipv6": false,
	}}
}

test_a_node_with_submariner if {
	node := {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a", "annotations": {
		"submariner.io/tcp-clamp-mss": "1300",
	}}}
	values_of(node) == {["submariner-mss", 1300, ["metadata", "annotations", "submariner.io/tcp-clamp-mss"]]}
}

test_a_migration_of_openshift if {
	mtu := {"network": {"from": 1400, "to": 8900}, "machine": {"to": 9000}}
	values_of(custom("operator.openshift.io/v1", "Network", "cluster", {"migration": {"mtu": mtu}})) == {
		["openshift-migration-mtu", 8900, ["spec", "migration", "mtu", "network", "to"]],
		["openshift-machine-mtu", 9000, ["spec", "migration", "mtu", "machine", "to"]],
	}
}

test_calico_of_kops if {
	values_of(custom("kops.k8s.io/v1alpha2", "Cluster", "a", {"networking": {"calico": {"mtu": 8912}}})) == {[
		"kops-calico-mtu",
		8912,
		["spec", "networking", "calico", "mtu"],
	]}
}

router(args) := {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "kube-ovn-cni"}, "spec": {
	"template": {"spec": {"hostNetwork": true, "containers": [{"args": args}]}},
}}

test_a_flag_and_its_value_as_two_words if {
	values_of(router(["--mtu", "1400"])) == {[
		"kube-ovn-mtu",
		1400,
		["spec", "template", "spec", "containers", 0, "args", 1],
	]}
	values_of(router(["--mtu", "--v=3"])) == set()
	values_of(router(["--mtu"])) == set()
}

in_file(format, document) := found if {
	found := {[setting.setting, setting.value, setting.path] | some setting in settings.subject} with input as {
		"object": null,
		"file": {"path": "a", "format": format, "document": document},
		"inventory": {},
	}
}

test_files_that_are_no_objects if {
	network := {"kubespan": {"mtu": 1420}, "interfaces": [{"interface": "eth0", "mtu": 9000}]}
	in_file("talos", {"machine": {"network": network}}) == {
		["kubespan-mtu", 1420, ["machine", "network", "kubespan", "mtu"]],
		["node-interface-mtu", 9000, ["machine", "network", "interfaces", 0, "mtu"]],
	}
	in_file("cni", {"type": "bridge", "mtu": 1500}) == {["attachment-mtu", 1500, ["mtu"]]}
	in_file("compose", {"services": {}}) == set()
}
