# Eight rules about pods as they are commonly written for conftest: no METADATA, no path, one message each. Both programs
# of compare.sh run this one file, so that they do the same work.
package main

workload_kinds := {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"}

pod_spec := input.spec if input.kind == "Pod"

pod_spec := input.spec.template.spec if input.kind in workload_kinds

pod_spec := input.spec.jobTemplate.spec.template.spec if input.kind == "CronJob"

containers contains container if some container in pod_spec.containers

containers contains container if some container in pod_spec.initContainers

name := sprintf("%v/%v", [input.kind, input.metadata.name])

runs_as_non_root(container) if container.securityContext.runAsNonRoot == true

runs_as_non_root(container) if {
	not container.securityContext.runAsNonRoot == false
	pod_spec.securityContext.runAsNonRoot == true
}

deny contains msg if {
	some container in containers
	container.securityContext.privileged == true
	msg := sprintf("%v: container %v is privileged", [name, container.name])
}

deny contains msg if {
	some container in containers
	not runs_as_non_root(container)
	msg := sprintf("%v: container %v may run as root", [name, container.name])
}

deny contains msg if {
	some container in containers
	not container.securityContext.allowPrivilegeEscalation == false
	msg := sprintf("%v: container %v may escalate privileges", [name, container.name])
}

deny contains msg if {
	some container in containers
	endswith(container.image, ":latest")
	msg := sprintf("%v: container %v uses the tag latest", [name, container.name])
}

deny contains msg if {
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	pod_spec[field] == true
	msg := sprintf("%v: %v is set", [name, field])
}

deny contains msg if {
	some volume in pod_spec.volumes
	volume.hostPath
	msg := sprintf("%v: volume %v is a hostPath", [name, volume.name])
}

warn contains msg if {
	some container in containers
	not container.resources.limits.memory
	msg := sprintf("%v: container %v has no memory limit", [name, container.name])
}

warn contains msg if {
	input.kind in {"Deployment", "StatefulSet"}
	some container in pod_spec.containers
	not container.readinessProbe
	msg := sprintf("%v: container %v has no readiness probe", [name, container.name])
}
