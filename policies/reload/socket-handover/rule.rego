# METADATA
# title: The next version comes as a new pod, not as a second process
# description: |
#   Programs that upgrade themselves hand their listening sockets to a new process and end the old one. In a container
#   the old one is the first process: when it ends, the container does, and the new one is killed with it; where it is
#   not ended, as facebookgo/grace does with process 1, both answer for ever. Kubernetes sees nothing of the new version
#   in either case, neither its image nor its probes.
# custom:
#   title_zh: 新版本以新 Pod 的形式上线，而不是在容器内再起一个进程
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Let a rolling update replace the pod, with a readiness probe and a preStop hook that waits, and end on SIGTERM. The
#     signal or variable for the handover is then needed no more.
#   remediation_zh: |
#     用滚动更新替换 Pod（配置就绪探针和带等待的 preStop），程序收到 SIGTERM 后退出；不再需要用于交接套接字的信号或环境变量。
#   not_a_problem: |
#     When a process that outlives both is the first one, a supervisor such as s6 or a master that stays. SIGUSR2 for
#     php-fpm, HAProxy and Puma, whose first process stays the same, is not reported.
#   references:
#     - https://pkg.go.dev/github.com/cloudflare/tableflip
#     - https://github.com/facebookgo/grace
#     - https://nginx.org/en/docs/control.html#upgrade
#     - https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
#   since: 0.1.0
package tidegate.reload.socket_handover

import data.tidegate.lib.argv
import data.tidegate.lib.env
import data.tidegate.lib.messages
import data.tidegate.lib.workload

# One of each container.
deny contains finding if {
	some i, trace in traces
	not trace.entry.path in [before.entry.path | some before in array.slice(traces, 0, i)]
	not workload.is_owned
	finding := {
		"msg": sprintf("%s hands its sockets to a second process: %s", [
			messages.containers([trace.entry.name]),
			trace.says,
		]),
		"path": trace.path,
	}
}

traces := array.concat(array.concat(variables, commands), handlers)

variables := [{"entry": setting.entry, "path": setting.path, "says": says} |
	some setting in env.settings
	library := libraries[setting.name]
	setting.entry.class in {"app", "sidecar"}
	says := sprintf("%s is for %s", [setting.name, library])
]

libraries := {
	"EINHORN_FD_COUNT": "einhorn",
	"ENDLESS_CONTINUE": "endless",
	"ENDLESS_SOCKET_ORDER": "endless",
	"LISTEN_FDS": "sockets that a parent has opened",
	"LISTEN_PID": "sockets that a parent has opened",
	"OVERSEER_BIN_UPGRADE": "overseer",
	"OVERSEER_IS_SLAVE": "overseer",
	"SERVER_STARTER_PORT": "Server::Starter",
	"TABLEFLIP_HAS_PARENT_7DIU3": "tableflip",
}

commands := [{"entry": run.entry, "path": run.path, "says": says} |
	some run in argv.runs
	run.entry.class in {"app", "sidecar"}
	says := handover(run)
]

handover(run) := sprintf("%s starts it", [run.program]) if {
	run.program in {"einhorn", "socketmaster", "start_server", "systemd-socket-activate"}
} else := "SIGUSR2 asks for an upgrade" if {
	run.program in {"kill", "pkill", "killall"}
	asks_for_upgrade(run.words)
	not keeps_its_process(run.entry.container, run.words)
}

# Hooks and probes; lib/argv knows of postStart already.
handlers := [{"entry": entry, "path": array.concat(entry.path, tail), "says": "SIGUSR2 asks for an upgrade"} |
	some entry in workload.lasting_containers
	some key, handler in asked(entry.container)
	asks_for_upgrade(handler.exec.command)
	not keeps_its_process(entry.container, handler.exec.command)
	tail := array.concat(split(key, "."), ["exec", "command"])
]

asked(container) := object.union(
	{key: container[key] | some key in ["livenessProbe", "readinessProbe", "startupProbe"]},
	{"lifecycle.preStop": handler | handler := container.lifecycle.preStop},
)

asks_for_upgrade(words) if {
	text := concat(" ", [word | some word in words; is_string(word)])
	regex.match(`\b(kill|pkill|killall)\s.*?(-|-s\s+|--signal[= ])(SIG)?USR2\b`, text)
}

# Who answers to it without a second process.
keeps_its_process(container, words) if {
	named := array.concat([container[key] | some key in ["name", "image"]], words)
	some word in named
	is_string(word)
	regex.match(`php|fpm|haproxy|puma`, word)
}
