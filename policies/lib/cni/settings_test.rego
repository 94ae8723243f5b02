package tidegate.lib.cni.settings_test

import data.tidegate.lib.cni.settings

agent(name, spec) := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": name, "namespace": "kube-system"},
	"spec": {"template": {"spec": object.union({"hostNetwork": true}, spec)}},
}

with_env(name, env) := agent(name, {"containers": [{"name": "main", "env": env}]})

with_args(name, args) := agent(name, {"containers": [{"name": "main", "args": args}]})

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

made(name, value, path) := object.union(
	data.lib.cni.settings[name],
	{"setting": name, "value": value, "path": path},
)

subject_of(obj, inventory) := found if {
	found := settings.subject with input as {"object": obj, "inventory": inventory}
}

alone(obj) := subject_of(obj, {})

variable_path(i) := ["spec", "template", "spec", "containers", 0, "env", i, "value"]

test_a_setting_is_its_fact_with_value_and_path if {
	alone(config_map("cilium-config", {"mtu": "1450"})) == {{
		"setting": "cilium-mtu",
		"cni": "cilium",
		"meaning": "underlay",
		"device": "nic",
		"rank": 60,
		"text": "mtu",
		"value": 1450,
		"path": ["data", "mtu"],
	}}
}

test_no_object_has_no_settings if {
	found := settings.subject with input as {"file": {"path": "Dockerfile", "format": "dockerfile"}}
	found == set()
}

test_detection_and_placeholders_are_no_settings if {
	alone(config_map("cilium-config", {"mtu": "0"})) == set()
	alone(config_map("cilium-config", {"mtu": "${CILIUM_MTU}"})) == set()
	alone(config_map("cilium-config", {})) == set()
	alone({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cilium-config"}}) == set()
}

test_a_map_of_another_name_has_no_settings if {
	alone(config_map("vpn", {"mtu": "1450", "veth_mtu": "1450"})) == set()
}

test_a_kind_without_settings if {
	alone({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "cilium-config"}, "data": {"mtu": "1450"}}) == set()
}

test_calico_map if {
	network := `{"plugins": [{"type": "calico", "mtu": 1440}, {"type": "portmap", "mtu": 7}]}`
	alone(config_map("calico-config", {"veth_mtu": "1450", "cni_network_config": network})) == {
		made("calico-veth-mtu", 1450, ["data", "veth_mtu"]),
		made("calico-conflist-mtu", 1440, ["data", "cni_network_config"]),
	}
}

test_calico_map_with_a_placeholder_in_its_text if {
	network := `{"plugins": [{"type": "calico", "mtu": __CNI_MTU__}]}`
	alone(config_map("calico-config", {"veth_mtu": "1450", "cni_network_config": network})) == {made(
		"calico-veth-mtu",
		1450,
		["data", "veth_mtu"],
	)}
}

test_canal_map_under_both_names if {
	every name in ["canal-config", "rke2-canal-config"] {
		alone(config_map(name, {
			"veth_mtu": "1450",
			"net-conf.json": `{"Backend": {"Type": "vxlan", "MTU": 1500}}`,
			"cni_network_config": `{"plugins": [{"type": "calico", "mtu": 1440}]}`,
		})) == {
			made("canal-veth-mtu", 1450, ["data", "veth_mtu"]),
			made("canal-flannel-mtu", 1500, ["data", "net-conf.json"]),
			made("canal-conflist-mtu", 1440, ["data", "cni_network_config"]),
		}
	}
}

test_flannel_map if {
	alone(config_map("kube-flannel-cfg", {
		"net-conf.json": `{"Backend": {"Type": "vxlan", "MTU": 1500}}`,
		"cni-conf.json": `{"plugins": [{"type": "flannel", "delegate": {"mtu": 1450}}]}`,
	})) == {
		made("flannel-mtu", 1500, ["data", "net-conf.json"]),
		made("flannel-delegate-mtu", 1450, ["data", "cni-conf.json"]),
	}
}

test_antrea_map if {
	alone(config_map("antrea-config", {
		"antrea-agent.conf": "trafficEncapMode: encap\ndefaultMTU: 1410\n",
		"antrea-cni.conflist": `{"plugins": [{"type": "antrea", "mtu": 1400}]}`,
	})) == {
		made("antrea-mtu", 1410, ["data", "antrea-agent.conf"]),
		made("antrea-conflist-mtu", 1400, ["data", "antrea-cni.conflist"]),
	}
}

test_ovn_map if {
	alone(config_map("ovn-config", {"mtu": "1400"})) == {made("ovn-mtu", 1400, ["data", "mtu"])}
}

kube_router_map := config_map("kube-router-cfg", {"cni-conf.json": `{"plugins": [{"type": "bridge", "mtu": 1480}]}`})

kube_router(args) := {"apps/DaemonSet": {"kube-system": {"kube-router": with_args("kube-router", args)}}}

test_kube_router_that_does_not_detect if {
	subject_of(kube_router_map, kube_router(["--auto-mtu=false"])) == {made(
		"kube-router-mtu",
		1480,
		["data", "cni-conf.json"],
	)}
}

test_kube_router_overwrites_what_it_detects if {
	subject_of(kube_router_map, kube_router(["--auto-mtu=true"])) == set()
	subject_of(kube_router_map, kube_router([])) == set()
	subject_of(kube_router_map, {}) == set()
}

test_another_agent_does_not_speak_for_kube_router if {
	other := {"apps/DaemonSet": {"kube-system": {"a": with_args("a", ["--auto-mtu=false"])}}}
	subject_of(kube_router_map, other) == set()
	obj := with_args("kube-router", ["--auto-mtu=false"])
	subject_of(kube_router_map, {"helm.cattle.io/HelmChartConfig": {"kube-system": {"kube-router": obj}}}) == set()
}

test_installation if {
	alone(custom("operator.tigera.io/v1", "Installation", "default", {"calicoNetwork": {"mtu": 1440}})) == {made(
		"calico-operator-mtu",
		1440,
		["spec", "calicoNetwork", "mtu"],
	)}
}

test_felix_configuration_under_both_groups if {
	every version in ["crd.projectcalico.org/v1", "projectcalico.org/v3"] {
		spec := {"ipipMTU": 1480, "vxlanMTU": 1450, "vxlanMTUV6": 1430, "wireguardMTU": 1440, "wireguardMTUV6": 1420}
		alone(custom(version, "FelixConfiguration", "default", spec)) == {
			made("felix-ipip", 1480, ["spec", "ipipMTU"]),
			made("felix-vxlan", 1450, ["spec", "vxlanMTU"]),
			made("felix-vxlan-v6", 1430, ["spec", "vxlanMTUV6"]),
			made("felix-wireguard", 1440, ["spec", "wireguardMTU"]),
			made("felix-wireguard-v6", 1420, ["spec", "wireguardMTUV6"]),
		}
	}
}

test_network_of_openshift if {
	spec := {"defaultNetwork": {"ovnKubernetesConfig": {"mtu": 1400}, "openshiftSDNConfig": {"mtu": 1450}}}
	alone(custom("operator.openshift.io/v1", "Network", "cluster", spec)) == {
		made("openshift-ovn-mtu", 1400, ["spec", "defaultNetwork", "ovnKubernetesConfig", "mtu"]),
		made("openshift-sdn-mtu", 1450, ["spec", "defaultNetwork", "openshiftSDNConfig", "mtu"]),
	}
}

test_values_of_the_charts_of_rke2 if {
	path := ["spec", "valuesContent"]
	expected := {
		"rke2-cilium": ["MTU: 1500", {made("cilium-mtu", 1500, path)}],
		"rke2-calico": [
			"installation: {calicoNetwork: {mtu: 1440}}",
			{made("calico-chart-mtu", 1440, path)},
		],
		"rke2-canal": ["flannel: {mtu: 1500}\ncalico: {vethuMTU: 1450}", {
			made("canal-chart-flannel-mtu", 1500, path),
			made("canal-chart-veth-mtu", 1450, path),
		}],
		"rke2-coredns": ["MTU: 1500", set()],
	}
	every name, pair in expected {
		alone(custom("helm.cattle.io/v1", "HelmChartConfig", name, {"valuesContent": pair[0]})) == pair[1]
	}
}

test_subnet_of_kube_ovn if {
	alone(custom("kubeovn.io/v1", "Subnet", "floor", {"mtu": 1500, "vlan": "vlan-7"})) == set()
	plain := made("kube-ovn-subnet-mtu", 1400, ["spec", "mtu"])
	found := alone(custom("kubeovn.io/v1", "Subnet", "tenants", {"mtu": 1400, "vlan": ""}))
	found == {object.union(plain, {"ipv6": false})}
}

test_variables_of_agents if {
	names := [
		"AWS_VPC_ENI_MTU",
		"POD_MTU",
		"WEAVE_MTU",
		"CNI_MTU",
		"FELIX_IPINIPMTU",
		"FELIX_VXLANMTU",
		"FELIX_VXLANMTUV6",
		"FELIX_WIREGUARDMTU",
		"FELIX_WIREGUARDMTUV6",
		"MTU",
	]
	alone(with_env("agent", [{"name": name, "value": "1400"} | some name in names])) == {
		made("aws-eni-mtu", 1400, variable_path(0)),
		made("aws-pod-mtu", 1400, variable_path(1)),
		made("weave-mtu", 1400, variable_path(2)),
		made("calico-cni-mtu", 1400, variable_path(3)),
		made("felix-env-ipip", 1400, variable_path(4)),
		made("felix-env-vxlan", 1400, variable_path(5)),
		made("felix-env-vxlan-v6", 1400, variable_path(6)),
		made("felix-env-wireguard", 1400, variable_path(7)),
		made("felix-env-wireguard-v6", 1400, variable_path(8)),
	}
}

test_variables_on_the_pod_network_are_no_settings if {
	obj := agent("agent", {"hostNetwork": false, "containers": [{"env": [{"name": "POD_MTU", "value": "1400"}]}]})
	alone(obj) == set()
}

test_argument_of_kube_ovn if {
	alone(with_args("kube-ovn-cni", ["--metrics-port=10665", "--mtu=1400"])) == {made(
		"kube-ovn-mtu",
		1400,
		["spec", "template", "spec", "containers", 0, "args", 1],
	)}
}

test_the_argument_of_another_agent_is_no_setting if {
	alone(with_args("link-monitor", ["--mtu=1400"])) == set()
}

test_attachments_are_settings_too if {
	obj := custom("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", "a", {"config": `{"type": "vlan", "mtu": 1500}`})
	{[setting.setting, setting.value] | some setting in alone(obj)} == {["attachment-mtu", 1500]}
}

cilium := config_map("cilium-config", {"mtu": "1500"})

felix := custom("crd.projectcalico.org/v1", "FelixConfiguration", "default", {"vxlanMTU": 1410})

wide := {
	"ConfigMap": {"kube-system": {
		"cilium-config": cilium,
		"canal-config": config_map("canal-config", {"veth_mtu": "1450"}),
		"unrelated": config_map("unrelated", {"mtu": "1"}),
	}},
	"crd.projectcalico.org/FelixConfiguration": {"": {"default": felix}},
	"v1/Secret": {"kube-system": {"x": {}}},
	"apps/DaemonSet": {"kube-system": {"broken": null}},
}

test_neighbours_are_the_settings_of_the_other_objects if {
	found := settings.neighbours with input as {"object": cilium, "inventory": wide}
	found == [
		object.union(
			made("canal-veth-mtu", 1450, ["data", "veth_mtu"]),
			{"where": {"kind": "ConfigMap", "namespace": "kube-system", "name": "canal-config"}},
		),
		object.union(
			made("felix-vxlan", 1410, ["spec", "vxlanMTU"]),
			{"where": {"kind": "crd.projectcalico.org/FelixConfiguration", "namespace": "", "name": "default"}},
		),
	]
}

test_an_object_of_the_cluster_is_no_neighbour_of_its_own if {
	found := settings.others with input as {"object": felix, "inventory": wide}
	{entry.name | some entry in found} == {"cilium-config", "canal-config"}
}

test_the_same_name_in_another_namespace_is_another_object if {
	found := settings.others with input as {
		"object": object.union(cilium, {"metadata": {"namespace": "staging"}}),
		"inventory": {"ConfigMap": {"kube-system": {"cilium-config": cilium}}},
	}
	found == [{"kind": "ConfigMap", "namespace": "kube-system", "name": "cilium-config", "body": cilium}]
}

test_the_same_name_of_another_kind_is_another_object if {
	installation := custom("operator.tigera.io/v1", "Installation", "default", {})
	found := settings.others with input as {
		"object": installation,
		"inventory": {"crd.projectcalico.org/FelixConfiguration": {"": {"default": felix}}},
	}
	found == [{
		"kind": "crd.projectcalico.org/FelixConfiguration",
		"namespace": "",
		"name": "default",
		"body": felix,
	}]
}

test_the_scope_has_the_object_under_review_first if {
	found := settings.scope with input as {"object": cilium, "inventory": wide}
	[entry.kind | some entry in found] == ["ConfigMap", "ConfigMap", "crd.projectcalico.org/FelixConfiguration"]
	found[0].body == cilium
}

test_all_neighbour_kinds_are_looked_at if {
	inventory := {kind: {"": {"a": {"metadata": {"name": "a"}}}} | some kind in settings.neighbour_kinds}
	found := settings.others with input as {"object": cilium, "inventory": inventory}
	{entry.kind | some entry in found} == {
		"KubeFlannelCNIConfig",
		"LinkConfig",
		"apps/DaemonSet",
		"crd.projectcalico.org/FelixConfiguration",
		"crd.projectcalico.org/IPPool",
		"helm.cattle.io/HelmChartConfig",
		"nmstate.io/NodeNetworkConfigurationPolicy",
		"operator.openshift.io/Network",
		"operator.tigera.io/Installation",
		"projectcalico.org/FelixConfiguration",
		"projectcalico.org/IPPool",
	}
}

borrowed(variables, source) := with_env("calico-node", [
{"name": name, "valueFrom": {"configMapKeyRef": source}} |
	some name in variables
])

devices(name, obj) := found if {
	inventory := {"apps/DaemonSet": {"kube-system": {"calico-node": obj}}}
	found := settings.devices(made(name, 1440, [])) with input as {"object": cilium, "inventory": inventory}
}

veth_mtu := {"name": "calico-config", "key": "veth_mtu"}

test_a_setting_gives_its_own_device_an_mtu if {
	devices("felix-vxlan", {}) == {"vxlan"}
}

test_the_operator_hands_one_number_to_all if {
	every name in ["calico-operator-mtu", "calico-chart-mtu"] {
		all := {"pod", "ipip", "vxlan", "vxlan-v6", "wireguard", "wireguard-v6"}
		devices(name, {}) == all
		devices(name, borrowed(["CNI_MTU"], veth_mtu)) == all
	}
}

test_without_an_agent_veth_mtu_feeds_what_the_manifests_do if {
	devices("calico-veth-mtu", {}) == {"pod", "ipip", "vxlan", "wireguard"}
}

test_an_agent_shows_what_veth_mtu_feeds if {
	devices("calico-veth-mtu", borrowed(["FELIX_VXLANMTU", "FELIX_WIREGUARDMTUV6"], veth_mtu)) == {
		"pod",
		"vxlan",
		"wireguard-v6",
	}
}

test_an_agent_that_takes_it_for_the_pods_only if {
	devices("calico-veth-mtu", borrowed(["CNI_MTU"], veth_mtu)) == {"pod"}
}

test_an_agent_that_takes_something_else_shows_nothing if {
	usual := {"pod", "ipip", "vxlan", "wireguard"}
	devices("calico-veth-mtu", borrowed(["FELIX_VXLANMTU"], {"name": "calico-config", "key": "other"})) == usual
	devices("calico-veth-mtu", borrowed(["FELIX_VXLANMTU"], {"name": "other", "key": "veth_mtu"})) == usual
	devices("calico-veth-mtu", borrowed(["NODENAME"], veth_mtu)) == usual
}

test_a_pod_of_its_own_network_shows_nothing if {
	obj := object.union(borrowed(["FELIX_VXLANMTU"], veth_mtu), {"spec": {"template": {"spec": {"hostNetwork": false}}}})
	devices("calico-veth-mtu", obj) == {"pod", "ipip", "vxlan", "wireguard"}
}

test_only_daemon_sets_show_it if {
	inventory := {"helm.cattle.io/HelmChartConfig": {"": {"calico-node": borrowed(["CNI_MTU"], veth_mtu)}}}
	found := settings.devices(made("calico-veth-mtu", 1440, [])) with input as {
		"object": cilium,
		"inventory": inventory,
	}
	found == {"pod", "ipip", "vxlan", "wireguard"}
}
