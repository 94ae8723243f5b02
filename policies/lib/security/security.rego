# Security context of the pod under review: which value a container ends up with, and where that value is written.
# Not here: whether the value is good, which is for the rules of the pods pack.
package tidegate.lib.security

import data.tidegate.lib.workload

# Fields that a pod sets for all its containers; each container may set its own. All other fields of a container's
# context are its own alone.
inherited := {
	"appArmorProfile",
	"runAsGroup",
	"runAsNonRoot",
	"runAsUser",
	"seLinuxOptions",
	"seccompProfile",
	"windowsOptions",
}

# What holds for a field in one entry of workload.containers: {value, path}, path being where it is written.
# Undefined where nothing is written.
setting(entry, field) := found if {
	found := own_setting(entry, field)
} else := pod_setting(field) if {
	field in inherited
}

# The same for the container's own context alone. A context that is no mapping, a placeholder, may say anything: it is
# itself the value, which is then unknown.
own_setting(entry, field) := {"value": value, "path": array.concat(entry.path, ["securityContext", field])} if {
	value := entry.container.securityContext[field]
} else := {"value": context, "path": array.concat(entry.path, ["securityContext"])} if {
	context := entry.container.securityContext
	not is_object(context)
}

# The same for the pod's context. Values of another package are written in full inside functions: once that package has
# been evaluated, regorus 0.14 finds them undefined through an import, where OPA does not.
pod_setting(field) := {
	"value": value,
	"path": array.concat(data.tidegate.lib.workload.pod_spec_path, ["securityContext", field]),
} if {
	value := data.tidegate.lib.workload.pod_spec.securityContext[field]
} else := {
	"value": context,
	"path": array.concat(data.tidegate.lib.workload.pod_spec_path, ["securityContext"]),
} if {
	context := data.tidegate.lib.workload.pod_spec.securityContext
	not is_object(context)
}

is_windows if workload.pod_spec.os.name == "windows"

# Root in the container is nobody on the node. True as well where hostUsers is a placeholder: it may be so.
maybe_user_namespace if workload.pod_spec.hostUsers != true

levels := {"privileged", "baseline", "restricted"}

# The Pod Security level that was declared for this pod: the namespace's label, else the parameter.
level := declared if {
	declared := input.namespaceObject.metadata.labels["pod-security.kubernetes.io/enforce"]
	declared in levels
} else := declared if {
	declared := input.params.level
	declared in levels
}

# Somebody said that pods may do here whatever they like.
anything_goes if level == "privileged"
