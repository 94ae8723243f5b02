package tidegate.lib.nodes_test

import data.tidegate.lib.nodes

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": spec}},
}

cluster := {"Node": {"": {
	"a": {"metadata": {"labels": {"disk": "ssd"}}},
	"b": {"metadata": {"labels": {"disk": "hdd"}}},
	"c": {"metadata": {}},
}}}

test_the_parameter_tells_how_many if {
	nodes.fitting == 7 with input as {
		"object": deployment({}),
		"params": {"nodes": 7},
		"inventory": cluster,
		"complete": {"": {"Node": true}},
	}
}

test_nodes_with_the_labels_that_are_asked_for if {
	complete := {"": {"Node": true}}
	nodes.fitting == 3 with input as {"object": deployment({}), "inventory": cluster, "complete": complete}
	selective := deployment({"nodeSelector": {"disk": "ssd"}})
	nodes.fitting == 1 with input as {"object": selective, "inventory": cluster, "complete": complete}
	later := deployment({"nodeSelector": {"disk": "${DISK}"}})
	nodes.fitting == 2 with input as {"object": later, "inventory": cluster, "complete": complete}
}

test_nobody_knows_how_many if {
	not nodes.fitting with input as {"object": deployment({}), "inventory": cluster, "complete": {"": {}}}
	not nodes.fitting with input as {"object": deployment({}), "inventory": cluster, "params": {"nodes": null}}
}

by_affinity(terms) := {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
	"nodeSelectorTerms": terms,
}}}}

together(term) := {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}

host := {"key": "kubernetes.io/hostname", "operator": "In", "values": ["a"]}

test_held_on_one_node if {
	every spec in [
		{"nodeName": "a"},
		{"nodeSelector": {"kubernetes.io/hostname": "${NODE}"}},
		by_affinity([{"matchExpressions": [{"key": "disk", "operator": "Exists"}, host]}]),
		by_affinity([{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["a"]}]}]),
		together({"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}}),
	] {
		nodes.is_one with input as {"object": deployment(spec)}
	}
	nodes.is_one with input as {"object": deployment({}), "params": {"nodes": 1}}
}

test_not_held_on_one_node if {
	every spec in [
		{},
		{"nodeSelector": {"disk": "ssd"}},
		by_affinity([{"matchExpressions": [host]}, {"matchExpressions": [host]}]),
		by_affinity([{"matchExpressions": [object.union(host, {"values": ["a", "b"]})]}]),
		by_affinity([{"matchExpressions": [object.union(host, {"operator": "NotIn"})]}]),
		by_affinity([{"matchExpressions": [object.union(host, {"key": "disk"})]}]),
		by_affinity([{"matchFields": [host]}]),
		together({"topologyKey": "topology.kubernetes.io/zone", "labelSelector": {"matchLabels": {"app": "web"}}}),
		together({"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "db"}}}),
	] {
		not nodes.is_one with input as {"object": deployment(spec)}
	}
	not nodes.is_one with input as {"object": deployment({}), "params": {"nodes": 2}}
}

ports(spec) := found if {
	found := [[port.number, port.path] | some port in nodes.host_ports] with input as {"object": deployment(spec)}
}

at(path) := array.concat(["spec", "template", "spec"], path)

test_host_ports_of_containers_that_last if {
	ports({
		"initContainers": [
			{"name": "first", "ports": [{"containerPort": 1, "hostPort": 1}]},
			{"name": "proxy", "restartPolicy": "Always", "ports": [{"containerPort": 2, "hostPort": 2}]},
		],
		"containers": [{"name": "web", "ports": [{"containerPort": 3}, {"containerPort": 4, "hostPort": 40}]}],
	}) == [[2, at(["initContainers", 1, "ports", 0])], [40, at(["containers", 0, "ports", 1])]]
}

test_no_host_ports if {
	ports({"containers": [{"name": "web", "ports": [
		{"containerPort": 1, "hostPort": 0},
		{"containerPort": 2, "hostPort": "${PORT}"},
		{"containerPort": 3, "hostPort": 1.5},
	]}]}) == []
	ports({"containers": [{"name": "web", "ports": "${PORTS}"}]}) == []
}

test_on_the_host_network_every_port_is_one if {
	containers := [{"name": "web", "ports": [{"containerPort": 9000}, {"containerPort": "${PORT}"}, {"name": "none"}]}]
	ports({"hostNetwork": true, "containers": containers}) == [[9000, at(["containers", 0, "ports", 0])]]
	ports({"hostNetwork": false, "containers": containers}) == []
}
