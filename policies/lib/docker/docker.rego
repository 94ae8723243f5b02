# Docker daemons inside of pods, and the MTU that they are told. Not here: what the pods' own network carries.
package tidegate.lib.docker

import data.tidegate.lib.workload

# Containers of the workload under review that run a Docker daemon of their own.
daemons := [entry | some entry in workload.containers; runs_daemon(entry.container)]

# Told from the image, where nothing else is started in it, or from what is started.
runs_daemon(container) if {
	is_daemon_image(container.image)
	not container.command
	not starts_another(container)
}

runs_daemon(container) if {
	parts := split(concat("\n", words(container)), "dockerd")
	some i, after in parts
	regex.match(`(^|[\s;|&"'()/])$`, parts[i - 1])
	regex.match(`^(-entrypoint\.sh|-rootless\.sh)?($|[\s;|&"'()])`, after)
}

# docker:dind and its tags, and images that are named after it.
is_daemon_image(image) if {
	is_string(image)
	parts := split(split(image, "@")[0], "/")
	contains(parts[count(parts) - 1], "dind")
}

# Arguments of the daemon are flags; anything else replaces it.
starts_another(container) if {
	first := container.args[0]
	is_string(first)
	not startswith(first, "-")
}

words(container) := [word |
	some list in ["command", "args"]
	some word in container[list]
	is_string(word)
]

# The MTU of its bridge, and whether somebody said so (else it is Docker's default). Undefined where it is said in a
# place that is not known here, or there is no bridge.
mtu(container) := {"value": value, "said": true} if {
	value := min(numbers(container))
} else := {"value": 1500, "said": false} if {
	not is_said_elsewhere(container)
}

# The numbers in flags, variables and files.
numbers(container) := union({
	{to_number(match[2]) |
		some text in texts(container)
		some match in regex.find_all_string_submatch_n(`(--mtu[=\s]|driver\.mtu=)\s*["']?([0-9]{2,5})\b`, text, -1)
	},
	{to_number(env.value) |
		some env in variables(container)
		env.name in mtu_variables
		is_string(env.value)
		regex.match(`^[0-9]{2,5}$`, env.value)
	},
	{value |
		some file in files(container)
		some value in configured(file.content)
	},
})

# The images of runners write them into the configuration of the daemon that they start.
mtu_variables := {"DOCKERD_ROOTLESS_ROOTLESSKIT_MTU", "DOCKER_MTU", "MTU"}

texts(container) := array.concat(
	[concat(" ", words(container))],
	[env.value | some env in variables(container); is_string(env.value)],
)

variables(container) := [env | some env in container.env]

configured(content) := {number |
	is_string(content)
	json.is_valid(content)
	settings := json.unmarshal(content)
	some path in [["mtu"], ["default-network-opts", "bridge", "com.docker.network.driver.mtu"]]
	value := object.get(settings, path, 0)
	number := to_number(value)
	number > 0
}

# daemon.json as a ConfigMap of the scope has it; content is null where that is not known.
files(container) := [{"content": content_of(mount)} |
	is_array(container.volumeMounts)
	some mount in container.volumeMounts
	startswith(mount.mountPath, "/etc/docker")
]

content_of(mount) := content if {
	some volume in data.tidegate.lib.workload.pod_spec.volumes
	volume.name == mount.name
	data_of := input.inventory.ConfigMap[data.tidegate.lib.workload.namespace][volume.configMap.name].data
	content := data_of[object.get(mount, "subPath", "daemon.json")]
} else := null

is_said_elsewhere(container) if {
	some text in texts(container)
	regex.match(`--mtu|driver\.mtu|daemon\.json|--config-file|(--bridge|-b)[=\s]none`, text)
}

is_said_elsewhere(container) if {
	some env in variables(container)
	env.name in mtu_variables
}

is_said_elsewhere(container) if {
	some file in files(container)
	file.content == null
}

# Runners of actions-runner-controller, which adds the daemon itself: {path, bridge}.
runners := [place |
	path := runner_paths[workload.kind]
	spec := object.get(input.object, path, null)
	is_object(spec)
	has_daemon(spec)
	bridge := told_runner(spec)
	place := {"path": path, "bridge": bridge}
]

runner_paths := {
	"actions.summerwind.dev/Runner": ["spec"],
	"actions.summerwind.dev/RunnerDeployment": ["spec", "template", "spec"],
	"actions.summerwind.dev/RunnerSet": ["spec"],
}

# In a container beside the runner unless that is switched off, or in the runner.
has_daemon(spec) if not spec.dockerEnabled == false

has_daemon(spec) if spec.dockerdWithinRunnerContainer == true

told_runner(spec) := {"value": spec.dockerMTU, "said": true} if {
	is_number(spec.dockerMTU)
} else := {"value": 1500, "said": false} if {
	not spec.dockerMTU
}
