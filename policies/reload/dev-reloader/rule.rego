# METADATA
# title: No container restarts its program when a file changes
# description: |
#   A hot reloader belongs on a developer's machine. It compiles or restarts in the running pod whenever a file changes,
#   mostly by killing the old process, which loses what that was doing; it hides crashes from Kubernetes, for the first
#   process lives on; and it keeps compilers and sources in what is deployed.
# custom:
#   title_zh: 容器内不使用热重载工具启动程序
#   severity: error
#   applies_to: [workloads, file/compose, file/procfile]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Build the program into the image and start that (the binary instead of air or go run, node server.js instead of
#     nodemon, gunicorn or uvicorn without --reload), and let a rollout bring the next version.
#   remediation_zh: |
#     把程序构建进镜像并直接启动它：用编译好的二进制代替 air 或 go run，用 node server.js 代替 nodemon，gunicorn 与
#     uvicorn 去掉 --reload；新版本通过滚动更新发布。
#   not_a_problem: |
#     In a namespace for development; name it under development in the configuration. What only asks a server to read its
#     configuration again (nginx -s reload, kill -HUP) is not reported, nor is a command inside of if or case.
#   references:
#     - https://github.com/air-verse/air
#     - https://uvicorn.dev/deployment/
#     - https://docs.gunicorn.org/en/stable/settings.html#reload
#     - https://flask.palletsprojects.com/en/stable/deploying/
#   since: 0.1.0
package tidegate.reload.dev_reloader

import data.tidegate.lib.argv
import data.tidegate.lib.dev_tools
import data.tidegate.lib.env
import data.tidegate.lib.image
import data.tidegate.lib.messages
import data.tidegate.lib.tool_files
import data.tidegate.lib.workload

deny contains finding if {
	some command in commands
	not workload.is_owned
	finding := {
		"msg": sprintf("%s runs %s", [messages.containers([command.entry.name]), command.text]),
		"severity": command.severity,
		"path": command.path,
	}
}

# What an image starts that is nothing else than a reloader.
deny contains finding if {
	some entry in workload.containers
	is_reloader_image(entry.container)
	not workload.is_owned
	finding := {
		"msg": sprintf("%s runs air, the entry point of its image", [messages.containers([entry.name])]),
		"path": array.concat(entry.path, ["image"]),
	}
}

# Variables that switch it on in a program of the image.
deny contains finding if {
	some setting in env.settings
	sign := signs[setting.name]
	is_set(sign, setting)
	not setting.entry.path in [command.entry.path | some command in commands]
	severity := weight(sign, setting.entry)
	not workload.is_owned
	finding := {
		"msg": sprintf("%s has %s: %s", [messages.containers([setting.entry.name]), setting.name, sign.says]),
		"severity": severity,
		"path": setting.path,
	}
}

# Compose files and Procfiles are for development as often as not.
deny contains finding if {
	some command in data.tidegate.lib.tool_files.commands
	text := tool_files.reloader(command)
	finding := {
		"msg": sprintf("%s runs %s", [command.of, text]),
		"severity": "warning",
		"path": command.path,
	}
}

commands := [{"entry": run.entry, "path": run.path, "text": text, "severity": severity(run)} |
	some run in argv.runs
	text := told(run)
	is_meant(run)
]

told(run) := text if {
	text := dev_tools.watcher(run)
} else := text if {
	# What compiles first is as good as any other way to do a job once.
	text := dev_tools.runner(run)
	not run.hook
	run.entry.class in {"app", "sidecar"}
	data.tidegate.lib.workload.kind in data.lib.kinds.groups.long_running_workloads
	not data.tidegate.lib.workload.is_hook
} else := text if {
	dev_tools.waits_for_files(run)
	some other in data.tidegate.lib.argv.runs
	other.path == run.path
	dev_tools.ends_programs(other)
	text := sprintf("a loop of %s that kills what runs", [run.program])
} else := "rails server in development" if {
	run.program == "rails"
	run.words[1] in {"s", "server"}
	not "-e" in run.words
	develops(run)
}

develops(run) if {
	some name in ["RAILS_ENV", "RACK_ENV"]
	env.of(run.entry)[name].value == "development"
}

develops(run) if "RAILS_ENV=development" in run.whole

severity(run) := "warning" if {
	"--noreload" in run.words
} else := "error"

# A common word alone may be an argument of whatever the image starts.
is_meant(run) if not run.assumed

is_meant(run) if not run.words[0] in data.lib.dev_tools.common_words

is_meant(run) if "-c" in run.words

# Behind a wrapper, or in a script.
is_meant(run) if run.path[count(run.path) - 1] > 0

is_meant(run) if image.short_name(run.entry.container.image) in data.lib.dev_tools.language_images

is_reloader_image(container) if {
	name := image.parse(container.image).name
	argv.uses_entry_point(container)
	strings.any_suffix_match(concat("", ["/", name]), ["/air-verse/air", "/cosmtrek/air"])
}

is_set(sign, setting) if regex.match(sign.value, setting.value)

# From a Secret.
is_set(sign, setting) if {
	sign.value == "."
	count(setting.from) > 0
}

# Flask's variables switch it on in Flask's own server, so perhaps in a program in Python, and not in others.
weight(sign, entry) := severity if {
	severity := sign.severity
} else := "error" if {
	some run in flask_servers(entry)
	every word in ["--no-debug", "--no-reload"] { not word in run.words }
} else := "warning" if {
	count(flask_servers(entry)) == 0
	may_be_flask(entry.container)
}

flask_servers(entry) := [run |
	some run in data.tidegate.lib.argv.runs
	run.entry.path == entry.path
	run.program == "flask"
	"run" in run.words
]

may_be_flask(container) if argv.uses_entry_point(container)

may_be_flask(container) if {
	text := concat(" ", [word | some word in container.command; is_string(word)])
	contains(text, "python")
	not regex.match(`gunicorn|hypercorn|manage\.py|uvicorn|uwsgi|waitress`, text)
}

signs := {
	"CHOKIDAR_USEPOLLING": {
		"value": `^(?i)(1|true|yes)$`,
		"says": "it is to watch files for changes",
		"severity": "warning",
	},
	"FLASK_DEBUG": {
		"value": `^(?i)(1|true|yes|on|t|y)$`,
		"says": "Flask restarts when a file changes",
	},
	"FLASK_ENV": {
		"value": "^development$",
		"says": "Flask restarts when a file changes",
	},
	"GUNICORN_CMD_ARGS": {
		"value": `(^|\s)--reload(\s|=|$)`,
		"says": "gunicorn restarts its workers when a file changes",
		"severity": "error",
	},
	"JAVA_TOOL_OPTIONS": devtools,
	"JAVA_OPTS": devtools,
	"JDK_JAVA_OPTIONS": devtools,
	"NODE_OPTIONS": {
		"value": `(^|\s)--watch(-path)?(\s|=|$)`,
		"says": "Node.js restarts when a file changes",
		"severity": "error",
	},
	"SPRING_DEVTOOLS_REMOTE_SECRET": {
		"value": ".",
		"says": "whoever has the secret replaces classes of the running program",
		"severity": "error",
	},
	"SPRING_DEVTOOLS_RESTART_ENABLED": {
		"value": "^(?i)true$",
		"says": "Spring Boot restarts when a class changes",
		"severity": "error",
	},
	"UVICORN_RELOAD": {
		"value": `^(?i)(1|true|yes|on|t|y)$`,
		"says": "uvicorn restarts when a file changes",
		"severity": "error",
	},
	"WATCHFILES_FORCE_POLLING": {
		"value": `^(?i)(1|true|yes)$`,
		"says": "it is to watch files for changes",
		"severity": "warning",
	},
	"WATCHPACK_POLLING": {
		"value": `^(?i)(1|true|yes)$`,
		"says": "it is to watch files for changes",
		"severity": "warning",
	},
}

devtools := {
	"value": `-Dspring\.devtools\.restart\.enabled=true`,
	"says": "Spring Boot restarts when a class changes",
	"severity": "error",
}
