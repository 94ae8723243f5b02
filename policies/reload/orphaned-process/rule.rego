# METADATA
# title: The process that is stopped is the program itself
# description: |
#   go run starts the program as a child and does not hand SIGTERM on; nodemon restarts with SIGUSR2, which a Go program
#   ignores. What was to be stopped goes on: it keeps its port, so that the next one fails with "address already in use",
#   or serves old code, and at the end of the pod it is killed in the middle of its work.
# custom:
#   title_zh: 收到停止信号的进程就是程序本身
#   severity: error
#   applies_to: [long_running_workloads, file/compose, file/nodemon, file/procfile]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Build the program (go build) and start the binary, with exec where a shell comes first. For nodemon during
#     development, add --signal SIGTERM.
#   remediation_zh: |
#     先用 go build 编译，再直接启动二进制文件；经由 shell 启动时加 exec。开发环境使用 nodemon 时加上 --signal SIGTERM。
#   not_a_problem: |
#     In a namespace for development; name it under development in the configuration. Where dumb-init or tini -g stops the
#     whole group of processes, and in init containers and Jobs, go run is not reported.
#   references:
#     - https://github.com/golang/go/issues/40467
#     - https://github.com/remy/nodemon/issues/1175
#     - https://pkg.go.dev/cmd/go#hdr-Compile_and_run_Go_program
#   since: 0.1.0
package tidegate.reload.orphaned_process

import data.tidegate.lib.argv
import data.tidegate.lib.dev_tools
import data.tidegate.lib.messages
import data.tidegate.lib.shell
import data.tidegate.lib.workload

deny contains finding if {
	some run in argv.runs
	run.entry.class in {"app", "sidecar"}
	not run.hook
	text := orphan(run)
	not workload.is_owned
	not workload.is_hook
	finding := {
		"msg": sprintf("%s %s", [messages.containers([run.entry.name]), text]),
		"path": run.path,
	}
}

# Compose files and Procfiles are for development as often as not.
deny contains finding if {
	some command in data.tidegate.lib.tool_files.commands
	text := orphan(object.union(command, {"entry": {"container": {}}}))
	finding := {
		"msg": sprintf("%s %s", [command.of, text]),
		"severity": "warning",
		"path": command.path,
	}
}

# nodemon.json says what its options say elsewhere.
deny contains finding if {
	input.file.format == "nodemon"
	told := input.file.document
	keys := [key | some key in ["exec", "execMap", "ext"]; is_of_go(key, told[key])]
	not is_deadly(object.get(told, "signal", "SIGUSR2"))
	finding := {
		"msg": "nodemon restarts a Go program with SIGUSR2, which it ignores",
		"severity": "warning",
		"path": [keys[0]],
	}
}

orphan(run) := "starts its program with go run, which does not hand SIGTERM on" if {
	is_go_run(run)
	not tells_the_group(run.entry.container)
}

orphan(run) := "restarts a Go program with nodemon, whose SIGUSR2 it ignores" if {
	run.program == "nodemon"
	is_over_go(run)
	not stops(run.words)
}

is_go_run(run) if {
	run.program == "go"
	dev_tools.runner(run)
}

# These send a signal to every process of the group.
tells_the_group(container) if {
	vector := [word | some name in ["command", "args"]; some word in container[name]]
	is_group_wrapper(shell.basename(vector[0]), vector)
}

is_group_wrapper("dumb-init", vector) if {
	not "-c" in vector
	not "--single-child" in vector
}

is_group_wrapper(wrapper, vector) if {
	wrapper in {"tini", "tini-static", "catatonit"}
	"-g" in vector
}

# What nodemon is told to run, or to watch, is Go's.
is_over_go(run) if {
	some word in run.words
	regex.match(`(^|[\s"'=/])go run\b|\.go\b|^--(ext|exec)=go\b`, word)
}

is_over_go(run) if {
	some i, word in run.words
	run.words[i - 1] in {"--exec", "-x", "-e", "--ext"}
	regex.match(`^"?go([\s,]|$)`, word)
}

is_over_go(run) if {
	is_string(run.entry.container.image)
	regex.match(`(^|/)golang([:@]|$)`, run.entry.container.image)
}

# A signal that ends a Go program.
stops(words) if {
	some i, word in words
	words[i - 1] in {"--signal", "-s"}
	is_deadly(word)
}

stops(words) if {
	some word in words
	regex.match(`^--signal=(?i)(SIG)?(TERM|INT|HUP|QUIT|KILL)$`, word)
}

is_deadly(signal) if trim_prefix(upper(signal), "SIG") in {"TERM", "INT", "HUP", "QUIT", "KILL"}

is_of_go("exec", text) if regex.match(`(^|[\s;&])go\s+run\b`, text)

is_of_go("execMap", programs) if regex.match(`^go\s+run\b`, programs.go)

is_of_go("ext", text) if regex.match(`(^|[\s,])go([\s,]|$)`, text)
