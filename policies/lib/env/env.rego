# Variables of the environment that containers are given, as far as rules ask about them.
# Not here: what envFrom brings and what an image sets; neither is known.
package tidegate.lib.env

import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# {entry, name, value, literal, from, path} of each variable that counts. value is empty unless it is literal, that is
# written as it will be; from is where it is taken from, {} where it is not. Of two with the same name the last counts,
# as for the kubelet.
settings := [setting |
	some entry in workload.containers
	some i, variable in worth_a_look(entry.container)
	is_asked_about(variable)
	not is_overridden(entry.container.env, i, variable.name)
	setting := {
		"entry": entry,
		"name": variable.name,
		"value": value(variable),
		"literal": is_literal(variable),
		"from": object.get(variable, "valueFrom", {}),
		"path": array.concat(entry.path, ["env", i, field(variable)]),
	}
]

# One look at the whole, for most have nothing that is asked about.
worth_a_look(container) := [] if {
	not regex.match(data.lib.env.telling, json.marshal(container.env))
} else := container.env

is_asked_about(variable) if data.lib.env.names[variable.name]

is_asked_about(variable) if {
	is_string(variable.name)
	is_string(variable.value)
	some part in data.lib.env.values
	contains(variable.value, part)
}

is_overridden(variables, i, name) if {
	some k, variable in variables
	k > i
	variable.name == name
}

value(variable) := object.get(variable, "value", "") if {
	is_literal(variable)
} else := ""

# A variable without a value is empty; one that others are put into, or a placeholder, is not known.
is_literal(variable) if {
	not variable.valueFrom
	text := object.get(variable, "value", "")
	is_string(text)
	not contains(text, "$(")
	not unknown.is_placeholder(text)
} else := false

field(variable) := "valueFrom" if {
	is_object(variable.valueFrom)
} else := "value"

# The variables of one container by name.
of(entry) := {setting.name: setting |
	some setting in data.tidegate.lib.env.settings
	setting.entry.path == entry.path
}

# "1", "true" and the like, as most programs read them.
is_on(text) if lower(text) in {"1", "true", "yes", "on", "t", "y"}
