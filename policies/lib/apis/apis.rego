# What became of the API that an object is written in: the table in data.yaml beside this file, held against the judged
# versions of Kubernetes. Not here: what is said of it; see the rules schema/removed-api and schema/deprecated-api.
package tidegate.lib.apis

# Undefined for an API that is neither deprecated nor removed.
lifecycle := data.lib.apis.lifecycles[input.object.apiVersion][input.object.kind]

# `policy/v1beta1 PodDisruptionBudget`.
name := sprintf("%s %s", [input.object.apiVersion, input.object.kind])

# The judged versions that do not serve it; undefined where no version ever stopped.
missing_in := [version |
	some version in input.schema.versions
	minor(version) >= lifecycle.removed
] if {
	lifecycle.removed
}

# The judged versions that serve it with a warning.
deprecated_in := [version |
	some version in input.schema.versions
	minor(version) >= lifecycle.deprecated
	not gone(version)
] if {
	lifecycle.deprecated
}

# What to write in its place, and from which version on that can be done where a judged one is older.
advice := lifecycle.instead

advice := sprintf("use %s", [lifecycle.use]) if not too_new

advice := sprintf("use %s (from Kubernetes 1.%d on)", [lifecycle.use, lifecycle.since]) if too_new

too_new if {
	some version in input.schema.versions
	minor(version) < lifecycle.since
}

gone(version) if minor(version) >= lifecycle.removed

# "1.9" is older than "1.10".
minor(version) := to_number(split(version, ".")[1])
