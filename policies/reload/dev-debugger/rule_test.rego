package tidegate.reload.dev_debugger_test

import data.tidegate.reload.dev_debugger

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [object.union({"name": "web"}, container)]},
}

verdict(container) := findings if {
	findings := dev_debugger.deny with input.object as pod(container)
}

finding(text, tail) := {
	"msg": sprintf(`container "web" %s`, [text]),
	"path": array.concat(["spec", "containers", 0], tail),
}

test_debuggers_wherever_they_stand if {
	verdict({"command": ["dlv", "exec", "./web", "--headless"]}) == {finding("runs dlv exec", ["command", 0])}
	verdict({"command": ["sh", "-c"], "args": ["exec node --inspect=0.0.0.0 a.js"]}) == {finding(
		"runs node with --inspect",
		["args", 0],
	)}
	verdict({"args": ["tini", "--", "gdbserver", ":1234", "./web"]}) == {finding("runs gdbserver", ["args", 2])}
	verdict({"command": ["java", "-agentlib:jdwp=address=*:5005", "-jar", "a.jar"]}) == {finding(
		"runs Java with JDWP",
		["command", 0],
	)}
	verdict({"lifecycle": {"postStart": {"exec": {"command": ["dlv", "attach", "1"]}}}}) == {finding(
		"runs dlv attach",
		["lifecycle", "postStart", "exec", "command", 0],
	)}
}

test_programs_are_no_debuggers if {
	every vector in [["./web", "--debug"], ["node", "a.js", "--inspect"], ["java", "-jar", "a.jar"], ["echo", "dlv"]] {
		verdict({"command": vector}) == set()
	}
	verdict({}) == set()
}

test_options_from_the_environment if {
	every name, value in {
		"BPL_DEBUG_ENABLED": "true",
		"CATALINA_OPTS": "-Xmx1g -agentlib:jdwp=transport=dt_socket,address=localhost:5005",
		"JAVA_ENABLE_DEBUG": "true",
		"JAVA_TOOL_OPTIONS": "-Xrunjdwp:transport=dt_socket",
		"JPDA_ENABLED": "1",
		"NODE_OPTIONS": "--max-old-space-size=512 --inspect=0.0.0.0:9229",
		"XDEBUG_MODE": "develop,debug",
	} {
		found := verdict({"env": [{"name": name, "value": value}]})
		[f.path | some f in found] == [["spec", "containers", 0, "env", 0, "value"]]
	}
	verdict({"env": [{"name": "NODE_OPTIONS", "value": "--inspect-brk"}]}) == {finding(
		"has NODE_OPTIONS: Node.js lets debuggers in",
		["env", 0, "value"],
	)}
	count(verdict({"env": [{"name": "NODE_OPTIONS", "value": "--inspect -agentlib:jdwp=x"}]})) == 1
	verdict({"env": [{"name": "JPDA_ENABLED", "value": "yes"}]}) == {finding(
		"has JPDA_ENABLED: Java lets debuggers in",
		["env", 0, "value"],
	)}
	verdict({"env": [{"name": "XDEBUG_MODE", "value": "debug"}]}) == {finding(
		"has XDEBUG_MODE: PHP connects to debuggers",
		["env", 0, "value"],
	)}
	verdict({"env": [{"name": "JDK_JAVA_OPTIONS", "value": "-agentlib:jdwp=server=y"}]}) == {finding(
		"has JDK_JAVA_OPTIONS: Java lets debuggers in",
		["env", 0, "value"],
	)}
}

test_other_values_let_nobody_in if {
	every name, value in {
		"BPL_DEBUG_ENABLED": "false",
		"JAVA_ENABLE_DEBUG": "${DEBUG}",
		"JAVA_OPTS": "-Djdwp=off",
		"NODE_OPTIONS": "--inspect-port=9229",
		"JPDA_ENABLED": "",
		"XDEBUG_MODE": "off",
		"GUNICORN_CMD_ARGS": "--inspect",
		"FLASK_ENV": "debug",
		"SPRING_DEVTOOLS_RESTART_ENABLED": "true",
	} {
		verdict({"env": [{"name": name, "value": value}]}) == set()
	}
}

test_options_for_what_the_image_starts if {
	verdict({"args": ["-agentlib:jdwp=transport=dt_socket,address=*:5005", "-jar", "a.jar"]}) == {finding(
		"is started with -agentlib: Java lets debuggers in",
		["args", 0],
	)}
	verdict({"args": ["--inspect=0.0.0.0:9229", "a.js"]}) == {finding(
		"is started with --inspect: Node.js lets debuggers in",
		["args", 0],
	)}
	verdict({"args": ["--inspection", "jdwp", 7]}) == set()
	verdict({"image": 7}) == set()
	verdict({"command": ["web"], "args": ["--inspect"]}) == set()
	count(verdict({"args": ["java", "-agentlib:jdwp=x", "-jar", "a.jar"]})) == 1
}

test_the_image_of_delve if {
	verdict({"image": "registry.example.com/delve:1.25"}) == {finding("runs an image of Delve, a debugger", ["image"])}
	verdict({"image": "registry.example.com/dlv@sha256:1"}) != set()
	verdict({"image": "registry.example.com/delve:1.25", "command": ["web"]}) == set()
	verdict({"image": "registry.example.com/delve-docs:1"}) == set()
}

test_one_cause_is_one_finding if {
	count(verdict({
		"command": ["java", "-agentlib:jdwp=x", "-jar", "a.jar"],
		"env": [{"name": "JAVA_OPTS", "value": "-agentlib:jdwp=x"}],
	})) == 1
}

test_init_containers_and_sidecars_too if {
	init := {"spec": {"initContainers": [{"name": "init", "command": ["dlv", "exec", "./init"]}]}}
	count(dev_debugger.deny) == 1 with input.object as object.union(pod({}), init)
}

# That is what they are for.
test_ephemeral_containers_are_passed_over if {
	every container in [
		{"command": ["gdb", "-p", "1"]},
		{"env": [{"name": "NODE_OPTIONS", "value": "--inspect"}]},
		{"image": "delve"},
		{"args": ["--inspect"]},
	] {
		ephemeral := {"spec": {"ephemeralContainers": [object.union({"name": "debug"}, container)]}}
		count(dev_debugger.deny) == 0 with input.object as object.union(pod({}), ephemeral)
	}
}

test_owned_pods_are_passed_over if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	every container in [
		{"command": ["dlv", "exec", "./web"]},
		{"env": [{"name": "NODE_OPTIONS", "value": "--inspect"}]},
		{"image": "delve"},
		{"args": ["--inspect"]},
	] {
		count(dev_debugger.deny) == 0 with input.object as object.union(pod(container), owned)
	}
}

compose(command) := {
	"path": "compose.yaml",
	"format": "compose",
	"document": {"services": {"web": {"command": command}}},
}

test_services_and_processes if {
	dev_debugger.deny == {{
		"msg": `service "web" runs dlv exec`,
		"severity": "warning",
		"path": ["services", "web", "command"],
	}} with input.file as compose("dlv exec ./app") with input.object as null
	procfile := {"path": "Procfile", "format": "procfile", "document": {"web": "exec dlv exec ./app"}}
	count(dev_debugger.deny) == 1 with input.file as procfile with input.object as null
	count(dev_debugger.deny) == 0 with input.file as compose("./app exec") with input.object as null
}
