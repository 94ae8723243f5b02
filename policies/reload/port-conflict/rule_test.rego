package tidegate.reload.port_conflict_test

import data.tidegate.reload.port_conflict

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

workload(kind, name, spec, fields) := object.union(
	{
		"apiVersion": "apps/v1",
		"kind": kind,
		"metadata": {"name": name, "namespace": "shop"},
		"spec": {"template": {"metadata": {"labels": {"app": name}}, "spec": spec}},
	},
	fields,
)

deployment(containers, fields) := workload("Deployment", "web", object.union({"containers": containers}, fields), {})

web(ports) := {"name": "web", "ports": ports}

agent(ports) := {"name": "agent", "ports": ports}

verdict(obj) := findings if {
	findings := port_conflict.deny with input as {"object": obj, "complete": complete}
}

at(list, container, port) := ["spec", "template", "spec", list, container, "ports", port]

twice(claimed, owner, path) := {
	"msg": sprintf("container %q wants port %s of the node, which container %q of the same pod has already", [
		claimed.container,
		claimed.port,
		owner,
	]),
	"path": path,
}

test_a_port_of_the_node_twice_in_a_pod if {
	port := {"containerPort": 80, "hostPort": 8080}
	other := {"containerPort": 81, "hostPort": 8080}
	found := {twice({"container": "agent", "port": "8080"}, "web", at("containers", 1, 0))}
	verdict(deployment([web([port]), agent([other])], {})) == found
	verdict(deployment([web([port]), agent([port])], {})) == found
	within := {twice({"container": "web", "port": "8080"}, "web", at("containers", 0, 1))}
	verdict(deployment([web([port, other])], {})) == within
}

test_two_protocols_or_addresses if {
	port := {"containerPort": 80, "hostPort": 8080, "hostIP": "10.0.0.1"}
	udp := {"containerPort": 81, "hostPort": 8080, "protocol": "UDP"}
	elsewhere := {"containerPort": 81, "hostPort": 8080, "hostIP": "127.0.0.1"}
	verdict(deployment([web([port]), agent([udp])], {})) == set()
	verdict(deployment([web([port]), agent([elsewhere])], {})) == set()
	every address in ["", "0.0.0.0", "::", "10.0.0.1"] {
		everywhere := {"containerPort": 81, "hostPort": 8080, "hostIP": address}
		found := {twice({"container": "agent", "port": "8080"}, "web", at("containers", 1, 0))}
		verdict(deployment([web([port]), agent([everywhere])], {})) == found
		verdict(deployment([web([everywhere]), agent([port])], {})) == found
	}
	found := {twice({"container": "agent", "port": "8080/UDP"}, "web", at("containers", 1, 0))}
	verdict(deployment([web([udp]), agent([udp])], {})) == found
}

test_every_port_on_the_network_of_the_node if {
	on_node := {"hostNetwork": true}
	port := {"containerPort": 9100}
	found := {twice({"container": "agent", "port": "9100"}, "web", at("containers", 1, 0))}
	verdict(deployment([web([port]), agent([port])], on_node)) == found
	within := {twice({"container": "web", "port": "9100"}, "web", at("containers", 0, 1))}
	verdict(deployment([web([port, port])], on_node)) == within
	verdict(deployment([web([{"containerPort": 80, "hostPort": 80}])], on_node)) == set()
	verdict(deployment([web([{"containerPort": 80, "hostPort": 8080}])], on_node)) == {{
		"msg": "on the network of the node hostPort 8080 has to equal containerPort 80: the pod is refused",
		"path": at("containers", 0, 0),
	}}
	verdict(deployment([web([{"containerPort": 80, "hostPort": 8080}])], {})) == set()
}

test_addresses_on_the_network_of_the_node if {
	local := {"containerPort": 9100, "hostIP": "127.0.0.1"}
	outer := {"containerPort": 9100, "hostIP": "10.0.0.1"}
	verdict(deployment([web([local]), agent([outer])], {"hostNetwork": true})) == set()
}

declared(port, path) := {
	"msg": concat("", [
		`containers "web" and "agent" of one pod both declare port `,
		port,
		", and only one of them can listen there",
	]),
	"path": path,
	"severity": "warning",
}

test_a_port_of_the_pod_twice if {
	port := {"containerPort": 8080}
	verdict(deployment([web([port]), agent([port])], {})) == {declared("8080", at("containers", 1, 0))}
	second := deployment([web([port]), agent([{"containerPort": 80}, port])], {})
	verdict(second) == {declared("8080", at("containers", 1, 1))}
	udp := {"containerPort": 53, "protocol": "UDP"}
	verdict(deployment([web([udp]), agent([udp])], {})) == {declared("53/UDP", at("containers", 1, 0))}
	verdict(deployment([web([udp]), agent([{"containerPort": 53}])], {})) == set()
	verdict(deployment([web([{"name": "http", "containerPort": 80}, {"containerPort": 80}])], {})) == set()
	verdict(deployment([web([{"containerPort": "${PORT}"}]), agent([{"containerPort": "${PORT}"}])], {})) == set()
	apart := {"containerPort": 80, "hostPort": 8081}
	verdict(deployment([web([{"containerPort": 80, "hostPort": 8080}]), agent([apart])], {})) == {declared(
		"80",
		at("containers", 1, 0),
	)}
}

test_init_containers if {
	port := {"containerPort": 8080}
	init := {"initContainers": [web([port])]}
	verdict(deployment([agent([port])], init)) == set()
	sidecar := {"initContainers": [object.union(web([port]), {"restartPolicy": "Always"})]}
	verdict(deployment([agent([port])], sidecar)) == {declared("8080", at("containers", 0, 0))}
}

test_every_kind_of_pod if {
	spec := {"containers": [web([{"containerPort": 80}]), agent([{"containerPort": 80}])]}
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}
	verdict(pod) == {declared("80", ["spec", "containers", 1, "ports", 0])}
	job := {
		"apiVersion": "batch/v1",
		"kind": "CronJob",
		"metadata": {"name": "web"},
		"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}},
	}
	path := ["spec", "jobTemplate", "spec", "template", "spec", "containers", 1, "ports", 0]
	verdict(job) == {declared("80", path)}
}

owned := {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "controller": true}]}}

test_pods_of_a_controller if {
	port := {"containerPort": 80}
	verdict(object.union(deployment([web([port]), agent([port])], {}), owned)) == set()
	verdict(object.union(deployment([web([port, port])], {"hostNetwork": true}), owned)) == set()
	odd := deployment([web([{"containerPort": 80, "hostPort": 81}])], {"hostNetwork": true})
	verdict(object.union(odd, owned)) == set()
}

many(replicas, params, fields) := findings if {
	ports := [{"containerPort": 80, "hostPort": 8080}, {"containerPort": 81, "hostPort": 8081}]
	obj := object.union_n([{"spec": {"replicas": replicas}}, deployment([web(ports)], {}), fields])
	findings := port_conflict.deny with input as {"object": obj, "params": params, "complete": complete}
}

crowded(pods, nodes) := {
	"msg": sprintf("there are %s for %s, and each wants port 8080 of its node for itself", [pods, nodes]),
	"path": at("containers", 0, 0),
	"related": [],
}

test_more_pods_than_nodes if {
	many(3, {"nodes": 2}, {}) == {crowded("3 pods", "2 nodes")}
	many(2, {"nodes": 2}, {}) == set()
	many(3, {}, {}) == set()
	pinned := {"spec": {"template": {"spec": {"nodeSelector": {"kubernetes.io/hostname": "a"}}}}}
	many(2, {}, pinned) == {crowded("2 pods", "one node")}
	many(1, {}, pinned) == set()
	many(2, {}, object.union(pinned, owned)) == set()
	many(2, {}, object.union(pinned, {"metadata": {"annotations": {"helm.sh/hook": "test"}}})) == set()
}

# Two workloads with port 9100 of the node: what is said of the first.
beside(one, other) := findings if {
	name := {"DaemonSet": "apps/DaemonSet", "Deployment": "apps/Deployment", "StatefulSet": "apps/StatefulSet"}
	findings := port_conflict.deny with input as {
		"object": one,
		"complete": complete,
		"inventory": {
			"apps/ReplicaSet": {"shop": {"odd": object.union(other, {"kind": "ReplicaSet"})}},
			name[other.kind]: {
				one.metadata.namespace: {one.metadata.name: one},
				other.metadata.namespace: {other.metadata.name: other},
			},
		},
	}
}

exporter(kind, name, spec) := workload(
	kind, name,
	object.union({"containers": [{"name": "exporter", "ports": [{"containerPort": 9100, "hostPort": 9100}]}]}, spec),
	{},
)

met(kind, name, ns, weight) := object.union(weight, {
	"msg": sprintf("%s %q wants port 9100 of its nodes too, and no node can run both", [kind, name]),
	"path": at("containers", 0, 0),
	"key": sprintf("apps/%s %s/%s", [kind, ns, name]),
	"related": [{
		"object": {"kind": concat("/", ["apps", kind]), "namespace": ns, "name": name},
		"path": ["spec", "template", "spec"],
	}],
})

perhaps := {"severity": "warning"}

test_two_workloads_and_one_port if {
	a := exporter("DaemonSet", "a", {})
	b := exporter("DaemonSet", "b", {})
	beside(a, b) == {met("DaemonSet", "b", "shop", {})}
	elsewhere := object.union(b, {"metadata": {"namespace": "other"}})
	beside(a, elsewhere) == {met("DaemonSet", "b", "other", {})}
	same_name := object.union(a, {"metadata": {"namespace": "other"}})
	beside(a, same_name) == {met("DaemonSet", "a", "other", {})}
	beside(a, exporter("Deployment", "b", {})) == {met("Deployment", "b", "shop", {})}
	beside(exporter("Deployment", "b", {}), a) == {met("DaemonSet", "a", "shop", {})}
	c := exporter("StatefulSet", "c", {})
	beside(exporter("Deployment", "b", {}), c) == {met("StatefulSet", "c", "shop", {})}
	beside(a, a) == set()
}

test_another_port if {
	odd := {"containers": [web([{"containerPort": 9100, "hostPort": "9100"}])]}
	beside(workload("DaemonSet", "a", odd, {}), workload("DaemonSet", "b", odd, {})) == set()
	a := exporter("DaemonSet", "a", {})
	other := {"containers": [web([{"containerPort": 9100, "hostPort": 9101}])]}
	beside(a, workload("DaemonSet", "b", other, {})) == set()
	beside(a, workload("DaemonSet", "b", {"containers": [web([{"containerPort": 9100}])]}, {})) == set()
	on_node := {"containers": [web([{"containerPort": 9100}])], "hostNetwork": true}
	beside(a, workload("DaemonSet", "b", on_node, {})) == {met("DaemonSet", "b", "shop", {})}
}

test_nobody_runs if {
	idle := {"spec": {"replicas": 0}}
	a := exporter("DaemonSet", "a", {})
	b := exporter("Deployment", "b", {})
	beside(a, object.union(b, idle)) == set()
	beside(object.union(b, idle), a) == set()
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	beside(a, object.union(b, hook)) == set()
	beside(object.union(b, hook), a) == set()
	beside(object.union(b, owned), a) == set()
}

test_nodes_that_are_chosen if {
	plain := exporter("DaemonSet", "a", {})
	blue := exporter("DaemonSet", "b", {"nodeSelector": {"pool": "blue"}})
	red := exporter("DaemonSet", "b", {"nodeSelector": {"pool": "red"}})
	fast := exporter("DaemonSet", "a", {"nodeSelector": {"disk": "ssd"}})
	beside(plain, blue) == {met("DaemonSet", "b", "shop", {})}
	beside(blue, plain) == {met("DaemonSet", "a", "shop", {})}
	beside(blue, object.union(red, {"metadata": {"name": "c"}})) == set()
	beside(exporter("Deployment", "a", {"nodeSelector": {"pool": "blue"}}), blue) == {met("DaemonSet", "b", "shop", {})}
	beside(fast, blue) == {met("DaemonSet", "b", "shop", perhaps)}
	one := exporter("Deployment", "a", {"nodeSelector": {"pool": "blue"}})
	beside(one, exporter("Deployment", "b", {"nodeSelector": {"pool": "blue"}})) == {met("Deployment", "b", "shop", {})}
	beside(one, exporter("Deployment", "b", {})) == {met("Deployment", "b", "shop", perhaps)}
	by_expression := {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {}}}}
	beside(plain, exporter("DaemonSet", "b", by_expression)) == set()
	beside(exporter("DaemonSet", "a", by_expression), exporter("DaemonSet", "b", by_expression)) == {met(
		"DaemonSet", "b",
		"shop", {},
	)}
	windows := exporter("DaemonSet", "b", {"os": {"name": "windows"}})
	beside(exporter("DaemonSet", "a", {"os": {"name": "linux"}}), windows) == set()
}

test_one_node if {
	beside(
		exporter("Deployment", "a", {"nodeName": "n1"}),
		exporter("Deployment", "b", {"nodeName": "n1"}),
	) == {met("Deployment", "b", "shop", {})}
	beside(exporter("Deployment", "a", {"nodeName": "n1"}), exporter("Deployment", "b", {"nodeName": "n2"})) == set()
	held := {"nodeSelector": {"kubernetes.io/hostname": "n1"}}
	beside(exporter("Deployment", "a", held), exporter("Deployment", "b", held)) == {met("Deployment", "b", "shop", {})}
}

test_taints if {
	plain := exporter("DaemonSet", "a", {})
	control := {"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}
	tolerant := exporter("Deployment", "b", {"tolerations": [control]})
	beside(plain, tolerant) == {met("Deployment", "b", "shop", perhaps)}
	beside(exporter("DaemonSet", "a", {"tolerations": [control]}), tolerant) == {met("Deployment", "b", "shop", {})}
	all := {"tolerations": [{"operator": "Exists"}]}
	beside(exporter("DaemonSet", "a", all), tolerant) == {met("Deployment", "b", "shop", {})}
	beside(plain, exporter("Deployment", "b", all)) == {met("Deployment", "b", "shop", perhaps)}
	odd := {"tolerations": [{"key": 7}]}
	beside(plain, exporter("Deployment", "b", odd)) == {met("Deployment", "b", "shop", perhaps)}
	usual := {"tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists"}]}
	beside(plain, exporter("Deployment", "b", usual)) == {met("Deployment", "b", "shop", {})}
}
