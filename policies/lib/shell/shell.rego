# Argument vectors and the shell scripts in them: what is run, as far as the text alone tells.
# A script is cut into simple commands by what stands outside quotes; nothing is expanded and no branch is followed.
package tidegate.lib.shell

# "/usr/bin/sleep" gives "sleep".
basename(word) := last if {
	is_string(word)
	parts := split(word, "/")
	last := parts[count(parts) - 1]
}

shells := {"sh", "bash", "ash", "dash", "ksh", "mksh", "zsh"}

# Programs that start the one whose name follows, in the same process or as its parent.
wrappers := {"env", "exec", "nice", "nohup", "setsid", "stdbuf", "sudo", "tini", "catatonit", "dumb-init", "busybox"}

# The script that a shell of this vector is handed with -c: {index, text}. Undefined where no shell is, or where it runs
# a file.
script(argv) := {"index": index, "text": argv[index]} if {
	shell := shell_index(argv)
	flags := [i | some i, word in argv; i > shell; is_command_flag(word)]
	scripts := [i | some i, word in argv; i > flags[0]; not is_option(word)]
	index := scripts[0]
	is_string(argv[index])
	every i in numbers.range(shell + 1, flags[0]) { is_shell_option(argv, i) }
}

# Where the shell stands: first, or behind wrappers and their options.
shell_index(argv) := found[0] if {
	is_array(argv)
	found := [i | some i, word in argv; basename(word) in shells]
	every word in array.slice(argv, 0, found[0]) { is_wrapping(word) }
}

# Where the program stands that wrappers start: first, where there are none.
program_index(argv) := found[0] if {
	found := [i | some i, word in argv; not is_wrapping(word)]
}

is_wrapping(word) if basename(word) in wrappers

is_wrapping(word) if is_option(word)

is_option(word) if {
	is_string(word)
	regex.match(`^[-+]`, word)
}

is_command_flag(word) if {
	is_string(word)
	regex.match(`^-[a-zA-Z]*c[a-zA-Z]*$`, word)
}

# An option, or the name that belongs to `-o`.
is_shell_option(argv, i) if is_option(argv[i])

is_shell_option(argv, i) if regex.match(`^-[a-zA-Z]*o$`, argv[i - 1])

# The simple commands of a script in order, each as its words; what is quoted counts as one word without a text.
commands(text) := [words |
	some command in regex.split(`&&|\|\||[;\n|&]`, plain(text))
	words := [word | some word in regex.split(`\s+`, command); word != ""]
	count(words) > 0
]

# Without what only looks like an operator: continued lines, quoted text, comments, redirections to descriptors.
plain(text) := regex.replace(uncommented, `[0-9]*[<>]&[0-9-]*|&>>?`, " > ") if {
	uncommented := regex.replace(unquoted(text), `(^|\s)#[^\n]*`, "$1")
}

unquoted(text) := regex.replace(replace(text, "\\\n", " "), `'[^']*'|"(\\.|[^"\\])*"`, `''`)

# Does the script surely run all its commands one after the other? Not with a branch, a loop or a background job.
is_straight(text) if {
	shown := regex.replace(plain(text), `\$\{[^}]*\}`, "X")
	not regex.match(`\|\||(^|[^&])&($|[^&])|[(){}]`, shown)
	firsts := {words[0] | some words in commands(text)}
	count(firsts & branching) == 0
}

branching := {
	"if", "while", "until", "for", "case", "select", "function",
	"[", "[[", "test", "grep", "exit", "return",
}

# The vector that a container starts, where the image has no part in it.
argv(container) := array.concat(container.command, arguments) if {
	is_array(container.command)
	count(container.command) > 0
	arguments := [word | is_array(container.args); some word in container.args]
}

# Where the word at this position of the vector is written, as keys from the container.
tail(container, index) := ["command", index] if {
	index < count(container.command)
} else := ["args", index - count(container.command)]

# Do these words, or scripts in them, name this file?
mentions(words, path) if {
	some word in words
	is_string(word)
	path in parts(word, path)
}

# The words of a text that has a path in it: most texts have not, and to look for that is cheap.
parts(text, path) := regex.split("[\\s;|&\"'`()<>=]+", text) if contains(text, path)

# Do these words, or scripts in them, send SIGKILL without having asked with anything milder before?
kills(words) if {
	around := regex.split(sigkill, spoken(naming_kill(words)))
	count(around) > 1
	not regex.match(milder, around[0])
}

# The words as one text, if it has what every way to kill has in it.
naming_kill(words) := text if {
	is_array(words)
	every word in words { is_string(word) }
	text := concat(" ", words)
	contains(text, "kill")
}

# Without comments and without what is only printed.
spoken(text) := regex.replace(uncommented, printed, "") if {
	uncommented := regex.replace(replace(text, "\\\n", " "), `(^|\s)#[^\n]*`, "$1")
}

printed := `\b(echo|printf|logger)\b(\s+-[A-Za-z]*)*\s+("[^"]*"|'[^']*'|[^;&|\n]*)`

sigkill := concat("", [
	"(^|[\\s;&|(\"'`/])(kill|pkill|killall5?)(\\s+-[A-Za-z]+)*?\\s+",
	"(-|(-s|-n|--signal)[\\s=]*)(9|KILL|SIGKILL)($|[\\s;&|)\"'`])",
])

# Another signal, or a word that asks a server to go.
milder := concat("", [
	`\b(kill|pkill|killall5?)\s+([^-\s]|-(s\s*|-signal[\s=]+)?(SIG)?(TERM|INT|QUIT|HUP|15|2|3|1)\b)`,
	`|\b(stop|quit|shutdown)\b`,
])
