# Controls over what a pod sets for all its containers and each container may set anew: profiles, labels and users.
package tidegate.lib.standards

import data.tidegate.lib.security
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# Each place where a field of the security context is written: {value, path, owner}.
written(field) := array.concat(
	[{"value": value, "path": array.concat(pod_context_path, [field]), "owner": "the pod"} |
		value := data.tidegate.lib.workload.pod_spec.securityContext[field]
	],
	[{"value": value, "path": array.concat(entry.path, [field]), "owner": [entry.name]} |
		some entry in contexts
		value := entry.context[field]
	],
)

pod_context_path := array.concat(workload.pod_spec_path, ["securityContext"])

# Nothing is written for the pod, and nothing will be.
pod_leaves_out(field) if {
	context := object.get(data.tidegate.lib.workload.pod_spec, "securityContext", {})
	is_object(context)
	object.get(context, field, null) == null
}

template_metadata_path := array.concat(workload.pod_template_path, ["metadata"])

# {name, value, path} of every annotation of the pods that could be about a profile.
annotations contains {
	"name": name,
	"value": value,
	"path": array.concat(template_metadata_path, ["annotations", name]),
} if {
	some name, value in workload.mapping(object.get(input.object, template_metadata_path, {}).annotations)
	strings.any_prefix_match(name, annotation_prefixes)
	is_string(value)
	not unknown.is_placeholder(value)
}

annotation_prefixes := [
	"container.apparmor.security.beta.kubernetes.io/",
	"container.seccomp.security.alpha.kubernetes.io/",
	"seccomp.security.alpha.kubernetes.io/",
]

# Profiles of seccomp and AppArmor alike.
bad_profile(profile) := kind if {
	is_object(profile)
	kind := object.get(profile, "type", "")
	not kind in data.lib.standards.profiles
	not unknown.is_placeholder(kind)
}

seccomp contains found if {
	minor >= data.lib.standards.seccomp_field_since
	some setting in written("seccompProfile")
	kind := bad_profile(setting.value)
	found := {
		"text": "the seccomp profile of %s is of type \"%v\"",
		"values": [setting.owner, kind],
		"path": array.concat(setting.path, ["type"]),
	}
}

# Missing everywhere: one finding, for one line in the pod's context mends it.
seccomp contains found if {
	asks_for_seccomp
	count(without_seccomp) == count(workload.containers)
	count(without_seccomp) > 0
	found := {
		"text": "no seccomp profile is set for %s",
		"values": [[entry.name | some entry in without_seccomp]],
		"path": array.concat(pod_context_path, ["seccompProfile"]),
	}
}

seccomp contains found if {
	asks_for_seccomp
	count(without_seccomp) < count(workload.containers)
	some entry in without_seccomp
	found := {
		"text": "no seccomp profile is set for %s",
		"values": [[entry.name]],
		"path": array.concat(entry.path, ["seccompProfile"]),
	}
}

asks_for_seccomp if {
	is_restricted
	minor >= data.lib.standards.seccomp_field_since
	not spared_as_windows
	pod_leaves_out("seccompProfile")
}

without_seccomp := [entry |
	some entry in contexts
	object.get(entry.context, "seccompProfile", null) == null
]

seccomp contains found if {
	minor < data.lib.standards.seccomp_field_since
	some annotation in annotations
	annotation.name in seccomp_annotations
	not annotation.value in {"runtime/default", "docker/default"}
	not startswith(annotation.value, "localhost/")
	found := {
		"text": "the annotation %s is \"%s\"",
		"values": [annotation.name, annotation.value],
		"path": annotation.path,
	}
}

seccomp_annotations := {"seccomp.security.alpha.kubernetes.io/pod"} | {name |
	some entry in workload.containers
	name := concat("/", ["container.seccomp.security.alpha.kubernetes.io", entry.name])
}

apparmor contains found if {
	some setting in written("appArmorProfile")
	kind := bad_profile(setting.value)
	found := {
		"text": "the AppArmor profile of %s is of type \"%v\"",
		"values": [setting.owner, kind],
		"path": array.concat(setting.path, ["type"]),
	}
}

apparmor contains found if {
	some annotation in annotations
	startswith(annotation.name, "container.apparmor.security.beta.kubernetes.io/")
	not annotation.value in {"", "runtime/default"}
	not startswith(annotation.value, "localhost/")
	found := {
		"text": "the annotation %s is \"%s\"",
		"values": [annotation.name, annotation.value],
		"path": annotation.path,
	}
}

selinux contains found if {
	some setting in written("seLinuxOptions")
	kind := setting.value.type
	is_string(kind)
	kind != ""
	not allows_selinux_type(kind)
	not unknown.is_placeholder(kind)
	found := {
		"text": "the SELinux type of %s is %s",
		"values": [setting.owner, kind],
		"path": array.concat(setting.path, ["type"]),
	}
}

selinux contains found if {
	some setting in written("seLinuxOptions")
	some field in ["user", "role"]
	value := setting.value[field]
	is_string(value)
	value != ""
	not unknown.is_placeholder(value)
	found := {
		"text": "the SELinux %s of %s is %s",
		"values": [field, setting.owner, value],
		"path": array.concat(setting.path, [field]),
	}
}

allows_selinux_type(kind) if data.lib.standards.selinux_types[kind] <= minor

windows_host_process contains found if {
	some setting in written("windowsOptions")
	setting.value.hostProcess == true
	found := {
		"text": "hostProcess is true for %s",
		"values": [setting.owner],
		"path": array.concat(setting.path, ["hostProcess"]),
	}
}

run_as_non_root contains {"path": setting.path} if {
	asks_for_non_root
	some setting in written("runAsNonRoot")
	setting.value == false
}

run_as_non_root contains {"path": setting.path} if {
	asks_for_non_root
	minor >= data.lib.standards.run_as_user_since
	some setting in written("runAsUser")
	setting.value == 0
}

run_as_non_root contains {"path": array.concat(entry.path, ["runAsNonRoot"])} if {
	asks_for_non_root
	pod_leaves_out("runAsNonRoot")
	some entry in contexts
	object.get(entry.context, "runAsNonRoot", null) == null
}

# A container that says nothing inherits what the pod says, and the pod's false is told above.
asks_for_non_root if {
	is_restricted
	not spared_as_user_namespace
}

spared_as_user_namespace if {
	minor >= data.lib.standards.user_namespace_spared_since
	security.maybe_user_namespace
}
