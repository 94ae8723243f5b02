package tidegate.lib.cni.agents_test

import data.tidegate.lib.cni.agents

agent(spec) := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": "calico-node", "namespace": "kube-system"},
	"spec": {"template": {"spec": object.union({"hostNetwork": true}, spec)}},
}

borrower := {
	"name": "FELIX_VXLANMTU",
	"valueFrom": {"configMapKeyRef": {"name": "calico-config", "key": "veth_mtu"}},
}

full := agent({
	"initContainers": [{"name": "install-cni", "env": [{"name": "CNI_MTU", "value": "1440"}]}],
	"containers": [
		{"name": "sidecar", "command": ["run", "--mtu=1400", "-v=2", "--on"], "tty": ["--a=b"]},
		{
			"name": "calico-node",
			"env": [{"name": "NODENAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}, borrower],
			"args": ["--network-type=geneve", 7, "--empty="],
		},
	],
})

odd := agent({
	"initContainers": {"a": {"env": [{"name": "POD_MTU", "value": "1400"}]}},
	"containers": [
		null,
		"calico",
		{"env": "CNI_MTU=1440", "args": "--mtu=1400"},
		{"env": {"a": {"name": "POD_MTU", "value": "1400"}}, "args": {"a": "--mtu=1400"}},
		{"env": [{"name": "CNI_MTU", "value": 1440}, {"name": "EMPTY"}, "text"]},
	],
})

test_the_host_network_makes_an_agent if {
	agents.is_agent(full)
}

test_the_pod_network_makes_none if {
	not agents.is_agent(agent({"hostNetwork": false}))
	not agents.is_agent({"kind": "DaemonSet", "spec": {"template": {"spec": {}}}})
}

test_an_excerpt_of_a_known_agent if {
	every name in ["aws-node", "calico-node", "kube-ovn-cni", "weave-net"] {
		agents.is_agent({"metadata": {"name": name}, "spec": {"template": {"spec": {}}}})
	}
	not agents.is_agent({"metadata": {"name": "proxy"}, "spec": {"template": {"spec": {}}}})
	not agents.is_agent({"metadata": {"name": "aws-node"}, "spec": {"template": {"spec": {"hostNetwork": false}}}})
}

test_an_agent_by_name if {
	agents.is_named(full, "calico-node")
}

test_another_name if {
	not agents.is_named(full, "aws-node")
}

test_a_name_without_the_host_network if {
	not agents.is_named(agent({"hostNetwork": false}), "calico-node")
}

test_containers_and_init_containers_with_their_paths if {
	[entry.path | some entry in agents.containers(full)] == [
		["spec", "template", "spec", "initContainers", 0],
		["spec", "template", "spec", "containers", 0],
		["spec", "template", "spec", "containers", 1],
	]
	agents.containers(full)[0].container.name == "install-cni"
}

test_only_mappings_are_containers if {
	[entry.path[4] | some entry in agents.containers(odd)] == [2, 3, 4]
}

test_variables_as_they_are_written if {
	agents.variables(full) == [
		{
			"name": "CNI_MTU",
			"env": {"name": "CNI_MTU", "value": "1440"},
			"path": ["spec", "template", "spec", "initContainers", 0, "env", 0],
		},
		{
			"name": "NODENAME",
			"env": {"name": "NODENAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
			"path": ["spec", "template", "spec", "containers", 1, "env", 0],
		},
		{"name": "FELIX_VXLANMTU", "env": borrower, "path": ["spec", "template", "spec", "containers", 1, "env", 1]},
	]
}

test_odd_lists_of_variables_do_no_harm if {
	[variable.name | some variable in agents.variables(odd)] == ["CNI_MTU", "EMPTY"]
}

test_a_variable_is_there_whatever_its_value if {
	agents.has_variable(full, "NODENAME")
	agents.has_variable(odd, "EMPTY")
	not agents.has_variable(full, "EMPTY")
}

test_literal_values if {
	agents.environment(full) == [{
		"name": "CNI_MTU",
		"value": "1440",
		"path": ["spec", "template", "spec", "initContainers", 0, "env", 0, "value"],
	}]
}

test_a_value_that_is_no_text_is_none if {
	agents.environment(odd) == []
}

test_borrowed_values if {
	agents.borrowed(full) == [{"name": "FELIX_VXLANMTU", "map": "calico-config", "key": "veth_mtu"}]
}

test_flags_of_command_and_arguments if {
	agents.flags(full) == [
		{"name": "mtu", "value": "1400", "path": ["spec", "template", "spec", "containers", 0, "command", 1]},
		{"name": "v", "value": "2", "path": ["spec", "template", "spec", "containers", 0, "command", 2]},
		{"name": "network-type", "value": "geneve", "path": ["spec", "template", "spec", "containers", 1, "args", 0]},
		{"name": "empty", "value": "", "path": ["spec", "template", "spec", "containers", 1, "args", 2]},
	]
}

test_arguments_that_are_no_list_have_no_flags if {
	agents.flags(odd) == []
}

test_a_flag_with_its_value if {
	agents.has_flag(full, "mtu", "1400")
	not agents.has_flag(full, "mtu", "1500")
	not agents.has_flag(full, "auto-mtu", "1400")
}

test_a_flag_and_its_value_as_two_words if {
	words := ["--mtu", "1400", "--debug", "--v", 5, "--a=b", "c", "-n"]
	obj := {"spec": {"template": {"spec": {"containers": [{"args": words}]}}}}
	list := ["spec", "template", "spec", "containers", 0, "args"]
	agents.flags(obj) == [
		{"name": "mtu", "value": "1400", "path": array.concat(list, [1])},
		{"name": "a", "value": "b", "path": array.concat(list, [5])},
	]
}
