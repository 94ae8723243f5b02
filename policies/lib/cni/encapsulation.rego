# What the scope wraps its packets in. An encapsulation is {cni, device ("pod", or the tunnel that it goes through),
# bytes (what it takes), reserve (what its maintainers ask to keep free), text, always (false: between some nodes
# only)}. Several of one network are alternatives, each packet goes through one of them; what is stacked is one entry
# with the sum.
package tidegate.lib.cni.encapsulation

import data.tidegate.lib.cni.agents
import data.tidegate.lib.cni.attachments
import data.tidegate.lib.cni.layers
import data.tidegate.lib.cni.settings.scope
import data.tidegate.lib.cni.values

facts := data.lib.cni

encapsulations contains encapsulation if {
	some entry in scope
	some encapsulation in encapsulations_in(entry.kind, entry.body)
}

encapsulations_in("ConfigMap", obj) := union({
	flannel_backends(obj),
	antrea_stack(obj),
	cilium_stack(obj),
	ovn_config(obj),
	calico_backend(obj),
})

encapsulations_in("apps/DaemonSet", obj) := agent_encapsulations(obj)

encapsulations_in("operator.tigera.io/Installation", obj) := installation_tunnels(obj.spec)

encapsulations_in("crd.projectcalico.org/IPPool", obj) := pool_tunnels(obj.spec)

encapsulations_in("projectcalico.org/IPPool", obj) := pool_tunnels(obj.spec)

encapsulations_in("crd.projectcalico.org/FelixConfiguration", obj) := felix_tunnels(obj.spec)

encapsulations_in("projectcalico.org/FelixConfiguration", obj) := felix_tunnels(obj.spec)

encapsulations_in("operator.openshift.io/Network", obj) := openshift_network(obj.spec)

encapsulations_in("kops.k8s.io/Cluster", obj) := kops_calico(obj.spec.networking.calico)

encapsulations_in("KubeFlannelCNIConfig", obj) := talos_flannel(obj)

encapsulations_in("KubeSpanConfig", obj) := kubespan(obj)

encapsulations_in("file/talos", obj) := kubespan(obj.machine.network.kubespan)

encapsulations_in("Node", obj) := {encapsulation |
	obj.metadata.annotations["submariner.io/tcp-clamp-mss"]
	encapsulation := stacked("submariner", ["tunnel"], facts.overheads.submariner)
}

encapsulations_in("helm.cattle.io/HelmChartConfig", obj) := chart_encapsulations(obj)

# Without its agent in the scope the network type of kube-ovn is likely its default, and takes no less than VXLAN.
encapsulations_in("kubeovn.io/Subnet", _) := {encapsulation |
	count(kube_ovn_agents) == 0
	some kind in ["geneve", "vxlan"]
	encapsulation := object.union(kube_ovn_tunnel(kind), {"always": kind == "vxlan"})
}

encapsulations_in("k8s.cni.cncf.io/NetworkAttachmentDefinition", obj) := {encapsulation |
	some plugin in values.plugins(values.parsed("json", obj.spec.config))
	attachments.is_ovn_overlay(plugin)
	encapsulation := stacked("ovn-attachment", ["geneve"], facts.overheads["ovn-kubernetes"])
}

# One encapsulation, or several around one another.
stacked(cni, wraps, table) := {
	"cni": cni,
	"device": "pod",
	"bytes": sum([table[layer].bytes | some layer in wraps]) + extra,
	"reserve": sum([reserve_of(table[layer]) | some layer in wraps]) + extra,
	"text": concat(" with ", [table[layer].text | some layer in wraps]),
	"always": true,
} if {
	count(wraps) > 0
	every layer in wraps { table[layer] }
	extra := outer_extra
}

reserve_of(overhead) := object.get(overhead, "reserve", overhead.bytes)

# The nodes talk to each other over IPv6.
outer_extra := facts.ipv6_extra if {
	input.params.ipv6 == true
} else := 0

# The tunnels of Calico are alternatives, each with its device and address family.
calico_tunnel(device, always) := {
	"cni": "calico",
	"device": device,
	"bytes": overhead.bytes,
	"reserve": overhead.bytes,
	"text": overhead.text,
	"always": always,
} if {
	overhead := facts.overheads.calico[device]
}

agent_encapsulations(obj) := union({
	{calico_tunnel(device, always) |
		agents.is_agent(obj)
		some variable in agents.environment(obj)
		device := facts.switches[variable.name]
		always := switched(device, facts.switched_on[variable.value])
	},
	{encapsulation |
		agents.is_agent(obj)
		agents.has_variable(obj, "WEAVE_MTU")
		encapsulation := stacked("weave", ["fastdp"], facts.overheads.weave)
	},
	{encapsulation |
		agents.is_named(obj, "kube-router")
		not agents.has_flag(obj, "enable-overlay", "false")
		whole := stacked("kube-router", ["ipip"], facts.overheads["kube-router"])
		encapsulation := object.union(whole, {"always": false})
	},
	{kube_ovn_tunnel(kube_ovn_type(obj)) | agents.is_named(obj, "kube-ovn-cni")},
})

# The eBPF data plane wraps only what it forwards to endpoints of services.
switched(device, always) := always if device != "ebpf"

switched("ebpf", _) := false

kube_ovn_agents := [entry |
	some entry in scope
	entry.kind == "apps/DaemonSet"
	agents.is_named(entry.body, "kube-ovn-cni")
]

kube_ovn_tunnel(kind) := stacked("kube-ovn", [kind], facts.overheads["kube-ovn"])

kube_ovn_type(obj) := kind if {
	kinds := [flag.value | some flag in agents.flags(obj); flag.name == "network-type"]
	kind := kinds[0]
} else := "geneve"

installation_tunnels(spec) := {calico_tunnel(device, always) |
	is_array(spec.calicoNetwork.ipPools)
	some pool in spec.calicoNetwork.ipPools
	is_object(pool)
	[kind, always] := facts.pool_encapsulations[object.get(pool, "encapsulation", unsaid(spec))]
	device := pool_device(kind, pool)
} | {calico_tunnel("ebpf", false) | spec.calicoNetwork.linuxDataplane == "BPF"}

# tigera/operator pkg/controller/ippool: IPIP where Calico makes the pods' interfaces. There is none for IPv6.
unsaid(spec) := "IPIP" if {
	object.get(spec, ["cni", "type"], "Calico") == "Calico"
} else := "None"

pool_tunnels(pool) := {calico_tunnel(device, always) |
	some field, kind in {"ipipMode": "ipip", "vxlanMode": "vxlan"}
	always := facts.switched_on[pool[field]]
	device := pool_device(kind, pool)
}

pool_device(kind, pool) := concat("-", [kind, "v6"]) if {
	is_ipv6(pool.cidr)
} else := kind

is_ipv6(cidr) if {
	is_string(cidr)
	contains(cidr, ":")
}

felix_tunnels(spec) := {calico_tunnel(device, always) |
	some field, device in {
		"ipipEnabled": "ipip",
		"vxlanEnabled": "vxlan",
		"wireguardEnabled": "wireguard",
		"wireguardEnabledV6": "wireguard-v6",
		"bpfEnabled": "ebpf",
	}
	spec[field] == true
	always := switched(device, true)
}

# flannel's own map and Canal's.
flannel_backends(obj) := {encapsulation |
	cni := {"kube-flannel-cfg": "flannel", "canal-config": "canal", "rke2-canal-config": "canal"}[obj.metadata.name]
	content := values.parsed("json", obj.data["net-conf.json"])
	backend := content.Backend.Type
	is_string(backend)
	encapsulation := stacked(cni, [lower(backend)], facts.overheads.flannel)
}

# Antrea: WireGuard comes in place of the tunnel, IPsec around it, and a multi-cluster gateway may add WireGuard to
# it.
antrea_stack(obj) := {encapsulation |
	obj.metadata.name == "antrea-config"
	conf := values.parsed("yaml", obj.data["antrea-agent.conf"])
	mode := layers.spelled(conf, "trafficEncapMode", "encap")
	mode in {"encap", "hybrid"}
	whole := stacked("antrea", layers.antrea(conf), facts.overheads.antrea)
	encapsulation := object.union(whole, {"always": mode == "encap"})
}

# Cilium takes all of it off by itself; what is left decides whether IPv6 still fits.
cilium_stack(obj) := {encapsulation |
	obj.metadata.name == "cilium-config"
	encapsulation := stacked("cilium", layers.cilium(obj.data), facts.overheads.cilium)
}

# Calico without BGP, where no agent of the scope says for which packets the tunnel is.
calico_backend(obj) := {calico_tunnel("vxlan", true) |
	obj.data.calico_backend == "vxlan"
	obj.metadata.name == "calico-config"
	count(calico_pools) == 0
}

calico_pools := [variable |
	some entry in scope
	some variable in agents.variables(entry.body)
	variable.name == "CALICO_IPV4POOL_VXLAN"
]

ovn_config(obj) := {stacked("ovn-kubernetes", ["geneve"], facts.overheads["ovn-kubernetes"]) |
	obj.metadata.name == "ovn-config"
}

# What the migration leads to is a network of its own.
openshift_network(spec) := {stacked(cni, wraps, facts.overheads["ovn-kubernetes"]) |
	network := spec.defaultNetwork
	network.type == "OVNKubernetes"
	wraps := array.concat(["geneve"], [layer | layer := "ipsec"; network.ovnKubernetesConfig.ipsecConfig.mode == "Full"])
	some cni in ["ovn-kubernetes", "ovn-migration"]
} | {encapsulation |
	spec.defaultNetwork.type == "OpenShiftSDN"
	encapsulation := stacked("openshift-sdn", ["vxlan"], facts.overheads["openshift-sdn"])
}

kubespan(spec) := {encapsulation |
	spec.enabled == true
	encapsulation := stacked("kubespan", ["wireguard"], facts.overheads.kubespan)
}

# kops goes by the cloud where it is not told for which packets the tunnel is.
kops_calico(calico) := {calico_tunnel(device, always) |
	device := lower(sprintf("%v", [object.get(calico, "encapsulationMode", "ipip")]))
	always := object.get(calico, concat("", [device, "Mode"]), "CrossSubnet") == "Always"
} | {calico_tunnel("wireguard", true) | calico.wireguardEnabled == true}

# Talos runs flannel with VXLAN where it is not told otherwise.
talos_flannel(obj) := {encapsulation |
	backend := object.get(obj, "backendType", "vxlan")
	is_string(backend)
	encapsulation := stacked("flannel", [lower(backend)], facts.overheads.flannel)
}

# docs.rke2.io, network options: VXLAN where the values name no pools.
rke2_calico := {"calicoNetwork": {"ipPools": [{"encapsulation": "VXLAN"}]}}

# The values that RKE2 gives its bundled charts; Canal's is VXLAN where they say nothing else.
chart_encapsulations(obj) := ({encapsulation |
	obj.metadata.name == "rke2-canal"
	content := values.parsed("yaml", obj.spec.valuesContent)
	backend := object.get(content, ["flannel", "backend"], "vxlan")
	is_string(backend)
	encapsulation := stacked("canal", [lower(backend)], facts.overheads.flannel)
} | {encapsulation |
	obj.metadata.name == "rke2-calico"
	content := values.parsed("yaml", obj.spec.valuesContent)
	is_object(content.installation)
	some encapsulation in installation_tunnels(object.union(rke2_calico, content.installation))
}) | {encapsulation |
	obj.metadata.name == "rke2-cilium"
	content := values.parsed("yaml", obj.spec.valuesContent)
	encapsulation := stacked("cilium", layers.cilium_chart(content), facts.overheads.cilium)
}
