# What containers run: their argument vectors, with what is only wrapped around a program taken off (tini, env, gosu,
# timeout, npx …) and the scripts that shells are handed cut into commands. The same for vectors and command lines from
# elsewhere: a Dockerfile, a compose file, a Procfile.
# Not here: what a program does; nothing is expanded, and what an image starts by itself is not known.
package tidegate.lib.argv

import data.tidegate.lib.shell
import data.tidegate.lib.workload

# Commands that a container is surely told to run, in order, of vectors that are worth a look:
# {entry, hook, path, assumed} and what `started` says. path leads to the word or the script; hook is whether a postStart
# hook runs it; assumed is that the vector is args alone, which an entry point of the image may take as arguments of its
# own.
runs := [run |
	some entry in workload.containers
	some source in sources(entry.container)
	is_telling(source.argv)
	some command in started(source.argv)
	run := {
		"entry": entry,
		"hook": source.hook,
		"assumed": source.assumed,
		"path": array.concat(entry.path, place(source, entry.container, command.index)),
		"program": command.program,
		"words": command.words,
		"whole": command.whole,
	}
]

sources(container) := [source |
	some source in [starting(container), hook(container)]
]

# Of a container without a command the image says what takes the args.
starting(container) := {"argv": argv, "hook": false, "assumed": false} if {
	argv := shell.argv(container)
} else := {"argv": container.args, "hook": false, "assumed": true} if {
	uses_entry_point(container)
	is_string(container.args[0])
	not startswith(container.args[0], "-")
} else := {"argv": []}

# The image's, for there is no command: an empty one is none.
uses_entry_point(container) if object.get(container, "command", null) in [null, []]

hook(container) := {"argv": argv, "hook": true, "assumed": false} if {
	argv := container.lifecycle.postStart.exec.command
} else := {"argv": []}

place(source, container, index) := ["lifecycle", "postStart", "exec", "command", index] if {
	source.hook
} else := ["args", index] if {
	source.assumed
} else := shell.tail(container, index)

# The commands that a vector leads to: {program, words, whole, index}. words are the program and its arguments, whole
# has what was wrapped around them too, index is the word of the vector, a script's where there is one.
started(vector) := found if {
	is_array(vector)
	every word in vector { is_string(word) }
	found := reached(vector, start(vector))
}

# A shell comes first, at the place of its script, and then what is in that.
reached(vector, first) := array.concat([shell_itself], commands) if {
	script := script_of(vector, first)
	shell_itself := object.union(command_at(vector, first), {"index": script.index})
	commands := [object.union(command, {"index": script.index}) |
		is_telling(script.text)
		some command in scripted(script.text)
	]
} else := array.concat([command_at(vector, first)], commands) if {
	commands := [object.union(command, {"index": i}) |
		shell.basename(vector[first]) == "concurrently"
		some i, word in vector
		contains(word, " ")
		some command in scripted(word)
	]
}

# What a shell at this place of the vector is handed with -c, {index, text}.
script_of(vector, first) := {"index": first + script.index, "text": script.text} if {
	script := shell.script(array.slice(vector, first, count(vector)))
} else := {"index": index, "text": vector[index]} if {
	shell.basename(vector[first]) in {"powershell", "powershell.exe", "pwsh", "su"}
	index := [i | some i, _ in vector; i > first; vector[i - 1] in {"-c", "-Command", "--command"}][0]
}

command_at(vector, first) := {
	"program": program(vector[first]),
	"words": array.slice(vector, first, count(vector)),
	"whole": vector,
	"index": first,
}

# Assignments of variables that the command begins with, or hands on to those after it.
assigned(command) := array.slice(command.words, 1, count(command.words)) if {
	command.program == "export"
} else := array.slice(command.whole, 0, count(command.whole) - count(command.words))

# Without its path, and without the version that npx and its like are asked for.
program(word) := split(shell.basename(word), "@")[0]

# Where the program stands behind everything that is wrapped around it.
start(words) := 0 if {
	not kind(words[0])
} else := next(words, next(words, next(words, next(words, next(words, next(words, 0))))))

# How a word leads to another one. Most do not.
kind(word) := wrapper if {
	wrapper := data.lib.argv.wrappers[shell.basename(word)]
} else := "python" if {
	startswith(shell.basename(word), "python")
} else := "node" if {
	shell.basename(word) == "node"
} else := "assignment" if {
	is_assignment(word)
}

# One step further in; where nothing is wrapped any more it stays.
next(words, at) := following if {
	following := inside(kind(words[at]), words, at)[0]
} else := at

inside("python", words, at) := [k |
	some k, word in words
	words[k - 1] == "-m"
	every n in numbers.range(at + 1, k - 1) { is_option_of_python(words, n) }
]

# A tool that npm has installed, by its path.
inside("node", words, at) := [k | some k, word in words; k == at + 1; contains(word, "node_modules/")]

inside("assignment", words, at) := [k | some k, _ in words; k == at + 1]

inside(wrapper, words, at) := array.slice(candidates, skipped, count(candidates)) if {
	from := begin(wrapper, words, at)
	candidates := [k | some k, _ in words; k > from; not belongs(wrapper, words, k)]
	skipped := wrapper.operands + optional(wrapper, words, candidates)
}

is_option_of_python(words, n) if startswith(words[n], "-")

is_option_of_python(words, n) if words[n - 1] in {"-W", "-X"}

# Behind the subcommand or the dashes, for those that have one.
begin(wrapper, words, at) := at if {
	not wrapper.after
	not wrapper.dashes
}

begin(wrapper, words, at) := at + 1 if {
	words[at + 1] in wrapper.after
	not wrapper.dashes
}

begin(wrapper, words, at) := dashes[0] if {
	wrapper.dashes
	dashes := [k | some k, word in words; k > at; word == "--"]
	every subcommand in [words[at + 1] | wrapper.after] { subcommand in wrapper.after }
}

optional(wrapper, words, candidates) := 1 if {
	words[candidates[0]] in wrapper.optional
} else := 1 if {
	wrapper.optional
	strings.any_prefix_match(words[candidates[0]], ["$", "`"])
} else := 0

belongs(_, words, k) if startswith(words[k], "-")

belongs(_, words, k) if is_assignment(words[k])

belongs(wrapper, words, k) if words[k - 1] in wrapper.values

is_assignment(word) if {
	at := indexof(word, "=")
	at > 0
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*$`, substring(word, 0, at))
}

# A vector, or a script: does it name anything that a rule knows? One look at the whole, for most do not.
is_telling(value) if regex.match(telling, spoken(value))

# Literals only: without boundaries and classes in it the expression is no more than a search for words.
telling := concat("|", data.lib.argv.telling)

# Its words with spaces around them.
spoken(value) := strings.replace_n(separators, json.marshal([value]))

separators := {
	`","`: " ",
	`["`: " ",
	`"]`: " ",
	`\"`: " ",
	`\n`: " ",
	`\t`: " ",
	`\u0026`: " ",
	`\u003c`: " ",
	`\u003e`: " ",
	"&": " ",
	"'": " ",
	"(": " ",
	")": " ",
	";": " ",
	"<": " ",
	">": " ",
	"`": " ",
	"|": " ",
}

# The commands of a script that surely run, those of scripts within it too: {program, words, whole}.
scripted(text) := array.concat(outer, inner) if {
	outer := simple(text)
	inner := [command |
		some carrier in outer
		some nested in carried(carrier.words)
		some command in simple(nested)
	]
}

# Scripts that this command is handed.
carried(words) := [script.text] if {
	script := script_of(words, 0)
} else := [concat(" ", array.slice(words, 1, count(words)))] if {
	words[0] == "eval"
} else := [word | some word in words; contains(word, " ")] if {
	program(words[0]) == "concurrently"
} else := []

simple(text) := [command |
	parts := parts_of(text)
	turns := turns_of(parts)
	some n, part in parts
	not is_conditional(parts, n)
	sum([turn.by | some turn in turns; turn.at <= n]) <= 0
	whole := [unquoted(word) | some word in part.words]
	at := start(whole)
	command := {
		"program": program(whole[at]),
		"words": array.slice(whole, at, count(whole)),
		"whole": whole,
	}
]

# What stands between operators, without keywords of the shell before it, and the operator before that.
parts_of(text) := [{"operator": operator, "words": words} |
	tokens := tokens_of(text)
	cuts := array.concat([-1], array.concat([i | some i, token in tokens; is_operator(token)], [count(tokens)]))
	some n in numbers.range(1, count(cuts) - 1)
	pieces := array.slice(tokens, cuts[n - 1] + 1, cuts[n])
	firsts := [k | some k, word in pieces; not word in data.lib.argv.keywords]
	words := array.slice(pieces, firsts[0], count(pieces))
	operator := array.concat([""], tokens)[cuts[n - 1] + 1]
]

# Behind a test: whether it runs is not known.
is_conditional(parts, n) if {
	strings.any_prefix_match(parts[n].operator, ["&&", "||"])
	parts[n - 1].words[0] in {"[", "[[", "test"}
}

# Where an if or a case begins or ends: what is inside may not run either.
turns_of(parts) := [{"at": at, "by": by} |
	some at, part in parts
	by := {"if": 1, "case": 1, "fi": -1, "esac": -1}[part.words[0]]
]

# Words, with their quotes, and operators; without comments, redirections and here-documents.
tokens_of(text) := [token |
	joined := without_documents(replace(text, "\\\n", " "))
	some token in regex.find_n(lexeme, joined, -1)
	not strings.any_prefix_match(token, ["#", "<", ">", "0<", "1>", "2>", "&>"])
]

without_documents(text) := text if {
	not contains(text, "<<")
} else := concat("\n", parts) if {
	plain := replace(text, "<<<", "<")
	marks := [mark[1] | some mark in regex.find_all_string_submatch_n(`<<-?\s*['"]?([A-Za-z_]+)`, plain, -1)]
	parts := outside(plain, marks)
}

outside(text, marks) := [text] if count(marks) == 0

outside(text, marks) := [regex.replace(part, sprintf(`(?s)<<-?\s*['"]?%s.*`, [marks[0]]), "") | some part in parts] if {
	parts := regex.split(sprintf(`\n[ \t]*%s\b`, [marks[0]]), text)
}

lexeme := concat("|", [
	`#[^\n]*`,
	`[0-9]*(?:&>>?|[<>]{1,2}&?)[ \t]*[^\s;&|()<>]*`,
	concat("", [
		`(?:[^\s;&|()<>'"\x60\\$]|\$\((?:[^()]|\([^()]*\))*\)|\$\{[^}]*\}|\$`,
		`|\\.|'[^']*'|"(?:\\.|[^"\\])*"|\x60[^\x60]*\x60)+`,
	]),
	`(?:&&|\|\|)\s*|;;|[;&|()\n]`,
])

is_operator(token) if strings.any_prefix_match(token, ["&", "|", ";", "(", ")", "\n"])

unquoted(word) := replace(trim_suffix(trim_prefix(word, `"`), `"`), `\"`, `"`) if {
	startswith(word, `"`)
} else := trim_suffix(trim_prefix(word, "'"), "'") if {
	startswith(word, "'")
} else := replace(replace(word, `"`, ""), "'", "")

# A command line that no shell is given, as compose reads it, as a vector.
split_line(line) := [unquoted(word) | some word in tokens_of(line)]
