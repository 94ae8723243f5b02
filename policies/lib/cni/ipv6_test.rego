package tidegate.lib.cni.ipv6_test

import data.tidegate.lib.cni.ipv6
import data.tidegate.lib.cni.settings.subject

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

# The settings of the first object whose packets may be of IPv6.
speaking(objects, params) := found if {
	found := {setting.setting | some setting in subject; ipv6.speaks(setting)} with input as review(objects, params)
}

alone(objects) := speaking(objects, {})

pooled(pools) := custom("operator.tigera.io/v1", "Installation", "default", {"calicoNetwork": {
	"mtu": 1400,
	"ipPools": pools,
}})

test_the_parameter if {
	speaking([veth("1279")], {"ipv6": true}) == {"calico-veth-mtu"}
	speaking([veth("1279")], {"ipv6": false}) == set()
	alone([veth("1279")]) == set()
}

test_what_says_that_pods_of_calico_have_ipv6 if {
	every other in [
		pooled([{"cidr": "fd00::/64"}]),
		pool({"cidr": "fd00::/64"}),
		object.union(pool({"cidr": "fd00::/64"}), {"apiVersion": "projectcalico.org/v3"}),
		felix({"wireguardEnabledV6": true}),
		agent("calico-node", {"FELIX_IPV6SUPPORT": "true"}),
		agent("calico-node", {"CALICO_IPV6POOL_CIDR": "fd00::/64"}),
	] {
		alone([veth("1279"), other]) == {"calico-veth-mtu"}
	}
}

test_what_does_not_say_it if {
	every other in [
		pooled([{"cidr": "10.0.0.0/8"}]),
		pooled("fd00::/64"),
		pooled({"a": {"cidr": "fd00::/64"}}),
		pool({"cidr": "10.0.0.0/8"}),
		felix({"wireguardEnabled": true}),
		custom("helm.cattle.io/v1", "HelmChartConfig", "a", {"cidr": "fd00::/64"}),
		agent("calico-node", {"FELIX_IPV6SUPPORT": "false"}),
		agent("calico-node", {"ENABLE_IPv6": "true"}),
		agent("calico-node", {"CALICO_IPV6POOL_CIDR": ""}),
		off_host(agent("calico-node", {"CALICO_IPV6POOL_CIDR": "fd00::/64"})),
		config_map("cilium-config", {"enable-ipv6": "true"}),
		config_map("kube-flannel-cfg", {"net-conf.json": `{"EnableIPv6": true}`}),
		config_map("antrea-config", {"antrea-agent.conf": "serviceCIDRv6: fd00::/108"}),
		custom("operator.openshift.io/v1", "Network", "cluster", {"clusterNetwork": [{"cidr": "fd01::/48"}]}),
	] {
		alone([veth("1279"), other]) == set()
	}
}

off_host(obj) := object.union(obj, {"spec": {"template": {"spec": {"hostNetwork": false}}}})

assigning(name, answer) := config_map(name, {
	"veth_mtu": "1279",
	"cni_network_config": sprintf(
		`{"plugins": [{"type": "calico", "mtu": __CNI_MTU__, "ipam": {"assign_ipv6": "%s"}}]}`,
		[answer],
	),
})

test_the_address_management_of_calico if {
	alone([assigning("calico-config", "true")]) == {"calico-veth-mtu"}
	alone([assigning("calico-config", "false")]) == set()
	alone([veth("1279"), assigning("canal-config", "true")]) == set()
}

ovn(networks) := config_map("ovn-config", {"mtu": "1270", "net_cidr": networks})

test_ovn_kubernetes if {
	alone([ovn("10.128.0.0/14/23,fd01::/48/64")]) == {"ovn-mtu"}
	alone([ovn("10.128.0.0/14/23")]) == set()
	elsewhere := config_map("canal-config", {"net_cidr": "fd01::/48/64"})
	alone([ovn("10.128.0.0/14/23"), elsewhere]) == set()
}

subnet(spec) := custom("kubeovn.io/v1", "Subnet", "a", object.union({"mtu": 1200}, spec))

test_a_subnet_says_it_itself if {
	alone([subnet({"protocol": "Dual"})]) == {"kube-ovn-subnet-mtu"}
	alone([subnet({"protocol": "IPv6"})]) == {"kube-ovn-subnet-mtu"}
	alone([subnet({"cidrBlock": "10.66.0.0/16,fd00::/64"})]) == {"kube-ovn-subnet-mtu"}
	alone([subnet({"protocol": "IPv4", "cidrBlock": "10.66.0.0/16"})]) == set()
	alone([subnet({"cidrBlock": 5})]) == set()
	speaking([subnet({})], {"ipv6": true}) == set()
}

test_an_agent_on_the_pod_network_does_not_say_it if {
	alone([veth("1279"), off_host(agent("calico-node", {"FELIX_IPV6SUPPORT": "true"}))]) == set()
}

test_cilium if {
	alone([config_map("cilium-config", {"mtu": "1300", "enable-ipv6": "true"})]) == {"cilium-mtu"}
	alone([config_map("cilium-config", {"mtu": "1300", "enable-ipv6": "false"})]) == set()
	alone([config_map("cilium-config", {"mtu": "1300"}), felix({"wireguardEnabledV6": true})]) == set()
	alone([config_map("cilium-config", {"mtu": "1300"}), config_map("ovn-config", {"enable-ipv6": "true"})]) == set()
}

flannel(name, more) := config_map(name, {"net-conf.json": json.marshal(object.union(
	{"Backend": {"Type": "vxlan", "MTU": 1300}},
	more,
))})

test_flannel if {
	alone([flannel("kube-flannel-cfg", {"EnableIPv6": true})]) == {"flannel-mtu"}
	alone([flannel("kube-flannel-cfg", {"EnableIPv6": false})]) == set()
	alone([flannel("kube-flannel-cfg", {}), flannel("canal-config", {"EnableIPv6": true})]) == set()
	alone([flannel("canal-config", {"EnableIPv6": true})]) == {"canal-flannel-mtu"}
	alone([flannel("rke2-canal-config", {"EnableIPv6": true})]) == {"canal-flannel-mtu"}
}

antrea(content) := config_map("antrea-config", {"antrea-agent.conf": content})

test_antrea if {
	alone([antrea("defaultMTU: 1270\nserviceCIDRv6: fd00::/108")]) == {"antrea-mtu"}
	alone([antrea("defaultMTU: 1270\nserviceCIDRv6: ''")]) == set()
	other := config_map("canal-config", {"antrea-agent.conf": "serviceCIDRv6: fd00::/108"})
	alone([antrea("defaultMTU: 1270"), other]) == set()
}

openshift(networks) := custom("operator.openshift.io/v1", "Network", "cluster", {
	"defaultNetwork": {"type": "OVNKubernetes", "ovnKubernetesConfig": {"mtu": 1270}},
	"migration": {"mtu": {"network": {"to": 1270}}},
	"clusterNetwork": networks,
})

test_networks_of_openshift if {
	found := {"openshift-ovn-mtu", "openshift-migration-mtu"}
	alone([openshift([{"cidr": "10.128.0.0/14"}, {"cidr": "fd01::/48"}])]) == found
	alone([openshift([{"cidr": "10.128.0.0/14"}])]) == set()
	alone([openshift({"a": {"cidr": "fd01::/48"}})]) == set()
}

test_ec2 if {
	alone([agent("aws-node", {"POD_MTU": "1200", "ENABLE_IPv6": "true"})]) == {"aws-pod-mtu"}
	alone([agent("aws-node", {"POD_MTU": "1200", "ENABLE_IPv6": "false"})]) == set()
}

router(args) := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": "kube-router"},
	"spec": {"template": {"spec": {
		"hostNetwork": true,
		"containers": [{"args": array.concat(["--auto-mtu=false"], args)}],
	}}},
}

test_kube_router if {
	map := config_map("kube-router-cfg", {"cni-conf.json": `{"type": "bridge", "mtu": 1200}`})
	alone([map, router(["--enable-ipv6=true"])]) == {"kube-router-mtu"}
	alone([map, router(["--enable-ipv6=false"])]) == set()
	other := object.union(router(["--enable-ipv6=true"]), {"metadata": {"name": "other"}})
	alone([map, router([]), other]) == set()
}

test_a_tunnel_of_ipv4_carries_none if {
	alone([felix({"vxlanMTU": 1270}), pooled([{"cidr": "fd00::/64", "encapsulation": "VXLAN"}])]) == set()
}

test_a_tunnel_of_ipv6_that_is_there if {
	alone([felix({"vxlanMTUV6": 1270}), pooled([{"cidr": "fd00::/64", "encapsulation": "VXLAN"}])]) == {"felix-vxlan-v6"}
	alone([felix({"vxlanMTUV6": 1270}), pooled([{"cidr": "10.0.0.0/8", "encapsulation": "VXLAN"}])]) == set()
	alone([felix({"wireguardMTU": 1270, "wireguardEnabled": true})]) == set()
}

attachment(config) := custom("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", "a", {"config": config})

test_an_attachment_need_not_speak_ipv6 if {
	speaking([attachment(`{"type": "macvlan", "mtu": 1000}`)], {"ipv6": true}) == set()
	config := `{"type": "macvlan", "mtu": 1000, "ipam": {"type": "static", "addresses": [{"address": "fd00::5/64"}]}}`
	alone([attachment(config)]) == {"attachment-mtu"}
}

links(more) := custom("nmstate.io/v1", "NodeNetworkConfigurationPolicy", "links", {"desiredState": {"interfaces": [
	object.union({"name": "eth1", "mtu": 1200}, more),
]}})

test_a_node_interface_says_it_itself if {
	alone([links({"ipv6": {"enabled": true}})]) == {"node-interface-mtu"}
	speaking([links({})], {"ipv6": true}) == set()
}
