# What is changed in the object under review although the API server does not let anybody change it, by the table in
# data.yaml beside this file. Defaults, aliases and quantities are compared by what they mean.
# Not here: Services (service.rego), ConfigMaps and Secrets that were declared immutable (lib/configuration).
package tidegate.lib.immutable

import data.tidegate.lib.quantity
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# Hooks are deleted before they are made again.
is_made_again if workload.is_hook

is_made_again if is_forced

# Whoever deploys was told to delete the object and make it again where it cannot be changed.
is_forced if {
	some name, words in data.tidegate.lib.immutable.forcing
	is_string(input.object.metadata.annotations[name])
	some word in split(input.object.metadata.annotations[name], ",")
	lower(trim_space(word)) in words
}

# By Argo CD, Flux and kapp.
forcing := {
	"argocd.argoproj.io/sync-options": {"force=true"},
	"kustomize.toolkit.fluxcd.io/force": {"enabled"},
	"kapp.k14s.io/update-strategy": {"fallback-on-replace", "always-replace"},
}

# Fields that are changed and must not be: {field, path}; the path is that of what differs in it.
changed := [found |
	some field in kept
	moved := differences(field)
	found := {"field": field, "path": common(sort(moved))}
]

# Fields of which nobody knows yet whether they change.
open := [field |
	some field in kept
	differences(field) == set()
	count(filled_in_later(field)) > 0
	object.get(input.oldObject, field, null) != object.get(input.object, field, null)
]

kept := array.concat(by_table, by_exception)

by_table := object.get(data.lib.immutable.fields, workload.kind, [])

by_exception := [["spec", key] |
	but := {key | some key in data.lib.immutable.spec_but[workload.kind]}
	count(but) > 0
	is_object(input.oldObject.spec)
	is_object(input.object.spec)
	some key in sort((object.keys(input.oldObject.spec) | object.keys(input.object.spec)) - but)
]

# Paths at which the field differs, surely.
differences(field) := {path |
	[old, new] := [leaves(input.oldObject, field), leaves(input.object, field)]
	unfinished := filled_in_later(field)
	some [path, _] in ((old - new) | (new - old))
	not is_below(path, unfinished)
	not is_free(path)
}

filled_in_later(field) := {array.concat(field, inner) |
	some obj in [input.oldObject, input.object]
	walk(object.get(obj, field, null), [inner, value])
	unknown.is_placeholder(value)
}

is_below(path, parents) if {
	some parent in parents
	array.slice(path, 0, count(parent)) == parent
}

# What is said in a field: {[path, value]}, without what might as well be left out.
leaves(obj, field) := {[alias(path), meaning(path, value)] |
	walk(object.get(obj, field, null), [inner, value])
	is_said(value)
	path := array.concat(field, inner)
	not is_default(path, value)
	not is_implied(obj, path, value)
}

is_said(value) if {
	not is_object(value)
	not is_array(value)
	not value in {null, ""}
}

is_default(path, value) if value in data.lib.immutable.defaults[name_of(path)]

# In a list the name is that of the list.
name_of(path) := names[count(names) - 1] if names := [key | some key in path; is_string(key)]

# What the API server fills in from the fields beside it.
is_implied(obj, path, value) if {
	name_of(path) == "imagePullPolicy"
	image := object.get(obj, array.concat(array.slice(path, 0, count(path) - 1), ["image"]), "")
	value == pull_policy(image)
}

# Only in a pod of its own, not in a template.
is_implied(obj, path, value) if {
	obj.kind == "Pod"
	[before, resource] := [count(path) - 2, path[count(path) - 1]]
	path[before] == "requests"
	limit := object.get(obj, array.concat(array.slice(path, 0, before), ["limits", resource]), null)
	quantity.number(value) == quantity.number(limit)
}

pull_policy(image) := "Always" if {
	is_string(image)
	regex.match(`^[^@]*:latest$|^([^@]*/)?[^/:@]+$`, image)
} else := "IfNotPresent"

# Two names for one thing, and a list in which the order says nothing.
alias(path) := array.concat(array.slice(path, 0, count(path) - 1), [name]) if {
	name := {"serviceAccount": "serviceAccountName"}[path[count(path) - 1]]
} else := ["spec", "scopes"] if {
	array.slice(path, 0, 2) == ["spec", "scopes"]
} else := path

meaning(path, value) := number if {
	some key in ["limits", "requests", "sizeLimit"]
	key in path
	number := quantity.number(value)
} else := value

# The longest path that all of these have in common.
common(paths) := array.slice(paths[0], 0, max({n |
	some n in numbers.range(0, count(paths[0]))
	every path in paths { array.slice(path, 0, n) == array.slice(paths[0], 0, n) }
}))

# What the API server lets people change all the same.
is_free(path) if {
	path[1] == "volumeClaimTemplates"
	path[3] in {"apiVersion", "kind", "status"}
}

is_free(path) if {
	input.oldObject.spec.suspend == true
	is_scheduling(path)
}

# An Indexed Job grows and shrinks.
is_free(path) if {
	path == ["spec", "completions"]
	input.object.spec.completionMode == "Indexed"
	input.object.spec.completions == input.object.spec.parallelism
}

is_free(path) if {
	path[1] in {"containers", "initContainers"}
	path[3] == "image"
}

# Pods that are not scheduled yet may be told where to go.
is_free(path) if {
	input.object.kind == "Pod"
	count(input.oldObject.spec.schedulingGates) > 0
	some key in ["nodeAffinity", "nodeSelector"]
	key in path
}

# Less storage is another rule's.
is_free(path) if {
	input.object.kind == "PersistentVolumeClaim"
	path == ["spec", "resources", "requests", "storage"]
}

# A claim that is bound has a volume, whether the file says so or not.
is_free(path) if {
	input.object.kind == "PersistentVolumeClaim"
	path == ["spec", "volumeName"]
	not input.oldObject.spec.volumeName
}

is_free(path) if {
	input.object.kind == "PersistentVolume"
	some addition in [["spec", "nodeAffinity"], ["spec", "csi", "controllerExpandSecretRef"]]
	array.slice(path, 0, count(addition)) == addition
	object.get(input.oldObject, addition, null) == null
}

is_free(path) if {
	path == ["spec", "cidrs", 1]
	count(input.oldObject.spec.cidrs) == 1
}

is_scheduling(path) if {
	some key in ["nodeAffinity", "nodeSelector", "resources", "schedulingGates", "tolerations"]
	key in path
}

is_scheduling(path) if array.slice(path, 0, 3) == ["spec", "template", "metadata"]
