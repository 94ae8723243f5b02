# What is written where an MTU belongs and is none, and texts around it that nobody can read. Of the object under
# review: {text (what it is about), path, why}. Not here: numbers that are numbers (fit.rego).
package tidegate.lib.cni.defects

import data.tidegate.lib.cni.settings
import data.tidegate.lib.cni.settings.subject_body
import data.tidegate.lib.cni.settings.subject_kind
import data.tidegate.lib.cni.values
import data.tidegate.lib.workload

facts := data.lib.cni

found contains defect if {
	some reading in settings.readings(subject_kind, subject_body)
	reading.raw != null
	why := wrong(reading.form, reading.raw)
	defect := {"text": facts.settings[reading.setting].text, "path": reading.path, "why": why}
}

found contains defect if {
	some source in sources
	why := unreadable(source.format, source.content)
	defect := {"text": concat(".", source.path), "path": source.path, "why": why}
}

# Values of ConfigMaps and environment variables are texts, or the API server refuses them.
wrong("text", value) := sprintf("%v has to be a text, in quotes", [value]) if not is_string(value)

wrong("text", value) := no_number(value) if {
	is_string(value)
	not regex.match(`^[0-9]*$`, value)
	not is_open(value)
}

wrong("number", value) := sprintf("%q is a text, and has to be a number, without quotes", [value]) if {
	is_string(value)
	not is_open(value)
}

wrong("any", value) := no_number(value) if {
	is_string(value)
	not regex.match(`^[0-9]*$`, value)
	not is_open(value)
}

wrong(form, value) := sprintf("%v is no number of bytes", [value]) if {
	form in {"number", "any"}
	not is_string(value)
	not is_count(value)
}

no_number(value) := sprintf("%q is no number of bytes", [value])

is_count(value) if {
	is_number(value)
	value >= 0
	value == floor(value)
}

# Somebody fills it in later: the usual placeholders, and what only scripts of a network's own replace ("$MTU",
# "@@MTU@@"). Felix takes the word none for its default.
is_open(text) if regex.match(`\$[A-Za-z_{(]|__[A-Z]|\{\{|\{%|<%|@@|%%|<no value>|^ENC\[|^(?i:none)$`, text)

# Texts that have to be read whole: those with a setting in them, and CNI configurations of whatever ConfigMap.
sources contains {"format": format, "path": place.path, "content": content} if {
	some place in settings.places(subject_kind, object.get(subject_body, ["metadata", "name"], ""))
	format := place.format
	content := object.get(subject_body, place.path, null)
	content != null
}

sources contains {"format": "json", "path": ["data", key], "content": content} if {
	subject_kind == "ConfigMap"
	some key, content in workload.mapping(input.object.data)
	is_cni_key(key)
}

is_cni_key(key) if key in facts.cni_keys

is_cni_key(key) if endswith(key, ".conflist")

sources contains {"format": "json", "path": ["spec", "config"], "content": content} if {
	subject_kind == "k8s.cni.cncf.io/NetworkAttachmentDefinition"
	content := input.object.spec.config
}

unreadable(_, content) := "has to be a text" if not is_string(content)

unreadable(format, content) := sprintf("cannot be read as a mapping in %s", [upper(format)]) if {
	is_string(content)
	not is_readable_later(format, content)
	not is_blank(format, content)
}

# As it stands, or once each placeholder of the usual kind stands for one word or number; of others nobody knows.
is_readable_later(format, content) if {
	filled := regex.replace(content, `__[A-Z][A-Z0-9_]*__|\$\{[A-Za-z_][A-Za-z0-9_]*\}`, "0")
	is_filled(format, filled)
}

is_filled(_, content) if is_open(content)

is_filled(format, content) if values.parsed(format, content)

# Nothing but comments: all is as it is without it.
is_blank("yaml", content) if {
	yaml.is_valid(content)
	yaml.unmarshal(content) == null
}
