package tidegate.shutdown.pre_stop_tcp_socket_test

import data.tidegate.shutdown.pre_stop_tcp_socket

verdict(lifecycle) := findings if {
	container := {"name": "web", "lifecycle": lifecycle}
	findings := pre_stop_tcp_socket.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": {"containers": [container]},
	}
}

test_pre_stop if {
	verdict({"preStop": {"tcpSocket": {"port": 8080}}}) == {{
		"msg": concat(" ", [
			`preStop of container "web" is a tcpSocket, which the kubelet cannot carry out:`,
			"nothing happens before the container stops",
		]),
		"path": ["spec", "containers", 0, "lifecycle", "preStop", "tcpSocket"],
	}}
}

# By the kubelet's own handler runner: an unknown handler is an error, and a postStart error kills the container.
test_post_start if {
	verdict({"postStart": {"tcpSocket": {"port": 8080}}}) == {{
		"msg": concat(" ", [
			`postStart of container "web" is a tcpSocket, which the kubelet cannot carry out:`,
			"the container is killed each time it has started",
		]),
		"path": ["spec", "containers", 0, "lifecycle", "postStart", "tcpSocket"],
	}}
}

test_other_handlers if {
	every handler in [{"sleep": {"seconds": 5}}, {"httpGet": {"port": 80}}, {"exec": {"command": ["true"]}}, "${HOOK}"] {
		verdict({"preStop": handler}) == set()
	}
}
