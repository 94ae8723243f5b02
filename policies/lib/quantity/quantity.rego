# Quantities of the resource model, as numbers that can be compared: "100m", "1.5Gi", 2, "1e3".
package tidegate.lib.quantity

# Undefined for what is no quantity, a placeholder for one.
number(value) := value if {
	is_number(value)
} else := (amount * suffixes[suffix].times) / suffixes[suffix].over if {
	is_string(value)
	regex.match(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([KMGTPE]i|[numkMGTPE]?)$`, value)
	digits := regex.replace(value, "[a-zA-Z]+$", "")
	suffix := substring(value, count(digits), -1)
	amount := signed(digits)
} else := signed(mantissa) * to_number(concat("", ["1e", exponent])) if {
	is_string(value)
	regex.match(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]{1,2}$`, value)
	[mantissa, exponent] := split(lower(value), "e")
}

# to_number takes a number as JSON has it: no plus, no leading zeros, a digit on either side of the point.
signed(digits) := to_number(plain(trim_prefix(digits, "-"))) * -1 if startswith(digits, "-")

signed(digits) := to_number(plain(trim_prefix(digits, "+"))) if not startswith(digits, "-")

plain(digits) := regex.replace(regex.replace(regex.replace(digits, `^0*`, "0"), `^0([0-9])`, "$1"), `\.$`, "")

suffixes := {
	"n": {"times": 1, "over": 1000000000},
	"u": {"times": 1, "over": 1000000},
	"m": {"times": 1, "over": 1000},
	"": {"times": 1, "over": 1},
	"k": {"times": 1000, "over": 1},
	"M": {"times": 1000000, "over": 1},
	"G": {"times": 1000000000, "over": 1},
	"T": {"times": 1000000000000, "over": 1},
	"P": {"times": 1000000000000000, "over": 1},
	"E": {"times": 1000000000000000000, "over": 1},
	"Ki": {"times": 1024, "over": 1},
	"Mi": {"times": 1048576, "over": 1},
	"Gi": {"times": 1073741824, "over": 1},
	"Ti": {"times": 1099511627776, "over": 1},
	"Pi": {"times": 1125899906842624, "over": 1},
	"Ei": {"times": 1152921504606846976, "over": 1},
}
