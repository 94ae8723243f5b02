# METADATA
# title: air lets the program that it restarts end by itself
# description: |
#   By default air kills the old program with SIGKILL: what it was writing stays half written, what it held stays locked.
#   With send_interrupt it sends SIGINT first, and waits for as long as kill_delay says before it kills; beyond five
#   seconds it starts the new program although the old one still has the port.
# custom:
#   title_zh: air 重启程序时让旧进程自行退出
#   severity: warning
#   applies_to: [file/air-toml]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     In [build], set send_interrupt = true and kill_delay to between one and five seconds, as the program needs to end.
#     Leave rerun off, build a binary and name it rather than go run or dlv, and keep root at the folder of the program.
#   remediation_zh: |
#     在 [build] 中设置 send_interrupt = true，并按程序退出所需的时间把 kill_delay 设为 1 到 5 秒。不要开启 rerun；运行编译好的
#     二进制而不是 go run 或 dlv；root 保持为程序所在目录。
#   not_a_problem: |
#     When the program keeps nothing that could be left half done: no files, no locks, no database of its own. Or name the
#     file under development in the configuration.
#   references:
#     - https://github.com/air-verse/air/blob/master/air_example.toml
#     - https://github.com/air-verse/air/issues/216
#     - https://github.com/air-verse/air/issues/543
#   since: 0.1.0
package tidegate.reload.air_config

import data.tidegate.lib.argv
import data.tidegate.lib.dev_tools

deny contains {"msg": msg, "path": at("send_interrupt")} if {
	interrupts == false
	msg := kills
}

deny contains {"msg": "air kills the program right after it has asked it to end", "path": at("kill_delay")} if {
	interrupts == true
	delay < 1000
}

deny contains {"msg": msg, "path": at("kill_delay")} if {
	interrupts == true
	delay > 5000
	msg := "air starts the new program after five seconds, although the old one may still run"
}

deny contains {"msg": "air starts a program that has crashed again and again", "path": at("rerun")} if {
	options.rerun == true
}

deny contains {"msg": msg, "path": at(key)} if {
	some key in ["entrypoint", "full_bin", "bin"]
	some command in started(options[key])
	msg := sprintf("air stops %s, and the program that this has started goes on", [between(command)])
}

deny contains {"msg": "air watches the whole file system", "path": ["root"]} if {
	input.file.document.root == "/"
}

deny contains {"msg": "air may watch a folder such as / or a home", "path": at("ignore_dangerous_root_dir")} if {
	options.ignore_dangerous_root_dir == true
}

deny contains {"msg": msg, "path": at("include_ext"), "severity": "info"} if {
	words := [word | some word in options.include_ext; word in {"*", "env", "yaml", "yml"}]
	msg := sprintf("air restarts the program when a file *.%s changes, which may be configuration", [words[0]])
}

# What is said for Linux counts before what is said for every system.
options := object.union(build, object.get(build, "linux", {}))

build := object.get(input.file.document, "build", {})

at(key) := ["build", "linux", key] if {
	build.linux[key]
} else := ["build", key]

interrupts := object.get(options, "send_interrupt", false)

kills := "air kills the program with SIGKILL: kill_delay counts with send_interrupt only" if {
	delay > 0
} else := "air kills the program with SIGKILL and does not ask it to end before"

# In milliseconds. Large numbers are nanoseconds.
delay := time.parse_duration_ns(given) / 1000000 if {
	regex.match(`^([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+$`, given)
} else := to_number(given) / divisor[to_number(given) < 1000000] if {
	regex.match(`^[0-9]+$`, given)
}

divisor := {true: 1, false: 1000000}

given := sprintf("%v", [object.get(options, "kill_delay", 0)])

# A list of words, or a line for a shell.
started(words) := argv.started(words)

started(line) := argv.scripted(line) if is_string(line)

between(command) := text if {
	command.program == "go"
	text := dev_tools.runner(command)
} else := text if {
	command.program == "dlv"
	text := dev_tools.debugger(command)
}
