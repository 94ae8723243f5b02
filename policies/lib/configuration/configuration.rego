# What a ConfigMap or Secret holds, and what of it is changed. A Secret's stringData is compared with what it becomes.
package tidegate.lib.configuration

import data.tidegate.lib.unknown

# The names of the entries of the object under review that are changed, surely.
changed := changes(input.oldObject, input.object)

changes(old, new) := {name |
	not is_encrypted(old)
	not is_encrypted(new)
	[before, after] := [entries(old), entries(new)]
	some name in (object.keys(before) | object.keys(after))
	is_string(name)
	object.get(before, name, null) != object.get(after, name, null)
	not is_open(old, name)
	not is_open(new, name)
}

# Where an entry is, as it is now; where it was, if it is gone.
field(name) := fields[0] if {
	fields := [found |
		some obj in [input.object, input.oldObject]
		some found in ["stringData", "data", "binaryData"]
		is_string(obj[found][name])
	]
}

# {name: [field, text]} with the field that the API server keeps it in.
entries(obj) := object.union_n([
	{name: ["data", stripped(obj, value)] | some name, value in obj.data},
	{name: ["binaryData", stripped(obj, value)] | some name, value in obj.binaryData},
	{name: ["data", base64.encode(value)] | some name, value in obj.stringData; is_string(value)},
])

# Lines may be broken in what is encoded.
stripped(obj, value) := regex.replace(value, `\s`, "") if {
	obj.kind == "Secret"
	is_string(value)
} else := value

# sops encrypts anew each time.
is_encrypted(obj) if obj.sops

is_open(obj, name) if {
	some found in ["stringData", "data", "binaryData"]
	unknown.is_placeholder(obj[found][name])
}

is_open(obj, _) if {
	some found in ["stringData", "data", "binaryData"]
	unknown.is_placeholder(obj[found])
}
