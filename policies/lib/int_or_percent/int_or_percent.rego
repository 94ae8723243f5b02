# Values that Kubernetes takes as a whole number or as a percentage. Never compare them as they stand: every number
# sorts before every text.
package tidegate.lib.int_or_percent

# What the value comes to for a total, a percentage rounded up as budgets and maxSurge do. Undefined for anything else,
# a placeholder for one.
rounded_up(value, total) := found if {
	found := whole(value)
} else := ceil((total * percent(value)) / 100)

# The same rounded down, as a Deployment's maxUnavailable.
rounded_down(value, total) := found if {
	found := whole(value)
} else := floor((total * percent(value)) / 100)

whole(value) := value if {
	is_number(value)
	value >= 0
	floor(value) == value
}

# Digits and a percent sign, leading zeros too. Written without a pattern, for it is asked of every workload.
percent(value) := number if {
	is_string(value)
	digits := trim_suffix(value, "%")
	digits != value
	count(digits) in numbers.range(1, 9)
	trim(digits, "0123456789") == ""
	significant := trim_left(digits, "0")
	number := to_number(object.get({"": "0"}, significant, significant))
}
