# What a pod spec refers to by name, and whether the thing with that name is surely not there.
package tidegate.lib.references

import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# Surely: absence is known, and nothing of the kind has the name or may get it.
absent(kind, ns, name) if {
	is_string(name)
	name != ""
	not unknown.is_placeholder(name)
	input.complete[ns][kind]
	not input.inventory[kind][ns][name]
	not may_get(kind, ns)
	not is_unplaced(kind, ns, name)
}

# A render that was not told its namespace puts one part of a release there, the other where the chart says.
is_unplaced(kind, ns, name) if {
	ns == "default"
	some other, _ in input.inventory[kind]
	input.inventory[kind][other][name]
}

# An object whose name is filled in later may be the one.
may_get(kind, ns) if {
	some name, _ in input.inventory[kind][ns]
	unknown.is_placeholder(name)
}

# ConfigMaps and Secrets that the pods need, in the order of the manifest: {kind, name, path, name_key, keys}. name_key
# is the last key of the path to the name; keys are the keys that have to be in it, each {key, path}. What is optional
# is left out, and so is a volume that no container mounts: the kubelet does not look at it.
needed := [ref |
	some ref in array.concat(from_containers, from_volumes)
	is_string(ref.name)
	not ref.optional == true
]

from_containers := [ref |
	some entry in workload.containers
	some ref in array.concat(from_environment(entry), from_whole_environment(entry))
]

from_environment(entry) := [ref |
	some i, variable in entry.container.env
	some field, kind in {"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}
	source := variable.valueFrom[field]
	path := array.concat(entry.path, ["env", i, "valueFrom", field])
	ref := {
		"kind": kind,
		"name": source.name,
		"optional": object.get(source, "optional", false),
		"path": path,
		"name_key": "name",
		"keys": [{"key": source.key, "path": array.concat(path, ["key"])}],
	}
]

from_whole_environment(entry) := [ref |
	some i, item in entry.container.envFrom
	some field, kind in {"configMapRef": "ConfigMap", "secretRef": "Secret"}
	source := item[field]
	ref := {
		"kind": kind,
		"name": source.name,
		"optional": object.get(source, "optional", false),
		"path": array.concat(entry.path, ["envFrom", i, field]),
		"name_key": "name",
		"keys": [],
	}
]

from_volumes := [ref |
	some i, volume in workload.pod_spec.volumes
	volume.name in mounted
	path := array.concat(workload.pod_spec_path, ["volumes", i])
	some ref in array.concat(from_volume(volume, path, "secretName"), from_projection(volume, path))
]

mounted := {mount.name |
	some entry in workload.containers
	some list in ["volumeMounts", "volumeDevices"]
	some mount in entry.container[list]
}

from_projection(volume, path) := [ref |
	some i, source in volume.projected.sources
	some ref in from_volume(source, array.concat(path, ["projected", "sources", i]), "name")
]

from_volume(volume, path, secret_key) := [ref |
	some field, kind in {"configMap": "ConfigMap", "secret": "Secret"}
	source := volume[field]
	name_key := {"configMap": "name", "secret": secret_key}[field]
	ref := {
		"kind": kind,
		"name": source[name_key],
		"optional": object.get(source, "optional", false),
		"path": array.concat(path, [field]),
		"name_key": name_key,
		"keys": [{"key": item.key, "path": array.concat(path, [field, "items", i, "key"])} |
			some i, item in source.items
		],
	}
]

# The needed objects of a kind that are surely absent: {name, path, more}; one for each name, at the first place that
# needs it, with the number of other places.
missing(refs, kind, ns) := [found |
	wanted := [ref | some ref in refs; ref.kind == kind]
	names := {ref.name | some ref in wanted}
	some name in names
	absent(kind, ns, name)
	places := [ref | some ref in wanted; ref.name == name]
	found := {
		"name": name,
		"path": array.concat(places[0].path, [places[0].name_key]),
		"more": count(places) - 1,
	}
]

# Keys that an object in sight does not have: {name, key, path}; one for each, at the first place that needs it.
missing_keys(refs, kind, ns) := [found |
	wanted := [{"name": ref.name, "key": item.key, "path": item.path} |
		some ref in refs
		ref.kind == kind
		some item in ref.keys
	]
	pairs := {[item.name, item.key] | some item in wanted}
	some pair in pairs
	lacks(input.inventory[kind][ns][pair[0]], pair[1])
	places := [item | some item in wanted; [item.name, item.key] == pair]
	found := places[0]
]

# Surely: the object has keys, none of them is this one, and nothing else fills it.
lacks(obj, key) if {
	is_string(key)
	not unknown.is_placeholder(key)
	keys := {name |
		some field in ["data", "binaryData", "stringData"]
		some name, _ in obj[field]
	}
	count(keys) > 0
	not key in keys
	every name in keys { not unknown.is_placeholder(name) }
	not is_filled_by_others(obj)
}

# OpenShift and others put certificates in; a token controller fills Secrets of its type.
is_filled_by_others(obj) if {
	some field in ["labels", "annotations"]
	some name, _ in obj.metadata[field]
	regex.match("inject|reflect|replicat|serving-cert", name)
}

is_filled_by_others(obj) if obj.type == "kubernetes.io/service-account-token"

is_filled_by_others(obj) if unknown.is_placeholder(obj.data)

# ` (and in 2 more places)`, for messages.
elsewhere(found) := "" if found.more == 0

elsewhere(found) := " (and in 1 more place)" if found.more == 1

elsewhere(found) := sprintf(" (and in %d more places)", [found.more]) if found.more > 1
