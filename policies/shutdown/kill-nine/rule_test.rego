package tidegate.shutdown.kill_nine_test

import data.tidegate.shutdown.kill_nine

verdict(spec, configmaps) := findings if {
	findings := kill_nine.deny with input as {
		"object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "shop"}, "spec": spec},
		"inventory": {"ConfigMap": {"shop": configmaps}},
	}
}

web(fields) := {"containers": [object.union({"name": "web"}, fields)]}

kill := {"exec": {"command": ["sh", "-c", "pkill -9 web"]}}

at(tail) := array.concat(["spec", "containers", 0], tail)

test_hooks if {
	verdict(web({"lifecycle": {"preStop": kill}}), {}) == {{
		"msg": `preStop of container "web" sends SIGKILL`,
		"path": at(["lifecycle", "preStop", "exec", "command"]),
	}}
	verdict(web({"lifecycle": {"postStart": kill}}), {}) == {{
		"msg": `postStart of container "web" sends SIGKILL`,
		"path": at(["lifecycle", "postStart", "exec", "command"]),
	}}
}

test_probes if {
	every name in ["livenessProbe", "readinessProbe", "startupProbe"] {
		verdict(web({name: kill}), {}) == {{
			"msg": sprintf(`%s of container "web" sends SIGKILL`, [name]),
			"path": at([name, "exec", "command"]),
		}}
	}
}

# What a program does while it runs, with its own children say, is its own affair.
test_the_command_itself_may if {
	verdict(web({"command": ["sh", "-c", "pkill -9 stale; exec web"]}), {}) == set()
}

test_milder_hooks if {
	verdict(web({"lifecycle": {"preStop": {"exec": {"command": ["kill", "1"]}}}}), {}) == set()
	verdict(web({"lifecycle": {"preStop": {"exec": {"command": "${COMMAND}"}}}}), {}) == set()
	verdict(web({"lifecycle": {"preStop": {"sleep": {"seconds": 5}}}}), {}) == set()
}

scripts := {"scripts": {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "scripts", "namespace": "shop"},
	"data": {"stop.sh": "#!/bin/sh\nkill -9 1\n", "start.sh": "exec web"},
}}

mounted(mount, source, argv) := object.union(
	web({"command": argv, "volumeMounts": [object.union({"name": "s"}, mount)]}),
	{"volumes": [object.union({"name": "s"}, source), {"name": "t", "configMap": {"name": "other"}}]},
)

whole := {"configMap": {"name": "scripts"}}

warning(name, file) := {
	"msg": sprintf(`%s of container "web" runs %s, a script that sends SIGKILL`, [name, file]),
	"severity": "warning",
	"path": at([name]),
	"key": file,
	"related": [{
		"object": {"kind": "ConfigMap", "namespace": "shop", "name": "scripts"},
		"path": ["data", "stop.sh"],
	}],
}

test_a_script_of_a_mounted_configmap if {
	verdict(mounted({"mountPath": "/scripts"}, whole, ["/scripts/stop.sh"]), scripts) == {warning("command", "/scripts/stop.sh")}
	verdict(mounted({"mountPath": "/scripts/"}, whole, ["sh", "-c", ". /scripts/stop.sh; web"]), scripts) == {warning(
		"command",
		"/scripts/stop.sh",
	)}
}

test_a_script_that_a_hook_runs if {
	hook := {"lifecycle": {"preStop": {"exec": {"command": ["/scripts/stop.sh"]}}}}
	spec := {
		"containers": [object.union({"name": "web", "volumeMounts": [{"name": "s", "mountPath": "/scripts"}]}, hook)],
		"volumes": [{"name": "s", "configMap": {"name": "scripts"}}],
	}
	[[finding.msg, finding.path] | some finding in verdict(spec, scripts)] == [[
		`preStop of container "web" runs /scripts/stop.sh, a script that sends SIGKILL`,
		at(["lifecycle", "preStop", "exec", "command"]),
	]]
}

test_a_script_in_args if {
	spec := object.union(mounted({"mountPath": "/scripts"}, whole, ["sh"]), {"containers": [{
		"name": "web",
		"args": ["/scripts/stop.sh"],
		"volumeMounts": [{"name": "s", "mountPath": "/scripts"}],
	}]})
	verdict(spec, scripts) == {warning("args", "/scripts/stop.sh")}
}

test_items_give_other_paths if {
	items := {"configMap": {"name": "scripts", "items": [{"key": "stop.sh", "path": "bin/end"}]}}
	verdict(mounted({"mountPath": "/s"}, items, ["/s/bin/end"]), scripts) == {warning("command", "/s/bin/end")}
	verdict(mounted({"mountPath": "/s"}, items, ["/s/stop.sh"]), scripts) == set()
}

test_a_projected_volume_and_a_single_file if {
	projected := {"projected": {"sources": [{"secret": {"name": "x"}}, whole]}}
	verdict(mounted({"mountPath": "/s"}, projected, ["/s/stop.sh"]), scripts) == {warning("command", "/s/stop.sh")}
	verdict(mounted({"mountPath": "/end", "subPath": "stop.sh"}, whole, ["/end"]), scripts) == {warning("command", "/end")}
	verdict(mounted({"mountPath": "/end", "subPath": "start.sh"}, whole, ["/end"]), scripts) == set()
	verdict(mounted({"mountPath": "/s", "subPath": "start.sh"}, whole, ["/s/stop.sh"]), scripts) == set()
}

test_scripts_that_are_harmless_not_run_or_not_known if {
	verdict(mounted({"mountPath": "/scripts"}, whole, ["/scripts/start.sh"]), scripts) == set()
	verdict(mounted({"mountPath": "/scripts"}, whole, ["web"]), scripts) == set()
	verdict(mounted({"mountPath": "/scripts"}, whole, ["/scripts/stop.sh"]), {}) == set()
	verdict(mounted({"mountPath": "/scripts"}, {"secret": {"secretName": "scripts"}}, ["/scripts/stop.sh"]), scripts) == set()
	verdict(mounted({"name": "t", "mountPath": "/scripts"}, whole, ["/scripts/stop.sh"]), scripts) == set()
	verdict(mounted({"mountPath": "/scripts"}, whole, "${COMMAND}"), scripts) == set()
	verdict(web({"command": ["/scripts/stop.sh"], "volumeMounts": "${MOUNTS}"}), scripts) == set()
}

# Each container sees its own folders.
test_a_script_of_another_container if {
	spec := mounted({"mountPath": "/scripts"}, {"configMap": {"name": "scripts"}}, ["web"])
	beside := {"name": "log", "command": ["/scripts/stop.sh"]}
	verdict(object.union(spec, {"containers": array.concat(spec.containers, [beside])}), scripts) == set()
}
