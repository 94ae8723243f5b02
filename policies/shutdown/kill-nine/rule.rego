# METADATA
# title: Nothing in a pod kills its own processes
# description: |
#   SIGKILL ends a process before it can finish a request, write its data or let go of a lock. A hook or a probe that
#   sends it takes away what the grace period is there for, and the first process of a container does not even notice
#   it when it comes from inside.
# custom:
#   title_zh: Pod 内不强行杀死自己的进程
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [ConfigMap]
#   absence: false
#   params: {}
#   remediation: |
#     Send SIGTERM (kill without a number) and let the kubelet kill what is still there when the grace period is over.
#     In a probe, exit with a code other than 0: the kubelet then restarts the container with its grace period.
#   remediation_zh: |
#     改发 SIGTERM（不带信号编号的 kill），宽限期结束后仍未退出的进程由 kubelet 杀死。在探针中以非 0 状态退出即可，
#     kubelet 会按宽限期重启容器。
#   not_a_problem: |
#     When the process that is killed holds nothing, a helper that hangs for instance. A script that asks with another
#     signal first and kills what is left is not reported. Scripts in ConfigMaps are a warning, for what leads to that
#     line is not known.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#     - https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
#   since: 0.1.0
package tidegate.shutdown.kill_nine

import data.tidegate.lib.messages
import data.tidegate.lib.shell
import data.tidegate.lib.workload

# What the hooks and probes run.
deny contains finding if {
	some run in handlers
	shell.kills(run.words)
	finding := {
		"msg": sprintf("%s of %s sends SIGKILL", [run.name, messages.containers([run.entry.name])]),
		"path": run.path,
	}
}

# Scripts of a mounted ConfigMap that hooks, probes or the container itself run.
deny contains finding if {
	some entry in workload.lasting_containers
	some file in files(entry.container)
	some run in runs
	run.entry.path == entry.path
	shell.mentions(run.words, file.path)
	configmap := input.inventory.ConfigMap[workload.namespace][file.configmap]
	shell.kills([configmap.data[file.key]])
	finding := {
		"msg": sprintf("%s of %s runs %s, a script that sends SIGKILL", [
			run.name,
			messages.containers([run.entry.name]),
			file.path,
		]),
		"severity": "warning",
		"path": run.path,
		"key": file.path,
		"related": [{"object": workload.identity(configmap, workload.namespace), "path": ["data", file.key]}],
	}
}

runs := array.concat(handlers, commands)

handlers := array.concat(hooks, probes)

hooks := [run |
	some entry in workload.lasting_containers
	some name in ["preStop", "postStart"]
	words := entry.container.lifecycle[name].exec.command
	run := run_of(entry, name, ["lifecycle", name, "exec", "command"], words)
]

probes := [run |
	some entry in workload.lasting_containers
	some name in ["livenessProbe", "readinessProbe", "startupProbe"]
	words := entry.container[name].exec.command
	run := run_of(entry, name, [name, "exec", "command"], words)
]

commands := [run |
	some entry in workload.lasting_containers
	some name in ["command", "args"]
	words := entry.container[name]
	run := run_of(entry, name, [name], words)
]

run_of(entry, name, keys, words) := {
	"entry": entry,
	"name": name,
	"words": words,
	"path": array.concat(entry.path, keys),
}

# The files that a container sees of ConfigMaps: {path, configmap, key}.
files(container) := {file |
	some mount in container.volumeMounts
	some source in sources
	source.volume == mount.name
	some entry in entries(source.configmap)
	file := {"path": place(mount, entry.path), "configmap": source.configmap.name, "key": entry.key}
}

# What the volumes of the pod hold of ConfigMaps.
sources := [{"volume": volume.name, "configmap": configmap} |
	some volume in data.tidegate.lib.workload.pod_spec.volumes
	some configmap in array.concat(
		[whole | whole := volume.configMap],
		[part.configMap | some part in volume.projected.sources],
	)
]

# With items only those keys are there, under the paths that they are given.
entries(source) := [{"key": item.key, "path": item.path} | some item in source.items] if {
	is_array(source.items)
} else := [{"key": key, "path": key} |
	some key, _ in input.inventory.ConfigMap[data.tidegate.lib.workload.namespace][source.name].data
]

place(mount, path) := mount.mountPath if {
	mount.subPath == path
}

place(mount, path) := sprintf("%s/%v", [trim_suffix(sprintf("%v", [mount.mountPath]), "/"), path]) if {
	not mount.subPath
}
