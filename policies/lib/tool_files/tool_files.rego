# What files of tools start: a Dockerfile's image, the services of a compose file, the processes of a Procfile.
# Not here: whether that is right, and what a program does.
package tidegate.lib.tool_files

import data.tidegate.lib.argv
import data.tidegate.lib.dev_tools

# The name says so: Dockerfile.dev, compose.override.yaml.
is_for_development if {
	parts := split(input.file.path, "/")
	is_development_name(parts[count(parts) - 1])
}

# What is built where no target is named is a stage for development.
is_for_development if {
	some from in data.tidegate.lib.tool_files.final
	from.Cmd == "from"
	from.Stage == max([other.Stage | some other in data.tidegate.lib.tool_files.final])
	is_development_name(from.Value[2])
}

is_development_name(name) if {
	some word in regex.split(`[._-]`, lower(name))
	word in {"dev", "devcontainer", "devel", "development", "local", "override"}
}

# The commands that are started, as those of lib/argv, with whose they are and the path of the word or the script.
commands := [object.union(command, {"of": start.of, "path": start.places[command.index]}) |
	some start in data.tidegate.lib.tool_files.starts
	not data.tidegate.lib.tool_files.is_for_development
	some command in argv.started(start.vector)
]

# Each {of, vector, places}: whose it is, its words, and the path of each.
starts := [start |
	some name, service in input.file.document.services
	not is_development_service(service)
	start := object.union({"of": sprintf("service %q", [name])}, joined([
	part |
		some key in ["entrypoint", "command"]
		part := listed(service[key], ["services", name, key])
	]))
] if {
	input.file.format == "compose"
} else := [start |
	some name, line in input.file.document
	start := {
		"of": sprintf("process %q", [name]),
		"vector": ["/bin/sh", "-c", line],
		"places": [[name], [name], [name]],
	}
] if {
	input.file.format == "procfile"
} else := [object.union({"of": "the image"}, joined(parts))] if {
	input.file.format == "dockerfile"
	parts := [part | some instruction in data.tidegate.lib.tool_files.starting; part := worded(instruction)]
}

is_development_service(service) if {
	some profile in service.profiles
	is_development_name(profile)
}

joined(parts) := {
	"vector": [word | some part in parts; some word in part.words],
	"places": [place | some part in parts; some place in part.places],
}

# What compose reads as words.
listed(line, path) := {"words": words, "places": [path | some _ in words]} if {
	is_string(line)
	words := argv.split_line(line)
}

listed(words, path) := {"words": words, "places": [array.concat(path, [i]) | some i, _ in words]} if is_array(words)

# A list of words, or a line for a shell.
worded(instruction) := {"words": instruction.Value, "places": places} if {
	instruction.JSON
	places := [[instruction.at, "Value", i] | some i, _ in instruction.Value]
}

worded(instruction) := {"words": ["/bin/sh", "-c", instruction.Value[0]], "places": [place, place, place]} if {
	not instruction.JSON
	place := [instruction.at, "Value", 0]
}

# The instructions of a Dockerfile that make what is built where no target is named: those of the last stage and of the
# stages that it is made from. at is their position.
final := [object.union(instruction, {"at": i}) |
	stages := lineage
	some i, instruction in input.file.document
	instruction.Stage in stages
]

lineage := graph.reachable(bases, {last}) if {
	last := max([from.Stage | some from in input.file.document])
	bases := {from.Stage: [base |
		some other in input.file.document
		other.Cmd == "from"
		base := other.Stage
		base < from.Stage
		lower(other.Value[2]) == lower(from.Value[0])
	] |
		some from in input.file.document
		from.Cmd == "from"
	}
}

# ENTRYPOINT and CMD, as far as they count.
starting := array.concat(entry, command) if {
	entry := last_of("entrypoint")
	command := [cmd |
		some cmd in last_of("cmd")
		every other in entry {
			other.JSON
			other.Stage <= cmd.Stage
		}
	]
}

last_of(command) := array.slice(found, count(found) - 1, count(found)) if {
	found := [instruction | some instruction in data.tidegate.lib.tool_files.final; instruction.Cmd == command]
}

# What restarts a program when a file changes, or compiles it at its start; in words.
reloader(command) := text if {
	text := dev_tools.watcher(command)
} else := text if {
	text := dev_tools.runner(command)
} else := sprintf("a loop of %s that kills what runs", [command.program]) if {
	dev_tools.waits_for_files(command)
	some other in data.tidegate.lib.tool_files.commands
	other.path == command.path
	dev_tools.ends_programs(other)
}
