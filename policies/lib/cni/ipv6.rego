# Whether packets of a setting's size may have to carry IPv6. Not here: how small is too small (fit.rego).
package tidegate.lib.cni.ipv6

import data.tidegate.lib.cni.agents
import data.tidegate.lib.cni.encapsulation
import data.tidegate.lib.cni.encapsulation.encapsulations
import data.tidegate.lib.cni.settings.scope
import data.tidegate.lib.cni.values

speaks(setting) if setting.ipv6 == true

# A tunnel of IPv4 carries none, and an attachment is a network of its own.
speaks(setting) if {
	setting.device in {"pod", "nic"}
	not setting.cni in {"attachment", "node", "ovn-attachment"}
	is_spoken(setting.cni)
}

speaks(setting) if {
	endswith(setting.device, "-v6")
	is_wrapped(setting.device)
}

is_spoken(_) if input.params.ipv6 == true

is_spoken(cni) if {
	some wrap in encapsulations
	wrap.cni == cni
	endswith(wrap.device, "-v6")
}

is_spoken(cni) if {
	some entry in scope
	gives(cni, entry.kind, entry.body)
}

is_wrapped(device) if {
	some wrap in encapsulations
	wrap.device == device
}

gives("cilium", "ConfigMap", obj) if {
	obj.metadata.name == "cilium-config"
	obj.data["enable-ipv6"] == "true"
}

gives(cni, "ConfigMap", obj) if {
	cni == {"kube-flannel-cfg": "flannel", "canal-config": "canal", "rke2-canal-config": "canal"}[obj.metadata.name]
	values.parsed("json", obj.data["net-conf.json"]).EnableIPv6 == true
}

gives("antrea", "ConfigMap", obj) if {
	obj.metadata.name == "antrea-config"
	encapsulation.is_ipv6(values.parsed("yaml", obj.data["antrea-agent.conf"]).serviceCIDRv6)
}

gives("ovn-kubernetes", "ConfigMap", obj) if {
	obj.metadata.name == "ovn-config"
	encapsulation.is_ipv6(obj.data.net_cidr)
}

gives("calico", "ConfigMap", obj) if {
	obj.metadata.name == "calico-config"
	some plugin in values.plugins(values.parsed("json", replace(obj.data.cni_network_config, "__CNI_MTU__", "0")))
	plugin.ipam.assign_ipv6 == "true"
}

gives("calico", kind, obj) if {
	kind in {"crd.projectcalico.org/IPPool", "projectcalico.org/IPPool"}
	encapsulation.is_ipv6(obj.spec.cidr)
}

gives("calico", "operator.tigera.io/Installation", obj) if {
	is_array(obj.spec.calicoNetwork.ipPools)
	some pool in obj.spec.calicoNetwork.ipPools
	encapsulation.is_ipv6(pool.cidr)
}

gives(cni, "operator.openshift.io/Network", obj) if {
	cni in {"ovn-kubernetes", "ovn-migration"}
	is_array(obj.spec.clusterNetwork)
	some network in obj.spec.clusterNetwork
	encapsulation.is_ipv6(network.cidr)
}

gives(cni, "apps/DaemonSet", obj) if {
	variable := {"aws": "ENABLE_IPv6", "calico": "FELIX_IPV6SUPPORT"}[cni]
	agents.is_agent(obj)
	some env in agents.environment(obj)
	env.name == variable
	env.value == "true"
}

gives("calico", "apps/DaemonSet", obj) if {
	agents.is_agent(obj)
	some env in agents.environment(obj)
	env.name == "CALICO_IPV6POOL_CIDR"
	env.value != ""
}

gives("kube-router", "apps/DaemonSet", obj) if {
	agents.is_named(obj, "kube-router")
	agents.has_flag(obj, "enable-ipv6", "true")
}
