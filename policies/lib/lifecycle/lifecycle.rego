# How the pod under review ends: the time it has, its lifecycle hooks, how long they wait, and what they run.
package tidegate.lib.lifecycle

import data.tidegate.lib.shell
import data.tidegate.lib.workload

# Seconds from the decision to end the pod until the last process is killed. Undefined where that is unknown.
grace := seconds if {
	seconds := object.get(workload.pod_spec, "terminationGracePeriodSeconds", 30)
	is_number(seconds)
}

# Every hook of a container that may have one: {entry, name, hook, path}.
hooks := [found |
	some entry in workload.lasting_containers
	some name in ["preStop", "postStart"]
	hook := entry.container.lifecycle[name]
	is_object(hook)
	found := {"entry": entry, "name": name, "hook": hook, "path": array.concat(entry.path, ["lifecycle", name])}
]

# How long a hook waits at least, and the keys from the hook to what says so. `forever` where it never ends. Undefined
# where it does not wait, or where nobody can tell from the text.
wait(hook) := {"seconds": hook.sleep.seconds, "tail": ["sleep", "seconds"]} if {
	is_number(hook.sleep.seconds)
} else := {"seconds": seconds, "tail": ["exec", "command"]} if {
	seconds := slept(hook.exec.command)
}

slept(argv) := seconds if {
	at := shell.program_index(argv)
	shell.basename(argv[at]) == "sleep"
	seconds := duration(array.slice(argv, at + 1, count(argv)))
} else := sum(naps) if {
	text := shell.script(argv).text
	shell.is_straight(text)
	naps := [seconds |
		some words in shell.commands(text)
		sleeping := without_exec(words)
		shell.basename(sleeping[0]) == "sleep"
		seconds := duration(array.slice(sleeping, 1, count(sleeping)))
	]
	count(naps) > 0
}

without_exec(words) := array.slice(words, 1, count(words)) if {
	words[0] == "exec"
} else := words

# The arguments of sleep add up.
duration(arguments) := sum(parts) if {
	count(arguments) > 0
	parts := [seconds | some argument in arguments; seconds := duration_of(argument)]
	count(parts) == count(arguments)
}

duration_of(argument) := amount * units[unit] if {
	is_string(argument)
	regex.match(`^[0-9]{1,9}(\.[0-9]{1,9})?[smhd]?$`, argument)
	unit := regex.replace(argument, `[0-9.]`, "")
	amount := to_number(regex.replace(regex.replace(argument, `[smhd]$`, ""), `^0*([0-9])`, "$1"))
}

duration_of(argument) := infinity if argument in {"infinity", "inf"}

units := {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}

# A year, in seconds: longer than any pod is given.
infinity := 31536000
