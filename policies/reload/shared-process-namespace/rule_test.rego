package tidegate.reload.shared_process_namespace_test

import data.tidegate.reload.shared_process_namespace

pod(containers, fields) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"shareProcessNamespace": true, "containers": containers}, fields),
}

verdict(obj) := findings if {
	findings := shared_process_namespace.deny with input as {"object": obj}
}

finding := {
	"msg": `containers "web" and "agent" see and may signal each other's processes, and no program is process 1`,
	"path": ["spec", "shareProcessNamespace"],
}

noted := object.union(finding, {"severity": "info"})

two := [{"name": "web"}, {"name": "agent"}]

test_several_containers if {
	verdict(pod(two, {})) == {finding}
	verdict(pod([{"name": "agent"}], {"initContainers": [{"name": "web", "restartPolicy": "Always"}]})) == {finding}
	deployment := {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "web"},
		"spec": {"template": {"spec": {"shareProcessNamespace": true, "containers": two}}},
	}
	verdict(deployment) == {object.union(finding, {"path": ["spec", "template", "spec", "shareProcessNamespace"]})}
}

test_not_shared if {
	verdict(pod(two, {"shareProcessNamespace": false})) == set()
	verdict(pod(two, {"shareProcessNamespace": "${SHARE}"})) == set()
	verdict(object.remove(pod(two, {}), ["spec"])) == set()
}

test_one_container if {
	only := {{
		"msg": "the program shares its process namespace with the pod and is not process 1",
		"path": ["spec", "shareProcessNamespace"],
	}}
	verdict(pod([{"name": "web"}], {})) == only
	verdict(pod([{"name": "web"}], {"initContainers": [{"name": "seed"}]})) == only
}

test_reloading_by_a_signal_is_noted if {
	every words in [
		["--reload-method=signal", "--process-executable-name=haproxy"],
		["--process-executable-name=haproxy"],
		["sh", "-c", "while inotifywait /etc/app; do pkill -HUP app; done"],
		["kill", "-s", "USR1", "7"],
		["kill", "-1", "7"],
		["sh", "-c", "inotifywait /etc/nginx && nginx -s reload"],
	] {
		verdict(pod([{"name": "web"}, {"name": "agent", "args": words}], {})) == {noted}
		verdict(pod([{"name": "web"}, {"name": "agent", "command": words}], {})) == {noted}
	}
	every words in [["--reload-method=http"], ["kill", "-9", "7"], ["sh", "-c", "pkill app"]] {
		verdict(pod([{"name": "web"}, {"name": "agent", "args": words}], {})) == {finding}
	}
	verdict(pod([{"name": "web"}, {"name": "agent", "args": [7]}], {})) == {finding}
}

test_pods_of_a_controller if {
	owned := {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "controller": true}]}}
	verdict(object.union(pod(two, {}), owned)) == set()
}
