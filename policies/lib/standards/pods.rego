# Controls over what a pod alone can set: the node's namespaces, volumes and sysctls.
package tidegate.lib.standards

import data.tidegate.lib.unknown
import data.tidegate.lib.workload

host_namespaces contains found if {
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	workload.pod_spec[field] == true
	found := {"text": "%s is true", "values": [field], "path": array.concat(workload.pod_spec_path, [field])}
}

host_path contains found if {
	some i, volume in workload.pod_spec.volumes
	is_object(volume.hostPath)
	found := {
		"text": "volume \"%v\" is a path of the node",
		"values": [object.get(volume, "name", "(no name)")],
		"path": array.concat(workload.pod_spec_path, ["volumes", i, "hostPath"]),
	}
}

# A volume without any source that the API server knows becomes an emptyDir.
volume_types contains found if {
	is_restricted
	some i, volume in workload.pod_spec.volumes
	some source, value in volume
	source in data.lib.standards.volumes
	is_object(value)
	found := {
		"text": "volume \"%v\" is of type %s",
		"values": [object.get(volume, "name", "(no name)"), source],
		"path": array.concat(workload.pod_spec_path, ["volumes", i, source]),
	}
}

sysctls contains found if {
	some i, sysctl in workload.pod_spec.securityContext.sysctls
	name := sysctl.name
	is_string(name)
	not allows_sysctl(name)
	not unknown.is_placeholder(name)
	found := {
		"text": "the pod sets the sysctl %s",
		"values": [name],
		"path": array.concat(workload.pod_spec_path, ["securityContext", "sysctls", i, "name"]),
	}
}

allows_sysctl(name) if data.lib.standards.sysctls[name] <= minor
