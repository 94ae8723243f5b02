# Label selectors as the API server reads them: does one select a pod with these labels, surely or perhaps?
# Not here: what an absent selector means, which differs by kind; an absent one is undefined and selects nothing.
package tidegate.lib.selector

import data.tidegate.lib.unknown

# Surely. {} selects everything.
matches(selector, labels) if {
	is_object(selector)
	has_all(labels, object.get(selector, "matchLabels", {}))
	expression_outcomes(object.get(selector, "matchExpressions", []), labels) - {"yes"} == set()
}

# Surely or perhaps: nothing speaks against it but placeholders that are not filled in yet.
may_match(selector, labels) if {
	is_object(selector)
	may_have_all(labels, object.get(selector, "matchLabels", {}))
	not "no" in expression_outcomes(object.get(selector, "matchExpressions", []), labels)
}

may_match(selector, _) if unknown.is_placeholder(selector)

# A Service selects by a plain mapping; an empty one selects nothing, and ExternalName does not select at all.
service_matches(service, labels) if {
	service.spec.selector != {}
	has_all(labels, service.spec.selector)
	not service.spec.type == "ExternalName"
}

# One built-in for all labels: selectors are asked of every pair of a Service and a workload. It takes lists as well,
# and fails where the two are of different types.
has_all(labels, required) if {
	{type_name(labels), type_name(required)} == {"object"}
	object.subset(labels, required)
}

may_have_all(labels, required) if {
	has_all(labels, required)
} else if {
	held := unknown.holding({"labels": labels, "required": required})
	may_have_each(held.labels, held.required)
}

may_have_each(labels, required) if {
	is_object(required)
	every key, value in required { may_be(labels[key], value) }
}

may_have_each(_, required) if unknown.is_placeholder(required)

may_be(value, wanted) if {
	value == wanted
} else if {
	unknown.is_placeholder(value)
} else if {
	unknown.is_placeholder(wanted)
}

# What each requirement says: yes, no or unknown.
outcomes(selector, labels) := by_label | by_expression if {
	by_label := label_outcomes(object.get(selector, "matchLabels", {}), labels)
	by_expression := expression_outcomes(object.get(selector, "matchExpressions", []), labels)
}

label_outcomes(required, labels) := {outcome |
	some key, value in required
	outcome := value_outcome(key, [value], labels)
} if {
	is_object(required)
} else := {malformed(required)}

expression_outcomes(expressions, labels) := {outcome |
	some expression in expressions
	outcome := expression_outcome(expression, labels)
} if {
	is_array(expressions)
} else := {malformed(expressions)}

malformed(value) := "unknown" if {
	unknown.is_placeholder(value)
} else := "no"

expression_outcome(expression, labels) := outcome if {
	is_array(expression.values)
	found := value_outcome(expression.key, expression.values, labels)
	outcome := {"In": found, "NotIn": opposite[found]}[expression.operator]
} else := outcome if {
	found := key_outcome(expression.key, labels)
	outcome := {"Exists": found, "DoesNotExist": opposite[found]}[expression.operator]
} else := outcome if {
	outcome := malformed(expression.operator)
} else := malformed(expression)

opposite := {"yes": "no", "no": "yes", "unknown": "unknown"}

key_outcome(key, labels) := "yes" if {
	labels[key]
} else := "no"

# Is the label one of these values?
value_outcome(key, values, labels) := "yes" if {
	labels[key] in values
} else := "unknown" if {
	some value in array.concat(values, [labels[key]])
	unknown.is_placeholder(value)
} else := "no"
