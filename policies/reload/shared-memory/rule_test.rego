package tidegate.reload.shared_memory_test

import data.tidegate.reload.shared_memory

pod(spec) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": spec,
}

verdict(obj) := findings if {
	findings := shared_memory.deny with input as {"object": obj}
}

of_node := {
	"msg": "the pod shares memory with all other processes of its node that do so, and leaves its segments behind",
	"path": ["spec", "hostIPC"],
}

test_ipc_of_the_node if {
	verdict(pod({"hostIPC": true, "containers": [{"name": "web"}]})) == {of_node}
	verdict(pod({"hostIPC": false, "containers": [{"name": "web"}]})) == set()
	verdict(pod({"hostIPC": "${IPC}", "containers": [{"name": "web"}]})) == set()
}

on_node(path, mount) := pod({
	"containers": [{"name": "web", "volumeMounts": [object.union({"name": "shm", "mountPath": "/dev/shm"}, mount)]}],
	"volumes": [{"name": "other"}, {"name": "shm", "hostPath": {"path": path}}],
})

test_memory_of_the_node if {
	every path in ["/dev/shm", "/dev/shm/", "/dev/shm/app"] {
		verdict(on_node(path, {})) == {{
			"msg": sprintf(`memory of the node in %q is written by container "web" and lasts when the pod is gone`, [path]),
			"path": ["spec", "volumes", 1, "hostPath", "path"],
		}}
	}
	every path in ["/dev/shmem", "/mnt/dev/shm", "/dev", 7] { verdict(on_node(path, {})) == set() }
	verdict(on_node("/dev/shm", {"readOnly": true})) == set()
	verdict(on_node("/dev/shm", {"name": "other"})) == set()
}

# A pod with a memory volume and one mount in each of two containers.
memory(volume, one, other) := pod({
	"containers": [
		{"name": "web", "volumeMounts": [object.union({"name": "ring", "mountPath": "/ring"}, one)]},
		{"name": "agent", "volumeMounts": [object.union({"name": "ring", "mountPath": "/in"}, other)]},
	],
	"volumes": [object.union({"name": "ring", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}}, volume)],
})

shared := {
	"msg": concat(" ", [
		`memory volume "ring" is written by containers "web" and "agent":`,
		"what one leaves behind, the others go on with",
	]),
	"path": ["spec", "volumes", 0, "emptyDir", "medium"],
}

test_two_containers_write if {
	verdict(memory({}, {}, {})) == {shared}
	verdict(memory({}, {"readOnly": false}, {})) == {shared}
	verdict(memory({"emptyDir": {"medium": "HugePages-2Mi"}}, {}, {})) == {shared}
}

test_no_memory if {
	verdict(memory({"emptyDir": {"medium": ""}}, {}, {})) == set()
	verdict(memory({"emptyDir": {"medium": "Memory2"}}, {}, {})) == set()
	verdict(memory({"emptyDir": {"medium": "${MEDIUM}"}}, {}, {})) == set()
	verdict(memory({"emptyDir": {"medium": 7}}, {}, {})) == set()
}

test_one_container_writes if {
	verdict(memory({}, {"readOnly": true}, {})) == set()
	verdict(memory({}, {}, {"readOnly": true})) == set()
	verdict(memory({}, {}, {"name": "other"})) == set()
	twice := {"name": "web", "volumeMounts": [{"name": "ring", "mountPath": "/a"}, {"name": "ring", "mountPath": "/b"}]}
	verdict(pod({
		"containers": [twice],
		"volumes": [{"name": "ring", "emptyDir": {"medium": "Memory"}}],
	})) == set()
}

filled(restart) := pod({
	"initContainers": [object.union({"name": "web", "volumeMounts": [{"name": "ring", "mountPath": "/r"}]}, restart)],
	"containers": [{"name": "agent", "volumeMounts": [{"name": "ring", "mountPath": "/r"}]}],
	"volumes": [{"name": "ring", "emptyDir": {"medium": "Memory"}}],
})

test_init_containers_are_gone if {
	verdict(filled({})) == set()
	verdict(filled({"restartPolicy": "Always"})) == {shared}
}

test_parts_of_the_volume if {
	verdict(memory({}, {"subPath": "web"}, {"subPath": "agent"})) == set()
	verdict(memory({}, {"subPath": "web"}, {"subPath": "web2"})) == set()
	verdict(memory({}, {"subPathExpr": "$(A)"}, {"subPathExpr": "$(B)"})) == set()
	verdict(memory({}, {"subPath": "web"}, {"subPath": "web/"})) == {shared}
	verdict(memory({}, {"subPath": "web/a"}, {"subPath": "web"})) == {shared}
	verdict(memory({}, {"subPath": "web"}, {"subPath": "web/a"})) == {shared}
	verdict(memory({}, {"subPath": "web"}, {})) == {shared}
	verdict(memory({}, {"subPath": ""}, {"subPath": "web"})) == {shared}
	verdict(memory({}, {"subPath": 7}, {"subPath": "web"})) == {shared}
}

test_only_the_containers_that_meet_are_named if {
	third := {"name": "third", "volumeMounts": [{"name": "ring", "mountPath": "/r", "subPath": "own"}]}
	base := memory({}, {"subPath": "both"}, {"subPath": "both"})
	obj := object.union(base, {"spec": {"containers": array.concat(base.spec.containers, [third])}})
	verdict(obj) == {shared}
}

test_odd_values if {
	verdict(memory({}, {"mountPath": 7}, {})) == set()
	verdict(memory({"name": 7}, {"name": 7}, {"name": 7})) == set()
}

test_sockets if {
	verdict(memory({}, {"mountPath": "/run/app.sock.d"}, {"mountPath": "/var/run/sockets"})) == set()
	verdict(memory({}, {"mountPath": "/run/app.sock.d"}, {})) == {shared}
	verdict(memory({}, {"mountPath": "/socks5"}, {"mountPath": "/socks5"})) == {shared}
	every name in ["api-socket", "sock", "Sockets"] {
		verdict(memory({"name": name}, {"name": name}, {"name": name})) == set()
	}
}

test_pods_of_a_controller if {
	owned := {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "controller": true}]}}
	verdict(object.union(memory({}, {}, {}), owned)) == set()
	verdict(object.union(pod({"hostIPC": true, "containers": [{"name": "web"}]}), owned)) == set()
	verdict(object.union(on_node("/dev/shm", {}), owned)) == set()
}
