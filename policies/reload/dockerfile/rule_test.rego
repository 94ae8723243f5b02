package tidegate.reload.dockerfile_test

import data.tidegate.reload.dockerfile

# Instructions as the reader gives them: a list is one in JSON.
instruction(stage, [cmd, value]) := {"Cmd": cmd, "JSON": true, "Value": value, "Stage": stage} if is_array(value)

instruction(stage, [cmd, value]) := {"Cmd": cmd, "JSON": false, "Value": [value], "Stage": stage} if is_string(value)

named(path, stages) := {"path": path, "format": "dockerfile", "document": [made |
	some stage, instructions in stages
	some one in instructions
	made := instruction(stage, one)
]}

said(instructions) := {found.path: found.msg |
	some found in dockerfile.deny with input.file as named("Dockerfile", [array.concat([["from", "a"]], instructions)])
}

runs_air(at) := {[at, "Value", 0]: "the image runs air"}

test_reloaders_and_debuggers if {
	said([["cmd", ["air"]]]) == runs_air(1)
	said([["cmd", "air -c .air.toml"]]) == runs_air(1)
	said([["entrypoint", ["tini", "--"]], ["cmd", ["nodemon", "a.js"]]]) == {[2, "Value", 0]: "the image runs nodemon"}
	said([["cmd", ["go", "run", "."]]]) == {[1, "Value", 0]: "the image runs go run"}
	said([["entrypoint", ["dlv", "exec", "/app"]]]) == {[1, "Value", 0]: "the image runs dlv exec"}
	said([["entrypoint", ["dlv"]], ["cmd", ["exec", "/app"]]]) == {[1, "Value", 0]: "the image runs dlv exec"}
	said([["cmd", ["/app"]]]) == {}
	said([["cmd", ["airflow", "webserver"]]]) == {}
	said([["cmd", ["${COMMAND}"]]]) == {}
}

test_home_made_loops if {
	text := "./app & while inotifywait -r .; do pkill app; ./app & done"
	said([["cmd", ["sh", "-c", text]]])[[1, "Value", 2]] == "the image runs a loop of inotifywait that kills what runs"
}

test_what_counts_is_the_last_of_each if {
	said([["cmd", ["air"]], ["cmd", ["/app"]]]) == {}
	said([["entrypoint", ["air"]], ["entrypoint", ["/app"]]]) == {}
	said([["entrypoint", []], ["cmd", ["air"]]]) == runs_air(2)
	said([["run", "air"], ["onbuild", "air"], ["healthcheck", "air"]]) == {}
}

stages(list) := {found.path: found.msg | some found in dockerfile.deny with input.file as named("Dockerfile", list)}

test_the_last_stage_and_what_it_is_made_from if {
	reloader := [["cmd", ["air"]]]
	app := [["cmd", ["/app"]]]
	stages([[["from", ["a", "as", "Dev"]], reloader[0]], [["from", ["b"]], app[0]]]) == {}
	stages([[["from", ["a", "as", "Base"]], reloader[0]], [["from", ["base"]]]]) == runs_air(1)
	stages([[["from", ["a", "as", "base"]], reloader[0]], [["from", ["base"]], app[0]]]) == {}
	stages([[["from", ["a", "as", "x"]], reloader[0]], [["from", ["a"]], app[0]], [["from", ["x"]]]]) == runs_air(1)

	# An entry point of a later stage takes the commands of the one that it is made from away.
	stages([[["from", ["a", "as", "x"]], reloader[0]], [["from", ["x"]], ["entrypoint", ["/app"]]]]) == {}
	stages([[["from", ["a", "as", "x"]], ["entrypoint", ["tini", "--"]]], [["from", ["x"]], reloader[0]]]) == runs_air(3)
}

test_what_serves_development_by_its_name if {
	air := [[["from", "a"], ["cmd", ["air"]]]]
	every path in ["Dockerfile.dev", "api/dev.Dockerfile", "Dockerfile-local", "Dockerfile.Development"] {
		count(dockerfile.deny) == 0 with input.file as named(path, air)
	}
	every path in ["Dockerfile", "dev/Dockerfile", "Dockerfile.prod", "Dockerfile.devices"] {
		count(dockerfile.deny) == 1 with input.file as named(path, air)
	}
	count(dockerfile.deny) == 0 with input.file as named("Dockerfile.dev", [[["from", "a"], ["stopsignal", "9"]]])
	stages([[["from", ["a", "as", "dev"]], ["cmd", ["air"]]]]) == {}
	stages([[["from", ["a", "as", "dev"]]], [["from", ["dev", "as", "web"]], ["cmd", ["air"]]]]) == runs_air(2)
}

test_what_is_only_held if {
	tools := {
		"go install github.com/air-verse/air@latest": "the image holds a reloader or debugger of Go programs",
		"apk add git && go get github.com/go-delve/delve/cmd/dlv": "the image holds a reloader or debugger of Go programs",
		"curl -sSfL https://raw.githubusercontent.com/cosmtrek/air/master/install.sh | sh": "the image holds air",
		"npm install --global nodemon": "the image holds a reloader of Node.js programs",
		"apt-get install -y make entr": "the image holds entr",
	}
	every text, says in tools {
		said([["run", text]]) == {[1, "Value"]: says}
		said([["run", text], ["cmd", ["air"]]]) == runs_air(2)
		said([["copy", text]]) == {}
	}
	said([["copy", ["go.mod", "a/.air.toml", "./"]]]) == {[1, "Value"]: "the image holds the configuration of air"}
	said([["add", [".air.toml", "./"]]]) == {[1, "Value"]: "the image holds the configuration of air"}
	said([["volume", [".air.toml"]], ["copy", ["air.toml", "./"]]]) == {}
	said([["copy", ["/go/bin/dlv", "/usr/bin/"]]]) == {[1, "Value"]: "the image holds dlv"}
	said([["copy", ["/go/bin/web", "air", "/usr/bin/"]], ["volume", ["/go/bin/air"]]]) == {}
	every text in [
		"go install github.com/air-verse/airship@latest",
		"npm install nodemon",
		"apt-get install center",
		"go build ./air",
	] {
		said([["run", text]]) == {}
	}
}

test_an_image_of_air if {
	on_air := [[["from", "cosmtrek/air:v1.61"]]]
	stages(on_air) == {[0, "Value"]: "the image holds cosmtrek/air, which starts air"}
	stages([[["from", "docker.io/cosmtrek/air"], ["cmd", ["/app"]]]]) == {}
	stages([[["from", "cosmtrek/airport"]]]) == {}
	stages([[["from", ["a"]], ["label", "cosmtrek/air"]]]) == {}
}

variable(name, value) := says if {
	found := said([["env", ["A", "1", "=", name, value, "="]]])
	says := [text | some path, text in found; path == [1, "Value", 4]]
}

test_variables_that_switch_tools_on if {
	every name, value in {
		"NODE_OPTIONS": `"--inspect=0.0.0.0:9229"`,
		"JAVA_TOOL_OPTIONS": "-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005",
		"JDK_JAVA_OPTIONS": "-Xrunjdwp:server=y",
		"JAVA_OPTS": "-agentlib:jdwp=server=y",
		"FLASK_DEBUG": "1",
		"FLASK_ENV": "development",
		"UVICORN_RELOAD": "true",
	} {
		count(variable(name, value)) == 1
	}
	variable("NODE_OPTIONS", "--watch") == ["the image sets NODE_OPTIONS: Node.js restarts when a file changes"]
	variable("NODE_OPTIONS", "--inspect") == ["the image sets NODE_OPTIONS: Node.js lets debuggers in"]
	every name, value in {
		"NODE_OPTIONS": "--max-old-space-size=512",
		"JAVA_TOOL_OPTIONS": "-Xmx1g",
		"FLASK_DEBUG": "0",
		"FLASK_ENV": "production",
		"UVICORN_RELOAD": "false",
		"OTHER": "-agentlib:jdwp=server=y",
	} {
		variable(name, value) == []
	}
	said([["env", ["NAME", "FLASK_DEBUG", "="]], ["arg", ["FLASK_DEBUG", "1", "="]]]) == {}
}

test_builds_for_a_debugger if {
	flags := `go build -gcflags="all=-N -l" -o /app .`
	said([["run", flags]]) == {[1, "Value", 0]: "the image is built with -gcflags=-N, without optimizations"}
	said([["run", "go build -ldflags=-checklinkname=0"]]) == {[1, "Value", 0]: "the image is built with -checklinkname=0"}
	said([["run", "go build ."], ["copy", flags]]) == {}
}

dropped := "ENTRYPOINT as a line for a shell drops arguments and keeps signals from the program"

swallowed(instruction) := sprintf("%s starts a shell that does not hand SIGTERM on", [instruction])

test_a_shell_before_the_program if {
	said([["entrypoint", "/app --port 80"]]) == {[1, "Value", 0]: dropped}
	said([["entrypoint", "exec /app"]]) == {}
	said([["entrypoint", "trap 'kill $!' TERM; /app & wait"]]) == {}
	said([["entrypoint", ["sh", "-c", "a && b"]]]) == {[1, "Value", 0]: swallowed("ENTRYPOINT")}
	said([["entrypoint", ["sh", "-c", "a && exec b"]]]) == {}
	said([["cmd", "a && b"]]) == {[1, "Value", 0]: swallowed("CMD")}
	said([["cmd", "/app --port 80"]]) == {}
	said([["cmd", ["sh", "-c", "/app"]]]) == {}
	said([["cmd", ["/app", "a && b"]]]) == {}

	# The one that does not count is not judged.
	said([["entrypoint", "a"], ["cmd", "a && b"]]) == {[1, "Value", 0]: dropped}
}

test_other_shells_know_no_signals if {
	said([["shell", ["powershell", "-Command"]], ["entrypoint", "a.exe"]]) == {}
	said([["shell", ["/bin/bash", "-o", "pipefail", "-c"]], ["entrypoint", "/app"]]) == {[2, "Value", 0]: dropped}
}

test_package_managers_keep_signals if {
	by_npm := {{
		"msg": "the image is started by npm, which does not hand SIGTERM on",
		"path": [1, "Value", 0],
		"severity": "info",
	}}
	file := named("Dockerfile", [[["from", "a"], ["cmd", ["npm", "start"]]]])
	dockerfile.deny == by_npm with input.file as file
	every manager in ["npm", "yarn", "pnpm"] {
		count(said([["cmd", [manager, "run", "serve"]]])) == 1
	}
	said([["cmd", ["npm", "ci"]]]) == {}
	said([["cmd", ["node", "start"]]]) == {}
	said([["cmd", "npm start"]]) == {}
	said([["cmd", ["npm", "run", "dev"]]]) == {[1, "Value", 0]: `the image runs the script "dev" of package.json`}
	said([["entrypoint", ["/app"]], ["cmd", ["npm", "start"]]]) == {}
}

test_signals_that_no_program_sees if {
	every signal in ["SIGKILL", "9", "KILL", "sigkill", "SIGSTOP", "19"] {
		count(said([["stopsignal", signal]])) == 1
	}
	every signal in ["SIGTERM", "SIGQUIT", "SIGINT", "SIGUSR1", "15", "$SIGNAL"] {
		said([["stopsignal", signal]]) == {}
	}
	said([["stopsignal", "SIGKILL"], ["stopsignal", "SIGTERM"]]) == {}
	said([["user", "SIGKILL"]]) == {}
	said([["stopsignal", "SIGKILL"]]) == {[1, "Value", 0]: "the image is stopped with SIGKILL, which no program sees"}
}

services(path, services) := {found.path: found.msg |
	file := {"path": path, "format": "compose", "document": {"services": services}}
	some found in dockerfile.deny with input.file as file
}

test_how_compose_stops_services if {
	services("compose.yaml", {"web": {"stop_signal": "SIGKILL"}}) == {["services", "web", "stop_signal"]: concat(
		" ",
		[`service "web"`, "is stopped with a signal that no program sees"],
	)}
	every period in ["0", "0s", "0m0s", 0] {
		services("compose.yaml", {"web": {"stop_grace_period": period}}) == {["services", "web", "stop_grace_period"]: concat(
			" ",
			[`service "web"`, "is killed at once when it is stopped"],
		)}
	}
	services("compose.yaml", {"web": {"stop_grace_period": "10s", "stop_signal": "SIGQUIT"}}) == {}
	services("compose.yaml", {"web": {"stop_grace_period": "1m0s"}}) == {}
	services("compose.yaml", {"web": null}) == {}
	services("compose.yaml", {"web": {"command": "air"}}) == {}
	services("compose.dev.yaml", {"web": {"stop_signal": "SIGKILL"}}) == {}
}
