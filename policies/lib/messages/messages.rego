# How findings name and count things, so that all rules sound alike.
package tidegate.lib.messages

# ["a", "b", "c"] gives `a, b and c`.
joined(texts) := texts[0] if {
	count(texts) == 1
} else := sprintf("%s and %s", [concat(", ", array.slice(texts, 0, last)), texts[last]]) if {
	last := count(texts) - 1
}

# ["a", "b"] gives `"a" and "b"`.
listed(names) := joined([sprintf("\"%s\"", [name]) | some name in names])

# `container "a"`, `containers "a" and "b"`.
containers(names) := concat(" ", ["container", listed(names)]) if {
	count(names) == 1
} else := concat(" ", ["containers", listed(names)])

# `1 pod`, `2 pods`.
pods(n) := "1 pod" if n == 1

pods(n) := sprintf("%d pods", [n]) if n != 1
