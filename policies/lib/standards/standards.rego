# The Pod Security Standards applied to the pod under review, as the API server's admission plugin applies them: what
# each control finds, as {text, values, path}: a message is made of them where one is told. Not here: which findings are
# told, and how; see the rules of the pods pack.
package tidegate.lib.standards

import data.tidegate.lib.messages
import data.tidegate.lib.security
import data.tidegate.lib.unknown

enforce_label := "pod-security.kubernetes.io/enforce"

# The controls that are one finding together where nobody declared a level, by the rule that tells of each.
violations := {
	"pods/apparmor": apparmor,
	"pods/capabilities": capabilities,
	"pods/host-namespaces": host_namespaces,
	"pods/host-path": host_path,
	"pods/host-ports": host_ports,
	"pods/privilege-escalation": privilege_escalation,
	"pods/probe-host": probe_host,
	"pods/proc-mount": proc_mount,
	"pods/seccomp": seccomp,
	"pods/selinux": selinux,
	"pods/sysctls": sysctls,
	"pods/volume-types": volume_types,
	"pods/windows-host-process": windows_host_process,
}

# Every control that is violated, by its rule: those for which the API server would refuse the pod.
refused_for := {rule |
	some rule, found in object.union(violations, {
		"pods/privileged": privileged,
		"pods/run-as-non-root": run_as_non_root,
	})
	count(found) > 0
}

# Somebody said which level pods are held to, and it is one that refuses some.
declared if security.level in {"baseline", "restricted"}

# Violations are of this level. Undefined where nobody can say: the level is privileged, or is filled in later.
level := security.level if {
	declared
} else := "restricted" if {
	not security.level
	not filled_in_later
}

filled_in_later if unknown.is_placeholder(input.namespaceObject.metadata.labels[enforce_label])

is_restricted if level == "restricted"

# What the namespace's label says, whatever the parameter does: what the API server will enforce.
enforced := value if {
	value := input.namespaceObject.metadata.labels[enforce_label]
	value in {"baseline", "restricted"}
}

# The policy's minor version. No cluster has the one that stands for `latest`, which is also what the API server takes
# for a version that it does not understand.
minor := to_number(trim_prefix(version, "v1.")) if {
	version := input.namespaceObject.metadata.labels[concat("-", [enforce_label, "version"])]
	is_version(version)
} else := 1000000

is_version(text) if {
	is_string(text)
	regex.match(`^v1\.(0|[1-9][0-9]*)$`, text)
}

# A violation where the level was declared.
refused(found) := {
	"msg": sprintf(concat("", [found.text, ": the Pod Security level %s refuses it"]), array.concat(
		[shown(value) | some value in found.values],
		[level],
	)),
	"path": found.path,
}

# A list is one of containers.
shown(value) := messages.containers(value) if is_array(value)

shown(value) := value if not is_array(value)
