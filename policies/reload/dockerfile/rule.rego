# METADATA
# title: An image starts its program itself and is stopped by a signal that the program sees
# description: |
#   A reloader or debugger that an image starts, or only holds, comes along to every place that runs the image. With
#   ENTRYPOINT as a line for a shell, the arguments of a manifest are dropped, and mostly SIGTERM ends at the shell: the
#   program is killed in the middle of its work when the grace period is over. So it is with SIGKILL as signal to stop.
# custom:
#   title_zh: 镜像直接启动程序，并用程序能处理的信号停止
#   severity: warning
#   applies_to: [file/dockerfile, file/compose]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Write ENTRYPOINT and CMD as JSON lists that name the built program, start the last command of a script with exec,
#     and leave STOPSIGNAL at SIGTERM or at the signal that the program ends on. Keep reloaders and debuggers in a stage
#     of their own before the last one.
#   remediation_zh: |
#     ENTRYPOINT 与 CMD 使用 JSON 数组形式并直接写出编译好的程序；脚本的最后一条命令前加 exec；STOPSIGNAL 保持 SIGTERM，
#     或使用程序会据以退出的信号。热重载与调试工具放到最后一个阶段之前的独立阶段。
#   not_a_problem: |
#     In an image for development: name the file under development in the configuration, or say it in the name
#     (Dockerfile.dev, a last stage called dev). Stages that only hand files on with COPY --from are not looked at. A
#     shell whose script says exec, sets a trap or, for CMD, is a single command is not reported.
#   references:
#     - https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example
#     - https://docs.docker.com/reference/build-checks/json-args-recommended/
#     - https://docs.docker.com/reference/dockerfile/#stopsignal
#   since: 0.1.0
package tidegate.reload.dockerfile

import data.tidegate.lib.dev_tools
import data.tidegate.lib.shell
import data.tidegate.lib.tool_files

deny contains finding if {
	input.file.format == "dockerfile"
	not tool_files.is_for_development
	some finding in found
}

deny contains finding if {
	not tool_files.is_for_development
	some name, service in input.file.document.services
	some key, says in stopped(service)
	finding := {"msg": sprintf("service %q %s", [name, says]), "path": ["services", name, key]}
}

found contains {"msg": sprintf("the image runs %s", [text]), "path": command.path} if {
	some command in tool_files.commands
	text := tool(command)
}

# What it starts anyway, or the only sign of a tool that it has.
found contains {"msg": sprintf("the image holds %s", [says]), "path": [instruction.at, "Value"]} if {
	not starts_tool
	some instruction in tool_files.final
	says := held(instruction)
}

found contains {"msg": sprintf("the image sets %s: %s", [name, says]), "path": [instruction.at, "Value", i + 1]} if {
	some instruction in tool_files.final
	instruction.Cmd == "env"
	some i, name in instruction.Value
	says := switched_on(name, trim(instruction.Value[i + 1], `"'`))
}

found contains {"msg": sprintf("the image is built with %s", [says]), "path": [instruction.at, "Value", i]} if {
	some instruction in tool_files.final
	instruction.Cmd == "run"
	some i, text in instruction.Value
	says := debug_flag(text)
}

found contains {"msg": says, "path": [instruction.at, "Value", 0]} if {
	some instruction in tool_files.starting
	not uses_another_shell
	says := unheard(instruction)
}

found contains {"msg": says, "path": instruction.script, "severity": "info"} if {
	some instruction in first_words
	not starts_tool
	says := sprintf("the image is started by %s, which does not hand SIGTERM on", [instruction.by])
}

found contains {"msg": sprintf("the image is stopped with %s, which no program sees", [signal]), "path": path} if {
	signals := [instruction | some instruction in tool_files.final; instruction.Cmd == "stopsignal"]
	last := signals[count(signals) - 1]
	signal := last.Value[0]
	is_deadly(signal)
	path := [last.at, "Value", 0]
}

starts_tool if {
	some command in tool_files.commands
	tool(command)
}

tool(command) := text if {
	text := tool_files.reloader(command)
} else := text if {
	text := dev_tools.debugger(command)
}

# Installed, or configured, and nothing else to the image.
held(instruction) := found[0] if {
	instruction.Cmd == "run"
	text := concat(" ", instruction.Value)
	found := [name |
		some name, pattern in installs
		regex.match(pattern, text)
	]
} else := "cosmtrek/air, which starts air" if {
	instruction.Cmd == "from"
	regex.match(`^(docker\.io/)?cosmtrek/air([:@]|$)`, instruction.Value[0])
	count(tool_files.starting) == 0
} else := "the configuration of air" if {
	instruction.Cmd in {"add", "copy"}
	some word in instruction.Value
	shell.basename(word) == ".air.toml"
} else := shell.basename(found[0]) if {
	instruction.Cmd == "copy"
	found := [word |
		some word in instruction.Value
		regex.match(`(^|/)go/bin/(air|arelo|CompileDaemon|dlv|fresh|gow|modd|realize|reflex|wgo)$`, word)
	]
}

installs := {
	"a reloader or debugger of Go programs": concat("", [
		`\bgo (install|get)\b[^;&|]*github\.com/(air-verse/air|cosmtrek/air|githubnemo/CompileDaemon|cespare/reflex`,
		`|oxequa/realize|mitranim/gow|bokwoon95/wgo|cortesi/modd|gravityblast/fresh|pilu/fresh|zzwx/fresh`,
		`|makiuchi-d/arelo|go-delve/delve)(/|@|\s|$)`,
	]),
	"air": `raw\.githubusercontent\.com/(air-verse|cosmtrek)/air/\S*install\.sh`,
	"a reloader of Node.js programs": `\bnpm (i|install|add)\s.*(-g|--global)\b.*\b(nodemon|ts-node-dev)\b`,
	"entr": `\b(apt|apt-get|apk)\s[^;&|]*(install|add)\s[^;&|]*\bentr\b`,
}

switched_on("NODE_OPTIONS", value) := "Node.js lets debuggers in" if {
	regex.match(`--inspect(-brk|-wait)?(=|\s|$)`, value)
}

switched_on("NODE_OPTIONS", value) := "Node.js restarts when a file changes" if {
	regex.match(`(^|\s)--watch(-path)?(=|\s|$)`, value)
}

switched_on(name, value) := "Java lets debuggers in" if {
	name in {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS"}
	dev_tools.is_jdwp(value)
}

switched_on("FLASK_DEBUG", value) := "Flask restarts when a file changes" if lower(value) in {"1", "true", "yes", "on"}

switched_on("FLASK_ENV", "development") := "Flask restarts when a file changes"

switched_on("UVICORN_RELOAD", value) := "uvicorn restarts when a file changes" if lower(value) in {"1", "true"}

debug_flag(text) := "-gcflags=-N, without optimizations" if {
	regex.match(`-gcflags[= ](.*[\s="'])?-N(\s|["']|$)`, text)
} else := "-checklinkname=0" if {
	contains(text, "-checklinkname=0")
}

# Why a program does not hear the signal to stop, or its arguments.
unheard(instruction) := "ENTRYPOINT as a line for a shell drops arguments and keeps signals from the program" if {
	instruction.Cmd == "entrypoint"
	not instruction.JSON
	not is_handed_over(instruction.Value[0])
} else := sprintf("%s starts a shell that does not hand SIGTERM on", [upper(instruction.Cmd)]) if {
	text := script_of(instruction)
	count(shell.commands(text)) > 1
	not is_handed_over(text)
}

script_of(instruction) := instruction.Value[0] if {
	not instruction.JSON
} else := shell.script(instruction.Value).text

# With exec the program takes the place of the shell; a trap hands signals on.
is_handed_over(text) if {
	some words in shell.commands(text)
	some word in words
	word in {"exec", "trap"}
}

# Windows knows no such signals.
uses_another_shell if {
	some instruction in tool_files.final
	instruction.Cmd == "shell"
	not shell.basename(instruction.Value[0]) in shell.shells
}

first_words := [{"by": by, "script": [instruction.at, "Value", 0]} |
	some instruction in array.slice(tool_files.starting, 0, 1)
	by := shell.basename(instruction.Value[0])
	by in {"npm", "yarn", "pnpm"}
	instruction.Value[1] in {"start", "run", "run-script"}
]

is_deadly(signal) if trim_prefix(upper(signal), "SIG") in {"9", "19", "KILL", "STOP"}

stopped(service) := object.union(at_once, unseen) if {
	at_once := {"stop_grace_period": "is killed at once when it is stopped" |
		regex.match(`^(0(ns|us|ms|s|m|h)?)+$`, sprintf("%v", [service.stop_grace_period]))
	}
	unseen := {"stop_signal": "is stopped with a signal that no program sees" | is_deadly(service.stop_signal)}
}
