# METADATA
# title: Memory belongs to one container
# description: |
#   Memory that two programs write to outlives the one that stops: after a restart or a reload the new process finds
#   locks, half-written records and pointers of a process that is gone. In the node's IPC namespace or in its /dev/shm
#   that holds between pods too, and segments that nobody removes stay until the node is rebooted.
# custom:
#   title_zh: 内存只归一个容器使用
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Let one container write and mount the volume with readOnly in the others, give each its own subPath, or pass data
#     through a socket. Take hostIPC away; an emptyDir with medium Memory at /dev/shm gives a pod shared memory of its
#     own.
#   remediation_zh: |
#     只让一个容器写入，其他容器以 readOnly 挂载；或为每个容器使用各自的 subPath；或改用套接字传递数据。去掉 hostIPC；
#     需要共享内存时，在 /dev/shm 挂载 medium 为 Memory 的 emptyDir。
#   not_a_problem: |
#     When the programs are written for it and put the memory in order themselves when one of them comes up again, as
#     media drivers and databases of several processes do. Volumes for sockets, and containers that mount different
#     subPaths, are not reported; init containers are gone before the others start.
#   references:
#     - https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   since: 0.1.0
package tidegate.reload.shared_memory

import data.tidegate.lib.messages
import data.tidegate.lib.workload

deny contains finding if {
	workload.pod_spec.hostIPC == true
	not workload.is_owned
	finding := {
		"msg": "the pod shares memory with all other processes of its node that do so, and leaves its segments behind",
		"path": array.concat(workload.pod_spec_path, ["hostIPC"]),
	}
}

deny contains finding if {
	some i, volume in workload.pod_spec.volumes
	is_string(volume.hostPath.path)
	startswith(concat("", [volume.hostPath.path, "/"]), "/dev/shm/")
	not workload.is_owned
	names := named({mount.container | some mount in written(volume.name)})
	finding := {
		"msg": sprintf("memory of the node in %q is written by %s and lasts when the pod is gone", [
			volume.hostPath.path,
			messages.containers(names),
		]),
		"path": array.concat(workload.pod_spec_path, ["volumes", i, "hostPath", "path"]),
	}
}

deny contains finding if {
	some volume in data.tidegate.lib.scratch.volumes
	is_memory(volume.volume.medium)
	is_string(volume.name)
	not workload.is_owned
	mounts := written(volume.name)
	names := named({mount.container | some mount in mounts; some other in mounts; meet(mount, other)})
	not is_for_sockets(volume.name, mounts)
	finding := {
		"msg": sprintf("memory volume %q is written by %s: what one leaves behind, the others go on with", [
			volume.name,
			messages.containers(names),
		]),
		"path": array.concat(volume.path, ["emptyDir", "medium"]),
	}
}

is_memory(medium) if medium == "Memory"

is_memory(medium) if {
	is_string(medium)
	startswith(medium, "HugePages")
}

# Where containers that last may write to a volume: {container, folder, at}.
written(name) := [mount |
	some entry in workload.lasting_containers
	some item in entry.container.volumeMounts
	item.name == name
	not item.readOnly == true
	is_string(item.mountPath)
	mount := {"container": entry.name, "folder": folder(item), "at": item.mountPath}
]

# Different containers at the same files of the volume.
meet(one, other) if {
	one.container != other.container
	startswith(one.folder, other.folder)
}

meet(one, other) if {
	one.container != other.container
	startswith(other.folder, one.folder)
}

# "/" for the whole volume, "/a/b/" for a part.
folder(mount) := sprintf("/%s/", [trim(part, "/")]) if {
	some field in ["subPath", "subPathExpr"]
	part := mount[field]
	is_string(part)
	trim(part, "/") != ""
} else := "/"

# In the order of the manifest.
named(containers) := [entry.name | some entry in workload.lasting_containers; entry.name in containers]

# A socket is no memory that is shared.
is_for_sockets(name, _) if is_socket(name)

is_for_sockets(_, mounts) if {
	every mount in mounts { is_socket(mount.at) }
}

is_socket(text) if regex.match(`(?i)(^|[^a-z])socks?($|[^a-z0-9])|socket`, text)
