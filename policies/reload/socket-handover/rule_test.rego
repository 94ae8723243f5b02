package tidegate.reload.socket_handover_test

import data.tidegate.reload.socket_handover

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [object.union({"name": "web", "image": "registry.example.com/web:1"}, container)]},
}

verdict(container) := findings if {
	findings := socket_handover.deny with input.object as pod(container)
}

finding(says, tail) := {
	"msg": sprintf(`container "web" hands its sockets to a second process: %s`, [says]),
	"path": array.concat(["spec", "containers", 0], tail),
}

upgrade := "SIGUSR2 asks for an upgrade"

test_variables_of_handovers if {
	verdict({"env": [{"name": "LISTEN_FDS", "value": "1"}]}) == {finding(
		"LISTEN_FDS is for sockets that a parent has opened",
		["env", 0, "value"],
	)}
	every name in ["ENDLESS_CONTINUE", "TABLEFLIP_HAS_PARENT_7DIU3", "OVERSEER_BIN_UPGRADE", "EINHORN_FD_COUNT"] {
		count(verdict({"env": [{"name": name, "value": "1"}]})) == 1
	}
	verdict({"env": [{"name": "GODEBUG", "value": "netdns=go"}]}) == set()
}

test_programs_for_handovers if {
	verdict({"command": ["start_server", "--port", "8080", "--", "/web"]}) == {finding(
		"start_server starts it",
		["command", 0],
	)}
	count(verdict({"command": ["tini", "--", "systemd-socket-activate", "-l", "8080", "/web"]})) == 1
	verdict({"command": ["/web", "start_server"]}) == set()
}

test_a_signal_for_an_upgrade if {
	script := "inotifywait /bin/web && kill -USR2 1"
	verdict({"command": ["sh", "-c", script]}) == {finding(upgrade, ["command", 2])}
	hook := {"preStop": {"exec": {"command": ["sh", "-c", "kill -s SIGUSR2 1; sleep 5"]}}}
	verdict({"lifecycle": hook}) == {finding(upgrade, ["lifecycle", "preStop", "exec", "command"])}
	after := {"postStart": {"exec": {"command": ["kill", "-SIGUSR2", "1"]}}}
	verdict({"lifecycle": after}) == {finding(upgrade, ["lifecycle", "postStart", "exec", "command", 0])}
	probe := {"livenessProbe": {"exec": {"command": ["pkill", "--signal", "USR2", "web"]}}}
	verdict(probe) == {finding(upgrade, ["livenessProbe", "exec", "command"])}
	every name in ["readinessProbe", "startupProbe"] {
		count(verdict({name: {"exec": {"command": ["pkill", "--signal=USR2", "web"]}}})) == 1
	}
}

test_other_signals if {
	every vector in [
		["kill", "-HUP", "1"],
		["kill", "-USR1", "1"],
		["kill", "1", "USR2"],
		["echo", "-USR2"],
		["sh", "-c", "trap reopen USR2; /web"],
		["web", "--on", "kill", "-USR2", "1"],
	] {
		verdict({"command": vector}) == set()
	}
	verdict({"livenessProbe": {"exec": {"command": ["echo", "-USR2"]}}}) == set()
	verdict({"livenessProbe": {"exec": {"command": [7, "${COMMAND}"]}}}) == set()
	verdict({"livenessProbe": {"httpGet": {"path": "/"}}}) == set()
}

# Their first process stays.
test_who_keeps_its_process if {
	reload := {"command": ["sh", "-c", "inotifywait /etc/app && kill -USR2 1"]}
	every image in ["php:8.4-fpm", "haproxy:3.2", "registry.example.com/puma:1"] {
		verdict(object.union(reload, {"image": image})) == set()
	}
	verdict({"command": ["sh", "-c", "inotifywait /etc/app && pkill -USR2 php-fpm"]}) == set()
	stop := {"lifecycle": {"preStop": {"exec": {"command": ["kill", "-USR2", "1"]}}}}
	verdict(object.union(stop, {"name": "haproxy"})) == set()
	count(verdict(object.union(stop, {"image": 7}))) == 1
}

test_one_cause_is_one_finding if {
	count(verdict({
		"command": ["start_server", "--", "/web"],
		"env": [{"name": "SERVER_STARTER_PORT", "value": "8080=3"}],
	})) == 1
}

test_only_what_stays if {
	every fields in [{"command": ["start_server", "--", "/web"]}, {"env": [{"name": "LISTEN_FDS", "value": "1"}]}] {
		init := {"spec": {"initContainers": [object.union({"name": "init"}, fields)]}}
		count(socket_handover.deny) == 0 with input.object as object.union(pod({}), init)
	}
}

test_owned_pods_are_passed_over if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	web := pod({"command": ["start_server", "--", "/web"]})
	count(socket_handover.deny) == 0 with input.object as object.union(web, owned)
}
