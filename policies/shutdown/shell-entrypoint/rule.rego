# METADATA
# title: The process that serves is told when to stop
# description: |
#   SIGTERM goes to the first process of the container. A shell that started the program, or npm, does not hand it on:
#   the program never learns that it is to end, and is killed with everything that it was doing once the grace period is
#   over.
# custom:
#   title_zh: 提供服务的进程能收到停止信号
#   severity: info
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Start the last command of the script with exec, or name the program itself as the container's command (node
#     server.js instead of npm start).
#   remediation_zh: |
#     在脚本的最后一条命令前加 exec，或直接把程序本身写为容器的 command（用 node server.js 代替 npm start）。
#   not_a_problem: |
#     When killing the program loses nothing. A script that sets a trap, or that consists of a single command, which
#     shells replace themselves by, is not reported.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
#     - https://docs.docker.com/reference/build-checks/json-args-recommended/
#   since: 0.1.0
package tidegate.shutdown.shell_entrypoint

import data.tidegate.lib.messages
import data.tidegate.lib.shell
import data.tidegate.lib.workload

deny contains finding if {
	not workload.is_hook
	not workload.is_owned
	some entry in workload.lasting_containers
	swallowed := swallower(entry.container)
	finding := {
		"msg": sprintf("%s is started by %s, which does not hand SIGTERM on", [
			messages.containers([entry.name]),
			swallowed.by,
		]),
		"path": array.concat(entry.path, swallowed.tail),
	}
}

# What stands between the kubelet and the program.
swallower(container) := {"by": "a shell", "tail": shell.tail(container, found.index)} if {
	argv := shell.argv(container)
	not signals_everybody(argv)
	found := shell.script(argv)
	commands := shell.commands(found.text)
	count(commands) > 1
	firsts := {word | some words in commands; some word in words}
	count(firsts & {"exec", "trap"}) == 0
}

swallower(container) := {"by": shell.basename(argv[at]), "tail": shell.tail(container, at)} if {
	argv := shell.argv(container)
	not signals_everybody(argv)
	at := shell.program_index(argv)
	shell.basename(argv[at]) in {"npm", "yarn", "pnpm"}
	argv[at + 1] in {"start", "run", "run-script"}
}

# These pass a signal on to all processes that they have started.
signals_everybody(argv) if shell.basename(argv[0]) == "dumb-init"

signals_everybody(argv) if "-g" in argv
