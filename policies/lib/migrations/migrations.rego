# Commands that change the schema of a database, as lib/argv finds them.
# Not here: whether the tool takes a lock, or whether the change can be made twice.
package tidegate.lib.migrations

import data.tidegate.lib.dev_tools
import data.tidegate.lib.shell

# `flyway migrate`; undefined for any other command.
migration(command) := text if {
	text := sign(command)
	every word in command.words { not is_harmless(word) }
}

is_harmless(word) if word in data.lib.migrations.harmless

sign(command) := sprintf("%s %s", [tool.name, verb]) if {
	tool := tool_of(command)
	verb := [word | some word in tool.arguments; word in data.lib.migrations.tools[tool.name]][0]
} else := sprintf("the script %q of package.json", [name]) if {
	command.program in {"npm", "yarn", "pnpm", "bun"}
	name := dev_tools.package_script(command.words)
	contains(name, "migrat")
	not strings.any_suffix_match(name, [":status", ":create", ":generate", ":make"])
} else := name if {
	name := shell.basename(own_program(command))
	is_called_so(name)
	not is_tool(name, command)
} else := sprintf("%s %s", [command.program, verb]) if {
	not data.lib.migrations.tools[command.program]
	not command.program in {"npm", "yarn", "pnpm", "echo"}
	verb := [word | some word in array.slice(command.words, 1, 3); word in data.lib.migrations.verbs][0]
}

# The tool by its own name, or the file of it that an interpreter is given.
tool_of(command) := {"name": command.program, "arguments": array.slice(command.words, 1, count(command.words))} if {
	data.lib.migrations.tools[command.program]
} else := {"name": "dotnet-ef", "arguments": command.words} if {
	command.program == "dotnet"
	command.words[1] == "ef"
	"database" in command.words
} else := {"name": name, "arguments": array.slice(command.words, 2, count(command.words))} if {
	name := shell.basename(own_program(command))
}

# Without arguments golang-migrate does nothing: `migrate` alone is a program of one's own, if it is one.
is_tool(name, command) if {
	data.lib.migrations.tools[name]
	count(command.words) > 1
}

is_tool(name, command) if {
	data.lib.migrations.tools[name]
	command.assumed
}

own_program(command) := command.words[1] if {
	command.program in data.lib.migrations.interpreters
} else := command.program

is_called_so(name) if regex.match(own, name)

own := `^(run[-_])?(db[-_])?migrat(e|ion|ions|or)([-_](db|database|up))?(\.(sh|py|js|mjs|cjs|ts|rb|php))?$`
