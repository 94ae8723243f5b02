# Node agents: DaemonSets on the host network, whose environment and arguments set the network up.
# Not here: what they switch on (encapsulation.rego).
package tidegate.lib.cni.agents

# The cheap test first: no agent of a network runs on the pod network that it is about to make.
is_agent(obj) if obj.spec.template.spec.hostNetwork == true

# An excerpt of a known one may leave the host network out.
is_agent(obj) if {
	obj.metadata.name in data.lib.cni.agents
	not has_host_network(obj)
}

has_host_network(obj) if is_boolean(obj.spec.template.spec.hostNetwork)

is_named(obj, name) if {
	obj.metadata.name == name
	is_agent(obj)
}

containers(obj) := [entry |
	some list in ["initContainers", "containers"]
	is_array(obj.spec.template.spec[list])
	some i, container in obj.spec.template.spec[list]
	is_object(container)
	entry := {"container": container, "path": ["spec", "template", "spec", list, i]}
]

# Variables of all containers as they are written: {name, env, path}.
variables(obj) := [variable |
	some entry in containers(obj)
	is_array(entry.container.env)
	some i, env in entry.container.env
	variable := {"name": env.name, "env": env, "path": array.concat(entry.path, ["env", i])}
]

has_variable(obj, name) if {
	some variable in variables(obj)
	variable.name == name
}

# Those with a literal value: {name, value, path}.
environment(obj) := [{
	"name": variable.name,
	"value": variable.env.value,
	"path": array.concat(variable.path, ["value"]),
} |
	some variable in variables(obj)
	is_string(variable.env.value)
]

# Those that take it from a ConfigMap: {name, map, key}.
borrowed(obj) := [{"name": variable.name, "map": source.name, "key": source.key} |
	some variable in variables(obj)
	source := variable.env.valueFrom.configMapKeyRef
]

# Arguments of the forms --name=value and --name value, of command and args: {name, value, path}.
flags(obj) := [flag |
	some entry in containers(obj)
	some list in ["command", "args"]
	is_array(entry.container[list])
	some i, word in entry.container[list]
	is_string(word)
	parts := regex.find_all_string_submatch_n(`^--?([a-zA-Z0-9-]+)(=(.*))?$`, word, 1)
	found := flag_value(parts[0], entry.container[list], i)
	flag := {"name": parts[0][1], "value": found.value, "path": array.concat(entry.path, [list, found.index])}
]

flag_value(parts, _, i) := {"value": parts[3], "index": i} if parts[2] != ""

flag_value(parts, words, i) := {"value": words[i + 1], "index": i + 1} if {
	parts[2] == ""
	is_string(words[i + 1])
	not startswith(words[i + 1], "-")
}

has_flag(obj, name, value) if {
	some flag in flags(obj)
	flag.name == name
	flag.value == value
}
