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
	path := array.concat(field, inner)
	is_said(path, value)
	not is_default(path, value)
	not is_implied(obj, path, value)
}

is_said(_, value) if {
	not is_object(value)
	not is_array(value)
	not value in {null, ""}
}

is_said(path, "") if name_of(path) == "storageClassName"

is_said(path, value) if {
	is_object(value)
	name_of(path) in data.lib.immutable.said_when_empty
	count([inner | some inner in value; not inner in {"", null}; inner != []]) == 0

	# That of a pod is filled in, that of a container is not.
	array.slice(path, count(path) - 2, count(path)) != ["spec", "securityContext"]
}

is_default(path, value) if value in data.lib.immutable.defaults[name_of(path)]

is_default(path, value) if {
	names := names_in(path)
	value in data.lib.immutable.defaults_below[names[count(names) - 2]][names[count(names) - 1]]
}

# In a list the name is that of the list.
name_of(path) := names[count(names) - 1] if names := names_in(path)

names_in(path) := [key | some key in path; is_string(key)]

# What the API server fills in from the fields beside it.
is_implied(obj, path, value) if {
	name_of(path) == "imagePullPolicy"
	image := object.get(obj, array.concat(array.slice(path, 0, count(path) - 1), ["image"]), "")
	value == pull_policy(image)
}

# Only in a pod of its own, not in a template.
is_implied(obj, path, value) if {
	obj.spec.hostNetwork == true
	name_of(path) == "hostPort"
	value == object.get(obj, array.concat(array.slice(path, 0, count(path) - 1), ["containerPort"]), null)
}

is_implied(_, path, true) if path == ["spec", "enableServiceLinks"]

is_implied(_, path, "default") if path[1] in {"serviceAccount", "serviceAccountName"}

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
} else := {} if {
	is_object(value)
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
	array.slice(path, 0, 2) == ["spec", "template"]
	is_scheduling(array.slice(path, 2, count(path)))
}

# An Indexed Job grows and shrinks.
is_free(path) if {
	path == ["spec", "completions"]
	input.object.spec.completionMode == "Indexed"
	input.object.spec.completions == input.object.spec.parallelism
}

# The API server keeps it under the other name.
is_free(path) if {
	name_of(path) == "serviceAccountName"
	object.get(input.object, path, "") == ""
	object.get(input.object, array.concat(array.slice(path, 0, count(path) - 1), ["serviceAccount"]), "") == ""
}

is_free(path) if {
	path[1] in {"containers", "initContainers"}
	path[3] == "image"
}

# Pods that are not scheduled yet may be told where to go: by_condition.
is_free(path) if {
	is_gated
	is_scheduling(array.slice(path, 0, 3))
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

# What was an annotation became a field.
is_free(path) if {
	path[count(path) - 1] in {"storageClassName", class_annotation[2]}
	not input.oldObject.spec.storageClassName
	class := object.get(input.oldObject, class_annotation, null)
	input.object.spec.storageClassName == class
	object.get(input.object, class_annotation, class) == class
}

is_free(path) if {
	input.object.kind == "PersistentVolume"
	path[1] == "nodeAffinity"
	data.lib.immutable.renamed_labels[object.get(input.oldObject, path, null)] == object.get(input.object, path, null)
}

is_free(path) if {
	input.object.kind == "Node"
	object.get(input.oldObject, array.slice(path, 0, 2), null) == null
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

is_gated if {
	input.object.kind == "Pod"
	count(input.oldObject.spec.schedulingGates) > 0
}

class_annotation := ["metadata", "annotations", "volume.beta.kubernetes.io/storage-class"]

# What of a pod, or of its template, says where it goes.
is_scheduling(path) if path[0] == "metadata"

is_scheduling(path) if path[1] in {"nodeSelector", "schedulingGates", "tolerations"}

is_scheduling(path) if array.slice(path, 1, 3) == ["affinity", "nodeAffinity"]

is_scheduling(path) if {
	path[1] in {"containers", "initContainers"}
	path[3] == "resources"
}
