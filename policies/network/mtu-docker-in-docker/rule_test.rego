package tidegate.network.mtu_docker_in_docker_test

import data.tidegate.network.mtu_docker_in_docker

config_map(name, content) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": name, "namespace": "kube-system"},
	"data": content,
}

found(obj, inventory, params) := findings if {
	findings := mtu_docker_in_docker.deny with input as {"object": obj, "inventory": inventory, "params": params}
}

job(container, more) := {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": "build", "namespace": "ci"},
	"spec": {"template": {"spec": object.union(more, {"containers": [
		{"name": "main", "image": "registry.example.com/builder:1"},
		object.union({"name": "dind", "image": "docker:28-dind"}, container),
	]})}},
}

flag(mtu) := {"args": [sprintf("--mtu=%d", [mtu])]}

calico(mtu) := {"ConfigMap": {"kube-system": {"calico-config": config_map("calico-config", {"veth_mtu": mtu})}}}

pool := {"crd.projectcalico.org/IPPool": {"": {"a": {"spec": {"cidr": "10.0.0.0/8", "vxlanMode": "Always"}}}}}

path := ["spec", "template", "spec", "containers", 1]

severities(obj, inventory, params) := {finding.severity | some finding in found(obj, inventory, params)}

test_told_nothing_in_a_network_that_nobody_knows if {
	found(job({}, {}), {}, {}) == {{
		"msg": concat("", [
			"the Docker daemon of container \"dind\" gives its bridge 1500 bytes, as it is told nothing, ",
			"which pods in an overlay network do not carry",
		]),
		"path": path,
		"severity": "info",
	}}
}

test_told_more_than_the_pods_carry if {
	found(job(flag(1450), {}), calico("1440"), {}) == {{
		"msg": concat("", [
			"the Docker daemon of container \"dind\" gives its bridge 1450 bytes, ",
			"but pods carry 1440 (veth_mtu 1440 of ConfigMap kube-system/calico-config)",
		]),
		"path": path,
		"severity": "warning",
	}}
}

test_told_nothing_where_pods_carry_less if {
	severities(job({}, {}), calico("1440"), {}) == {"warning"}
	severities(job({}, {}), {}, {"underlay_mtu": 1450}) == {"warning"}
	severities(job({}, {}), pool, {"underlay_mtu": 1500}) == {"warning"}
}

test_told_enough if {
	severities(job(flag(1440), {}), calico("1440"), {}) == set()
	severities(job(flag(1400), {}), {}, {}) == set()
	severities(job(flag(1499), {}), {}, {}) == set()
	severities(job({}, {}), calico("1500"), {}) == set()
	severities(job({}, {}), calico("8950"), {}) == set()
}

test_told_as_much_as_docker_takes_for_granted if {
	severities(job(flag(1500), {}), {}, {}) == {"info"}
}

test_what_lies_beneath_is_not_what_pods_carry if {
	severities(job({}, {}), {}, {"underlay_mtu": 1500}) == {"info"}
	severities(job({}, {}), {}, {"underlay_mtu": 1649}) == {"info"}
	severities(job({}, {}), {}, {"underlay_mtu": 1650}) == set()
}

test_an_overlay_that_leaves_enough if {
	severities(job({}, {}), pool, {"underlay_mtu": 1550}) == set()
	severities(job({}, {}), pool, {}) == {"info"}
}

test_the_host_network if {
	severities(job({}, {"hostNetwork": true}), {}, {}) == set()
	severities(job({}, {"hostNetwork": true}), {}, {"underlay_mtu": 1450}) == {"warning"}
	severities(job({}, {"hostNetwork": false}), {}, {}) == {"info"}
}

test_no_daemon if {
	severities(job({"image": "docker:28-cli"}, {}), calico("1440"), {}) == set()
}

runners(spec) := {
	"apiVersion": "actions.summerwind.dev/v1alpha1",
	"kind": "RunnerDeployment",
	"metadata": {"name": "shop", "namespace": "ci"},
	"spec": {"template": {"spec": spec}},
}

test_runners if {
	found(runners({"dockerMTU": 1450}), calico("1440"), {}) == {{
		"msg": concat("", [
			"the Docker daemon of the runners gives its bridge 1450 bytes, ",
			"but pods carry 1440 (veth_mtu 1440 of ConfigMap kube-system/calico-config)",
		]),
		"path": ["spec", "template", "spec"],
		"severity": "warning",
	}}
	severities(runners({}), {}, {}) == {"info"}
	severities(runners({"dockerMTU": 1400}), {}, {}) == set()
	severities(runners({"dockerEnabled": false}), {}, {}) == set()
}
