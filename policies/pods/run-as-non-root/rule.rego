# METADATA
# title: Containers run as a non-root user
# description: |
#   A process that is root in its container is root for the kernel as well. Every hole in the runtime, every mounted
#   host path and every capability then counts for more, and a namespace that enforces the Pod Security level
#   restricted refuses the pod, although it admits the Deployment. runAsNonRoot true makes the kubelet check it.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Set securityContext.runAsNonRoot to true on the pod or on every container, remove runAsUser 0, and give a numeric
#     runAsUser where the image names its user by a word or not at all.
#   title_zh: 容器以非 root 用户运行
#   remediation_zh: |
#     在 Pod 或每个容器上把 securityContext.runAsNonRoot 设为 true，去掉 runAsUser: 0；
#     如果镜像用名称指定用户或没有指定用户，就设置数字形式的 runAsUser。
#   not_a_problem: |
#     When the software has to be root on the node, as network plugins, storage drivers and node agents do: put it into
#     a namespace that says so (label pod-security.kubernetes.io/enforce set to privileged), where this rule is silent.
#     Also when the pod has a user namespace of its own (hostUsers false), where root in the container is nobody
#     outside, unless an older version of the level restricted was declared. Where no container is known to run as root
#     (a numeric runAsUser or the container's own value sees to it), it is the level restricted that refuses the pod.
#     A namespace that declares the level baseline lets root in, so there it is only a finding that the kubelet refuses
#     to start a container whose user is 0 against runAsNonRoot true.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#     - https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
#   since: 0.1.0
package tidegate.pods.run_as_non_root

import data.tidegate.lib.messages
import data.tidegate.lib.security
import data.tidegate.lib.workload

# That the kubelet refuses to start a container does not depend on any level.
deny contains finding if {
	judged
	some setting in written("runAsUser")
	setting.value == 0
	affected := [context | some context in contexts; context.user.path == setting.path]
	finding := object.union({"path": setting.path}, root_user(setting, affected))
}

deny contains finding if {
	held_to_restricted
	some setting in written("runAsNonRoot")
	setting.value == false
	affected := [context.name |
		some context in contexts
		context.non_root.path == setting.path
		context.user.value in {0, null}
	]
	finding := object.union({"path": setting.path}, root_allowed(setting, affected))
}

# Missing everywhere: one finding, for one line in the pod's context mends it.
deny contains finding if {
	held_to_restricted
	unset_everywhere
	finding := object.union({"path": missing_at(workload.pod_spec_path)}, undecided(missing))
}

deny contains finding if {
	held_to_restricted
	not unset_everywhere
	some context in missing
	finding := object.union({"path": missing_at(context.path)}, undecided([context]))
}

judged if {
	not security.anything_goes
	not security.maybe_user_namespace
}

held_to_restricted if {
	judged
	data.tidegate.lib.standards.is_restricted
}

# Older versions of the policy do not know user namespaces.
judged if {
	security.level == "restricted"
	data.tidegate.lib.standards.minor < data.lib.standards.user_namespace_spared_since
}

# What each container ends up with; the value null means that nothing is written anywhere.
contexts := [context |
	some entry in workload.containers
	context := {
		"name": entry.name,
		"path": entry.path,
		"user": settled(entry, "runAsUser"),
		"non_root": settled(entry, "runAsNonRoot"),
	}
]

settled(entry, field) := setting if {
	setting := security.setting(entry, field)
} else := {"value": null, "path": null}

# Each place where a field is written, whether or not a container listens to it.
written(field) := array.concat(
	[object.union(setting, {"field": field, "owner": "the pod"}) | setting := security.pod_setting(field)],
	[object.union(setting, {"field": field, "owner": messages.containers([entry.name])}) |
		some entry in workload.containers
		setting := security.own_setting(entry, field)
	],
)

# Containers for which nobody has decided. One that is root by its user is told so already, and a placeholder for the
# user may yet be anything.
missing := [context |
	some context in contexts
	context.non_root.value == null
	undecided_user(context.user.value)
]

undecided_user(value) if value == null

undecided_user(value) if numeric_non_root(value)

unset_everywhere if {
	every context in contexts { context.non_root.value == null }
}

missing_at(path) := array.concat(path, ["securityContext", "runAsNonRoot"])

numeric_non_root(value) if {
	is_number(value)
	value > 0
}

# The text. Where nobody is affected there are no names to list, and the first answers are undefined.
root_user(setting, affected) := {"msg": msg} if {
	held_to_restricted
	not all_refused(affected)
	msg := sprintf("%s: root runs in %s", [place(setting), messages.containers(names(affected))])
} else := {"msg": msg} if {
	all_refused(affected)
	msg := sprintf("%s against runAsNonRoot true: the kubelet refuses to start %s", [
		place(setting),
		messages.containers(names(affected)),
	])
} else := harmless(setting)

all_refused(affected) if {
	every context in affected { context.non_root.value == true }
}

root_allowed(setting, affected) := {"msg": msg} if {
	msg := sprintf("%s: root may run in %s", [place(setting), messages.containers(affected)])
} else := harmless(setting)

harmless(setting) := {"msg": msg} if {
	is_minded(setting.field)
	msg := sprintf(
		"%s: no container is known to run as root by it, but the Pod Security level restricted refuses the pod",
		[place(setting)],
	)
}

# Where root is kept out by other means, the level restricted refuses the pod nevertheless.
is_minded(field) if {
	held_to_restricted
	data.tidegate.lib.standards.minor >= minded_since[field]
}

minded_since := {"runAsNonRoot": 0, "runAsUser": data.lib.standards.run_as_user_since}

undecided(affected) := {"msg": msg} if {
	exposed := [context.name | some context in affected; context.user.value == null]
	msg := sprintf("runAsNonRoot is set neither for the pod nor for the container: root may run in %s", [
		messages.containers(exposed),
	])
} else := {"msg": msg} if {
	msg := sprintf(
		"runAsNonRoot is not set: only runAsUser keeps root out of %s, and the Pod Security level restricted refuses the pod",
		[messages.containers(names(affected))],
	)
}

place(setting) := sprintf("%s is %v in the securityContext of %s", [setting.field, setting.value, setting.owner])

names(affected) := [context.name | some context in affected]
