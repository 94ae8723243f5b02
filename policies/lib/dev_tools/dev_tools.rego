# What a command is as a tool of the inner loop: a watcher that restarts, a runner that compiles first, a debugger.
# For the commands of lib/argv, {program, words, …}, and for those that it finds in other files.
# Not here: whether that matters where the command runs.
package tidegate.lib.dev_tools

# `air`, `uvicorn with --reload`; undefined for what watches no files.
watcher(command) := text if {
	text := sign(command, data.lib.dev_tools.watchers[command.program])
	not is_spared(command)
	not "--no-reload" in command.words
} else := text if {
	command.program in {"npm", "yarn", "pnpm", "bun", "deno", "composer"}
	text := development_script(command)
} else := text if {
	# Tools that npm has installed, by the name of yarn and its like.
	command.program in {"yarn", "pnpm", "bun"}
	name := command.words[1]
	arguments := array.slice(command.words, 1, count(command.words))
	text := sign({"program": name, "words": arguments}, data.lib.dev_tools.watchers[name])
} else := "the development server of Django" if {
	runs_django(command.words)
} else := sprintf("flask with %s", [word]) if {
	command.program == "flask"
	some word in command.whole
	word in {"FLASK_DEBUG=1", "FLASK_DEBUG=true", "FLASK_ENV=development"}
} else := "Java with Spring's devtools" if {
	some word in command.words
	endswith(word, "spring.devtools.restart.enabled=true")
} else := "rails server in development" if {
	command.program == "rails"
	command.words[1] in {"s", "server"}
	some i, word in command.words
	word in {"-e", "--environment"}
	command.words[i + 1] == "development"
}

development_script(command) := sprintf("the script %q of package.json", [name]) if {
	name := package_script(command.words)
	regex.match(`^(dev|develop|watch|hot|(dev|watch)[:-].*|.*[:-](dev|watch))$`, name)
	not split(replace(name, "-", ":"), ":")[0] in data.lib.dev_tools.done_once
}

# A program that is only told to read its configuration again. (nodemon is told the signal that is to end a program.)
is_spared(command) if {
	command.program != "nodemon"
	asks_to_reload(command.words)
}

# Django's server without its reloader still is none for users.
runs_django(words) if {
	some i, word in words
	word in {"runserver", "runserver_plus"}
	strings.any_suffix_match(words[i - 1], ["manage.py", "django-admin", "django-admin.py", "django"])
}

# The script of package.json that a package manager is to run.
package_script(words) := following if {
	names := operands(words)
	following := [names[i + 1] | some i, word in names; word in {"run", "run-script", "task"}][0]
} else := operands(words)[2] if {
	operands(words)[0] == "workspace"
} else := operands(words)[0] if {
	words[0] in {"yarn", "pnpm", "bun"}
}

# `go run`: compiles at the start, and is the parent of what it has compiled.
runner(command) := sign(command, data.lib.dev_tools.runners[command.program])

# Commands of one script that wait for files to change and then end what runs. To ask it to read its files again is
# something else.
watch_loop(commands) := waiting.program if {
	some waiting in commands
	waits_for_files(waiting)
	some ending in commands
	ends_programs(ending)
}

waits_for_files(command) if command.program in {"inotifywait", "fswatch"}

ends_programs(command) if {
	command.program in {"kill", "pkill", "killall"}
	not asks_to_reload(command.words)
}

# Only the sign of a configuration that is read again: a signal for it, or the word.
asks_to_reload(words) if {
	some word in words
	regex.match(`^-?(-signal=)?(SIG)?(HUP|USR1|USR2)$|^-(1|10|12|0)$|(^|\s|/|-s )reload$|^curl$`, word)
}

# A debugger, or a program that lets one in.
debugger(command) := text if {
	text := sign(command, data.lib.dev_tools.debuggers[command.program])
} else := "Java with JDWP" if {
	some word in command.words
	is_jdwp(word)
} else := sprintf("the script %q of package.json", [name]) if {
	command.program in {"npm", "yarn", "pnpm", "bun"}
	name := package_script(command.words)
	regex.match(`^(start[:-])?(debug|inspect)(:.*|-brk)?$`, name)
} else := "Node.js with its inspector" if {
	some word in command.whole
	startswith(word, "NODE_OPTIONS=")
	contains(word, "--inspect")
} else := "PHP with Xdebug" if {
	some word in command.words
	endswith(word, "xdebug.mode=debug")
} else := "Ruby with a debugger" if {
	command.program in {"ruby", "rails", "puma"}
	some word in command.words
	strings.any_suffix_match(word, ["debug/open", "debug/open_nonstop"])
}

is_jdwp(text) if contains(text, "-agentlib:jdwp")

is_jdwp(text) if contains(text, "-Xrunjdwp")

# What makes the command one of the table's, in words.
sign(command, entry) := command.program if {
	entry.always
	not asks_about_itself(command.words)
} else := command.program if {
	entry.alone
	count(command.words) == 1
} else := sprintf("%s %s", [command.program, word]) if {
	word := operands(command.words)[0]
	word in entry.first
} else := sprintf("%s with %s", [command.program, found]) if {
	found := [name | some name in bare(options(command.words)); name in entry.options][0]
} else := sprintf("%s with %s", [command.program, found]) if {
	arguments := array.slice(command.words, 1, count(command.words))
	found := [name | some name in bare(arguments); name in entry.anywhere][0]
}

# `air -v`
asks_about_itself(words) if {
	count(words) == 2
	words[1] in {"--help", "--version", "-V", "-h", "-v"}
}

# Words that are no options and do not belong to one.
operands(words) := [word |
	some i, word in words
	i > 0
	not startswith(word, "-")
	not words[i - 1] in data.lib.dev_tools.valued
]

# Up to the first of them.
options(words) := [word |
	ends := [i |
		some i, word in words
		i > 0
		not startswith(word, "-")
		not words[i - 1] in data.lib.dev_tools.valued
	]
	last := min(array.concat([count(words)], ends))
	some word in array.slice(words, 1, last + 1)
]

# `--watch=src` is `--watch`; `--reload=false` is nothing.
bare(words) := [name |
	some word in words
	not strings.any_suffix_match(word, ["=0", "=False", "=false"])
	name := split(word, "=")[0]
]
