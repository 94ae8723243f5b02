# The workload under review: its pod template, pod spec and containers, each with its path from the object.
# Functions answer the same for objects of the inventory. Not here: what the values mean; see lib/security and others.
package tidegate.lib.workload

import data.tidegate.lib.kinds

# Undefined where input.object is no Kubernetes object.
kind := kinds.name_of(input.object)

is_workload if kind in data.lib.kinds.groups.workloads

# The namespace the object lands in. The host fills in a missing one; the rest is for evaluation by hand.
namespace := input.object.metadata.namespace if {
	is_string(input.object.metadata.namespace)
} else := input.request.namespace if {
	is_string(input.request.namespace)
} else := "default"

# Keys from the object to its own pod template; undefined for a Rollout that borrows one through workloadRef.
pod_template_path := path if {
	path := kinds.pod_template_path(kind)
	is_object(object.get(input.object, path, null))
}

# The pod template, its own or a borrowed one.
pod_template := template_of(input.object, namespace)

pod_labels := pod_template.metadata.labels if {
	is_object(pod_template.metadata.labels)
} else := {} if {
	pod_template
}

# Only the object's own: what it borrows is judged where it is written.
pod_spec_path := array.concat(pod_template_path, ["spec"])

pod_spec := spec if {
	spec := object.get(input.object, pod_spec_path, null)
	is_object(spec)
}

# Every container of the pod: {class, container, path, name}. class is app, sidecar (an init container with
# restartPolicy Always), init or ephemeral.
containers := [entry |
	some list in ["initContainers", "containers", "ephemeralContainers"]
	is_array(pod_spec[list])
	some i, container in pod_spec[list]
	is_object(container)
	entry := {
		"class": class_of(list, container),
		"container": container,
		"path": array.concat(pod_spec_path, [list, i]),
		"name": name_of_container(container),
	}
]

# Containers that run as long as the pod does, and may have probes and lifecycle hooks.
lasting_containers := [entry | some entry in containers; entry.class in {"app", "sidecar"}]

# Helm and Argo CD run these beside the release, not as a part of it.
is_hook if hook_of(input.object)

# Run by `helm test` only.
is_test if for_testing(input.object)

# Made by a controller, which is the one to judge.
is_owned if owned(input.object)

owned(obj) if {
	is_array(obj.metadata.ownerReferences)
	some owner in obj.metadata.ownerReferences
	owner.controller == true
}

for_testing(obj) if "test" in {trim_suffix(trim_suffix(word, "-success"), "-failure") | some word in helm_hooks(obj)}

# A hook that is deleted, and its pods with it, as soon as it has succeeded.
removed_on_success(obj) if {
	hook_of(obj)
	some name in ["helm.sh/hook-delete-policy", "argocd.argoproj.io/hook-delete-policy"]
	is_string(obj.metadata.annotations[name])
	policies := {trim_space(word) | some word in split(obj.metadata.annotations[name], ",")}
	count(policies & {"hook-succeeded", "HookSucceeded"}) > 0
}

hook_of(obj) if count(helm_hooks(obj)) > 0

hook_of(obj) if is_string(obj.metadata.annotations["argocd.argoproj.io/hook"])

helm_hooks(obj) := {trim_space(word) |
	is_string(obj.metadata.annotations["helm.sh/hook"])
	some word in split(obj.metadata.annotations["helm.sh/hook"], ",")
}

# The pod template of any object; a Rollout without one borrows that of the workload it refers to, where that is known.
template_of(obj, ns) := template if {
	template := own_template(obj)
} else := template if {
	ref := obj.spec.workloadRef
	referenced := input.inventory[kinds.qualified(kinds.group_of(ref.apiVersion), ref.kind)][ns][ref.name]
	template := own_template(referenced)
}

# A Rollout of the namespace borrows this workload's template and runs the pods in its stead.
lends_template(obj, ns) if {
	some rollout in input.inventory["argoproj.io/Rollout"][ns]
	ref := rollout.spec.workloadRef
	ref.name == obj.metadata.name
	ref.kind == obj.kind
	kinds.group_of(ref.apiVersion) == kinds.group_of(obj.apiVersion)
}

own_template(obj) := template if {
	template := object.get(obj, kinds.pod_template_path(kinds.name_of(obj)), null)
	is_object(template)
}

# The labels that its pods carry; {} where the template is known and has none.
labels_of(obj, ns) := labels if {
	labels := template_of(obj, ns).metadata.labels
	is_object(labels)
} else := {} if {
	template_of(obj, ns)
}

# An object as a finding's `related` names it.
identity(obj, ns) := {"kind": kinds.name_of(obj), "namespace": ns, "name": obj.metadata.name}

# `Deployment "web"`.
title(obj) := sprintf("%s \"%s\"", [obj.kind, obj.metadata.name]) if {
	is_string(obj.kind)
	is_string(obj.metadata.name)
} else := sprintf("%s without a name", [obj.kind]) if {
	is_string(obj.kind)
}

# Labels, annotations or data that are what they should be: their names are texts.
mapping(value) := value if is_object(value)

class_of(list, _) := "app" if list == "containers"

class_of(list, _) := "ephemeral" if list == "ephemeralContainers"

class_of(list, container) := "sidecar" if {
	list == "initContainers"
	container.restartPolicy == "Always"
} else := "init" if {
	list == "initContainers"
}

name_of_container(container) := container.name if {
	is_string(container.name)
} else := "(no name)"

# Istio's injector writes everything of such a container but its name.
is_injected(container) if container.image == "auto"
