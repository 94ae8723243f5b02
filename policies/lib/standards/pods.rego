# Controls over what a pod alone can set: the node's namespaces, volumes and sysctls.
package tidegate.lib.standards

import data.tidegate.lib.unknown
import data.tidegate.lib.workload

host_namespaces contains found if {
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	workload.pod_spec[field] == true
	found := {"msg": sprintf("%s is true", [field]), "path": array.concat(workload.pod_spec_path, [field])}
}

host_path contains found if {
	some i, volume in workload.pod_spec.volumes
	is_object(volume.hostPath)
	found := {
		"msg": sprintf("volume \"%v\" is a path of the node", [object.get(volume, "name", "(no name)")]),
		"path": array.concat(workload.pod_spec_path, ["volumes", i, "hostPath"]),
	}
}

# A volume without any source that the API server knows becomes an emptyDir.
volume_types contains found if {
	is_restricted
	some i, volume in workload.pod_spec.volumes
	some source in data.lib.standards.volumes
	is_object(volume[source])
	found := {
		"msg": sprintf("volume \"%v\" is of type %s", [object.get(volume, "name", "(no name)"), source]),
		"path": array.concat(workload.pod_spec_path, ["volumes", i, source]),
	}
}

sysctls contains found if {
	some i, sysctl in workload.pod_spec.securityContext.sysctls
	name := sysctl.name
	is_string(name)
	not name in allowed_sysctls
	not unknown.is_placeholder(name)
	found := {
		"msg": sprintf("the pod sets the sysctl %s", [name]),
		"path": array.concat(workload.pod_spec_path, ["securityContext", "sysctls", i, "name"]),
	}
}

allowed_sysctls := {name | some name, since in data.lib.standards.sysctls; since <= minor}
