# METADATA
# title: No container lets a debugger in
# description: |
#   Whoever reaches a debugger runs any code as the program, reads its memory and stops it; the protocols ask for no
#   password. A program under a debugger also stands still at a breakpoint, with its probes, and often waits for somebody
#   to attach before it starts.
# custom:
#   title_zh: 容器不对调试器开放
#   severity: error
#   applies_to: [workloads, file/compose, file/procfile]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Start the program itself, and take the debugger's options out of the command and out of variables such as
#     JAVA_TOOL_OPTIONS and NODE_OPTIONS. A running pod is debugged with kubectl debug, which adds a container for the
#     time being.
#   remediation_zh: |
#     直接启动程序，并从启动命令以及 JAVA_TOOL_OPTIONS、NODE_OPTIONS 等环境变量中去掉调试选项。需要调试运行中的 Pod 时使用
#     kubectl debug 临时添加调试容器。
#   not_a_problem: |
#     In a namespace for development; name it under development in the configuration. Ephemeral containers, which
#     kubectl debug adds, are there to debug and are not reported.
#   references:
#     - https://github.com/go-delve/delve/blob/master/Documentation/faq.md
#     - https://nodejs.org/en/learn/getting-started/debugging#security-implications
#     - https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/
#   since: 0.1.0
package tidegate.reload.dev_debugger

import data.tidegate.lib.argv
import data.tidegate.lib.dev_tools
import data.tidegate.lib.env
import data.tidegate.lib.image
import data.tidegate.lib.messages
import data.tidegate.lib.workload

deny contains finding if {
	some command in commands
	not workload.is_owned
	finding := {
		"msg": sprintf("%s runs %s", [messages.containers([command.entry.name]), command.text]),
		"path": command.path,
	}
}

# Options that a program takes from its environment.
deny contains finding if {
	some setting in env.settings
	setting.entry.class != "ephemeral"
	says := opened(setting.name, setting.value)
	not setting.entry.path in [command.entry.path | some command in commands]
	not workload.is_owned
	finding := {
		"msg": sprintf("%s has %s: %s", [messages.containers([setting.entry.name]), setting.name, says]),
		"path": setting.path,
	}
}

# Options for what the image starts.
deny contains finding if {
	some entry in workload.containers
	entry.class != "ephemeral"
	argv.uses_entry_point(entry.container)
	not entry.path in [command.entry.path | some command in commands]
	some i, word in entry.container.args
	is_string(word)
	says := option(word)
	not workload.is_owned
	finding := {
		"msg": sprintf("%s is started with %s: %s", [
			messages.containers([entry.name]),
			split(split(word, "=")[0], ":")[0],
			says,
		]),
		"path": array.concat(entry.path, ["args", i]),
	}
}

# An image whose entry point is Delve.
deny contains finding if {
	some entry in workload.containers
	entry.class != "ephemeral"
	image.short_name(entry.container.image) in {"delve", "dlv"}
	argv.uses_entry_point(entry.container)
	not workload.is_owned
	finding := {
		"msg": sprintf("%s runs an image of Delve, a debugger", [messages.containers([entry.name])]),
		"path": array.concat(entry.path, ["image"]),
	}
}

# Compose files and Procfiles are for development as often as not.
deny contains finding if {
	some command in data.tidegate.lib.tool_files.commands
	text := dev_tools.debugger(command)
	finding := {
		"msg": sprintf("%s runs %s", [command.of, text]),
		"severity": "warning",
		"path": command.path,
	}
}

commands := [{"entry": run.entry, "path": run.path, "text": text} |
	some run in argv.runs
	run.entry.class != "ephemeral"
	text := dev_tools.debugger(run)
]

option(word) := "Java lets debuggers in" if {
	dev_tools.is_jdwp(word)
} else := "Node.js lets debuggers in" if {
	split(word, "=")[0] in {"--inspect", "--inspect-brk", "--inspect-wait"}
}

opened(name, value) := "Java lets debuggers in" if {
	lets_java(name, value)
} else := "Node.js lets debuggers in" if {
	name == "NODE_OPTIONS"
	regex.match(`(^|\s)--inspect(-brk|-wait)?(\s|=|$)`, value)
} else := "PHP connects to debuggers" if {
	name == "XDEBUG_MODE"
	contains(value, "debug")
}

lets_java(_, value) if dev_tools.is_jdwp(value)

lets_java(name, value) if {
	name in {"BPL_DEBUG_ENABLED", "JAVA_ENABLE_DEBUG", "JPDA_ENABLED"}
	env.is_on(value)
}
