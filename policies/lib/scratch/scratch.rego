# Volumes of the workload under review that go with the pod (emptyDir), and what its containers keep in them.
# Not here: whether one is too large or in memory; hostPath and claims, which outlive the pod.
package tidegate.lib.scratch

import data.tidegate.lib.workload

# {name, volume, path} of every emptyDir that no claim of a StatefulSet takes the place of.
volumes := [found |
	some i, volume in workload.pod_spec.volumes
	is_object(volume.emptyDir)
	not volume.name in claimed
	path := array.concat(workload.pod_spec_path, ["volumes", i])
	found := {"name": volume.name, "volume": volume.emptyDir, "path": path}
]

# A claim template replaces the volume of the same name.
claimed := {claim.metadata.name | some claim in input.object.spec.volumeClaimTemplates}

# Folders at which the containers that run as long as the pod write to the volume.
written_at(name) := {folder(mount.mountPath) |
	some entry in workload.lasting_containers
	some mount in entry.container.volumeMounts
	mount.name == name
	is_string(mount.mountPath)
	not mount.readOnly == true
}

# An init container puts something in before the others start, and so it can again.
filled_at_start(name) if {
	some entry in workload.containers
	entry.class == "init"
	some mount in entry.container.volumeMounts
	mount.name == name
}

# The program whose data belong into one of these folders; of a StatefulSet, whose pods have names so that each finds
# its data again, whatever calls itself data.
data_of(folders) := program if {
	programs := [program | some place in folders; program := data.lib.scratch.data_directories[place]]
	program := programs[0]
} else := workload.title(input.object) if {
	input.object.kind == "StatefulSet"
	some place in folders
	endswith(place, "/data")
}

# What is lost from there nobody misses.
passing(place) if {
	words := {
		"cache",
		"caches",
		"lock",
		"locks",
		"log",
		"logs",
		"pid",
		"pids",
		"run",
		"scratch",
		"shm",
		"sock",
		"socket",
		"sockets",
		"temp",
		"tmp",
	}
	some word in split(replace(replace(replace(lower(place), ".", "/"), "_", "/"), "-", "/"), "/")
	word in words
}

folder(path) := "/" if {
	path == "/"
} else := trim_suffix(path, "/")
