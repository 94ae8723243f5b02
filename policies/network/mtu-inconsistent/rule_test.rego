package tidegate.network.mtu_inconsistent_test

import data.tidegate.network.mtu_inconsistent

config_map(name, content) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "namespace": "kube-system"},
	"data": content,
}

aws(env) := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": "aws-node", "namespace": "kube-system"},
	"spec": {"template": {"spec": {"hostNetwork": true, "containers": [{"name": "aws-node", "env": [
	{"name": name, "value": value} |
		some name, value in env
	]}]}}},
}

felix(spec) := {
	"apiVersion": "crd.projectcalico.org/v1",
	"kind": "FelixConfiguration",
	"metadata": {"name": "default"},
	"spec": spec,
}

installation := {
	"apiVersion": "operator.tigera.io/v1",
	"kind": "Installation",
	"metadata": {"name": "default"},
	"spec": {"calicoNetwork": {"mtu": 1450, "ipPools": [{"cidr": "10.48.0.0/16", "encapsulation": "VXLAN"}]}},
}

operated := {"operator.tigera.io/Installation": {"": {"default": installation}}}

found(obj, inventory, params) := findings if {
	findings := mtu_inconsistent.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

on_installation := {
	"object": {"kind": "operator.tigera.io/Installation", "namespace": "", "name": "default"},
	"path": ["spec", "calicoNetwork", "mtu"],
}

test_two_numbers_for_one_tunnel if {
	found(felix({"vxlanMTU": 1410}), operated, {}) == {{
		"msg": "vxlanMTU 1410 contradicts mtu 1450 of Installation default: both set the MTU of the VXLAN tunnel",
		"path": ["spec", "vxlanMTU"],
		"key": "vxlanMTU",
		"severity": "error",
		"related": on_installation,
	}}
}

test_a_tunnel_that_may_not_exist if {
	found(felix({"wireguardMTU": 1400}), operated, {}) == {{
		"msg": concat("", [
			"wireguardMTU 1400 contradicts mtu 1450 of Installation default: ",
			"both set the MTU of the WireGuard tunnel",
		]),
		"path": ["spec", "wireguardMTU"],
		"key": "wireguardMTU",
		"severity": "warning",
		"related": on_installation,
	}}
}

test_the_same_number_twice if {
	found(felix({"vxlanMTU": 1450}), operated, {}) == set()
}

test_the_other_object_has_no_finding if {
	inventory := {"crd.projectcalico.org/FelixConfiguration": {"": {"default": felix({"vxlanMTU": 1410})}}}
	found(installation, inventory, {}) == set()
}

test_two_numbers_in_one_object if {
	obj := config_map("antrea-config", {
		"antrea-agent.conf": "defaultMTU: 1410",
		"antrea-cni.conflist": `{"plugins": [{"type": "antrea", "mtu": 1450}]}`,
	})
	found(obj, {}, {}) == {{
		"msg": concat("", [
			"antrea-cni.conflist mtu 1450 contradicts antrea-agent.conf defaultMTU 1410 of the same object: ",
			"both set the MTU of the interfaces of pods",
		]),
		"path": ["data", "antrea-cni.conflist"],
		"key": "antrea-cni.conflist mtu",
		"severity": "error",
	}}
}

test_a_tunnel_smaller_than_the_pods if {
	agent := {
		"apiVersion": "apps/v1",
		"kind": "DaemonSet",
		"metadata": {"name": "calico-node", "namespace": "kube-system"},
		"spec": {"template": {"spec": {"hostNetwork": true, "containers": [{"env": [
			{"name": "CALICO_IPV4POOL_VXLAN", "value": "Always"},
			{"name": "CNI_MTU", "value": "1450"},
			{"name": "FELIX_VXLANMTU", "value": "1400"},
		]}]}}},
	}
	found(agent, {}, {}) == {{
		"msg": concat("", [
			"FELIX_VXLANMTU 1400 is smaller than CNI_MTU 1450 of the same object: ",
			"pods send packets that the VXLAN tunnel does not take",
		]),
		"path": ["spec", "template", "spec", "containers", 0, "env", 2, "value"],
		"key": "FELIX_VXLANMTU",
		"severity": "error",
	}}
}

test_pods_above_their_interface if {
	found(aws({"AWS_VPC_ENI_MTU": "1500", "POD_MTU": "9001"}), {}, {}) == {{
		"msg": "POD_MTU 9001 is larger than the 1500 bytes that AWS_VPC_ENI_MTU 1500 of the same object leaves the pods",
		"path": ["spec", "template", "spec", "containers", 0, "env", 1, "value"],
		"key": "POD_MTU",
		"severity": "error",
	}}
}

test_pods_below_their_interface if {
	found(aws({"AWS_VPC_ENI_MTU": "9001", "POD_MTU": "1500"}), {}, {}) == set()
}

chained := {"apps/DaemonSet": {"kube-system": {"aws-node": aws({"AWS_VPC_ENI_MTU": "9001"})}}}

test_cilium_in_a_chain if {
	found(config_map("cilium-config", {"cni-chaining-mode": "aws-cni", "mtu": "1500"}), chained, {}) == {{
		"msg": concat("", [
			"mtu 1500 differs from AWS_VPC_ENI_MTU 9001 of DaemonSet kube-system/aws-node, ",
			"through whose interfaces Cilium sends here",
		]),
		"path": ["data", "mtu"],
		"key": "mtu",
		"severity": "warning",
		"related": {
			"object": {"kind": "apps/DaemonSet", "namespace": "kube-system", "name": "aws-node"},
			"path": ["spec", "template", "spec", "containers", 0, "env", 0, "value"],
		},
	}}
}

test_a_value_above_the_network_is_another_rule if {
	found(felix({"vxlanMTU": 1600}), operated, {"underlay_mtu": 1500}) == set()
}

test_a_value_without_room_is_another_rule if {
	found(felix({"vxlanMTU": 1500}), operated, {"underlay_mtu": 1500}) == set()
}

test_the_cause_is_the_other_setting if {
	found(felix({"vxlanMTU": 1390}), operated, {"underlay_mtu": 1440}) == set()
}

test_one_setting_that_contradicts_twice_has_one_finding if {
	agent := {
		"apiVersion": "apps/v1",
		"kind": "DaemonSet",
		"metadata": {"name": "calico-node", "namespace": "kube-system"},
		"spec": {"template": {"spec": {"hostNetwork": true, "containers": [{"env": [
			{"name": "CNI_MTU", "value": "1440"},
			{"name": "FELIX_VXLANMTU", "value": "1430"},
		]}]}}},
	}
	inventory := object.union(operated, {"apps/DaemonSet": {"kube-system": {"calico-node": agent}}})
	{finding.related | some finding in found(felix({"vxlanMTU": 1410}), inventory, {})} == {on_installation}
}

test_other_objects_are_let_pass if {
	found(config_map("app", {"veth_mtu": "1410"}), operated, {}) == set()
	found({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}, operated, {}) == set()
}
