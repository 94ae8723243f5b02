package tidegate.lib.tool_files_test

import data.tidegate.lib.tool_files

file(path, format, document) := {"path": path, "format": format, "document": document}

commands(given) := found if {
	found := [[command.of, command.words, command.path] | some command in tool_files.commands] with input.file as given
}

compose(services) := commands(file("compose.yaml", "compose", {"services": services}))

test_services_of_a_compose_file if {
	compose({"web": {"command": "air -c '.air toml'"}}) == [[
		`service "web"`,
		["air", "-c", ".air toml"],
		["services", "web", "command"],
	]]
	compose({"web": {"entrypoint": ["tini", "--"], "command": ["air"]}}) == [[
		`service "web"`,
		["air"],
		["services", "web", "command", 0],
	]]
	compose({"web": {"command": "tini -- air"}}) == [[`service "web"`, ["air"], ["services", "web", "command"]]]
	compose({"web": {"entrypoint": "dlv", "command": ["exec", "./app"]}}) == [[
		`service "web"`,
		["dlv", "exec", "./app"],
		["services", "web", "entrypoint"],
	]]
	compose({"web": {"command": ["sh", "-c", "cd /src && air"]}})[2] == [
		`service "web"`,
		["air"],
		["services", "web", "command", 2],
	]
	compose({"web": {"image": "a"}, "db": null, "other": {"command": null}}) == []
	compose({"web": {"command": "air", "profiles": ["dev"]}, "db": {"command": "b", "profiles": ["tools"]}}) == [[
		`service "db"`,
		["b"],
		["services", "db", "command"],
	]]
}

test_processes_of_a_procfile if {
	procfile := {"web": "bundle exec puma", "worker": "PORT=1 air # reloads"}
	found := commands(file("Procfile", "procfile", procfile))
	[`process "worker"`, ["air"], ["worker"]] in found
	not [`process "web"`, ["puma"], ["web"]] in found
	commands(file("Procfile.dev", "procfile", procfile)) == []
}

test_other_files_start_nothing if {
	commands(file("nodemon.json", "nodemon", {"exec": "air"})) == []
	not tool_files.starts with input.file as file("nodemon.json", "nodemon", {"exec": "air"})
	not tool_files.starts with input.file as file("nodemon.json", "nodemon", {"services": {"web": {"command": "air"}}})
	commands(null) == []
}

instruction(stage, cmd, value) := {"Cmd": cmd, "JSON": false, "Value": [value], "Stage": stage} if is_string(value)

instruction(stage, cmd, value) := {"Cmd": cmd, "JSON": true, "Value": value, "Stage": stage} if is_array(value)

dockerfile(instructions) := commands(file("Dockerfile", "dockerfile", [instruction(0, one[0], one[1]) |
	some one in array.concat([["from", ["a"]]], instructions)
]))

test_what_an_image_starts if {
	dockerfile([["cmd", ["air"]]]) == [["the image", ["air"], [1, "Value", 0]]]
	dockerfile([["cmd", "air"]])[1] == ["the image", ["air"], [1, "Value", 0]]
	dockerfile([["entrypoint", ["tini", "--"]], ["cmd", ["air"]]]) == [["the image", ["air"], [2, "Value", 0]]]
	dockerfile([["cmd", ["air"]], ["entrypoint", ["/app"]]]) == [["the image", ["/app", "air"], [2, "Value", 0]]]
	dockerfile([["entrypoint", "/app"], ["cmd", ["air"]]])[0] == ["the image", ["/bin/sh", "-c", "/app"], [1, "Value", 0]]
	count(dockerfile([["entrypoint", "/app"], ["cmd", ["air"]]])) == 1
	dockerfile([["entrypoint", []], ["cmd", ["air"]]]) == [["the image", ["air"], [2, "Value", 0]]]
	dockerfile([["run", "air"]]) == []
	dockerfile([]) == []
}

final(stages) := positions if {
	all := [made |
		some stage, instructions in stages
		some one in instructions
		made := instruction(stage, one[0], one[1])
	]
	positions := [found.at | some found in tool_files.final] with input.file as file("Dockerfile", "dockerfile", all)
}

test_the_last_stage_and_those_under_it if {
	from := ["from", ["a", "as", "Base"]]
	final([[from], [["from", ["b"]], ["run", "x"]]]) == [1, 2]
	final([[from, ["run", "x"]], [["from", ["base"]]]]) == [0, 1, 2]
	final([[from], [["from", ["BASE", "as", "next"]]], [["from", ["c"]]], [["from", ["next"]]]]) == [0, 1, 3]
	final([[["from", ["next", "as", "mid"]]], [["from", ["b", "as", "next"]]], [["from", ["mid"]]]]) == [0, 2]
	final([[["from", ["x"]], ["copy", ["y", "to", "b"]]], [["from", ["b"]]]]) == [2]

	# A name of a stage that comes later is that of an image.
	final([[["from", ["next"]]], [["from", ["b", "as", "next"]]], [["from", ["c"]]]]) == [2]
}

test_an_entry_point_takes_the_arguments_of_no_earlier_stage if {
	starts([["cmd", ["air"]]], [["entrypoint", ["/app"]]]) == ["/app"]
	starts([["entrypoint", ["/app"]]], [["cmd", ["air"]]]) == ["/app", "air"]
	starts([], []) == []
}

starts(below, last) := vector if {
	stages := array.concat(
		array.concat([instruction(0, "from", ["a", "as", "base"])], [instruction(0, one[0], one[1]) | some one in below]),
		array.concat([instruction(1, "from", ["base"])], [instruction(1, one[0], one[1]) | some one in last]),
	)
	vector := tool_files.starts[0].vector with input.file as file("Dockerfile", "dockerfile", stages)
}

test_names_for_development if {
	every name in ["Dockerfile.dev", "compose.override.yaml", "a/b/docker-compose.local.yml", "Procfile-development"] {
		tool_files.is_for_development with input.file as file(name, "compose", {})
	}
	every name in ["Dockerfile", "dev/compose.yaml", "compose.devices.yaml", "Procfile"] {
		not tool_files.is_for_development with input.file as file(name, "compose", {})
	}
	tool_files.is_for_development with input.file as file("Dockerfile", "dockerfile", [
		instruction(0, "from", ["a"]),
		instruction(1, "from", ["a", "as", "local"]),
	])
	not tool_files.is_for_development with input.file as file("Dockerfile", "dockerfile", [
		instruction(0, "from", ["a"]),
		instruction(0, "cmd", ["web", "-e", "dev"]),
	])
	not tool_files.is_for_development with input.file as file("Dockerfile", "dockerfile", [
		instruction(0, "from", ["a", "as", "local"]),
		instruction(1, "from", ["local", "as", "web"]),
	])
}

reloaders(line) := in_processes({"web": line})

in_processes(processes) := texts if {
	texts := [text |
		some command in tool_files.commands
		text := tool_files.reloader(command)
	] with input.file as file("Procfile", "procfile", processes)
}

test_reloaders if {
	reloaders("air") == ["air"]
	reloaders("exec go run .") == ["go run"]
	reloaders("bin/web") == []
	reloaders("while inotifywait .; do pkill web; done") == ["a loop of inotifywait that kills what runs"]
	reloaders("while inotifywait .; do make; done") == []
	reloaders("while ./wait; do pkill web; done") == []
}

test_a_loop_is_within_one_process if {
	in_processes({"a": "while inotifywait .; do make; done", "b": "while watch; do pkill web; done"}) == []
}
