# How findings name things, so that all rules sound alike.
package tidegate.lib.messages

# ["a", "b", "c"] gives `"a", "b" and "c"`.
listed(names) := sprintf("\"%s\"", [names[0]]) if count(names) == 1

listed(names) := text if {
	count(names) > 1
	last := count(names) - 1
	text := sprintf("\"%s\" and \"%s\"", [concat("\", \"", array.slice(names, 0, last)), names[last]])
}

# `container "a"`, `containers "a" and "b"`.
containers(names) := concat(" ", ["container", listed(names)]) if count(names) == 1

containers(names) := concat(" ", ["containers", listed(names)]) if count(names) > 1
