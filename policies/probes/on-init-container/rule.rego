# METADATA
# title: Probes and lifecycle hooks stand in containers that stay
# description: |
#   An init container ends before the others start, and an ephemeral one is there for a person to look around: there is
#   nothing to ask and nothing to drain. The API server refuses probes and lifecycle hooks in both, and nothing of the
#   object is applied.
# custom:
#   title_zh: 探针与生命周期钩子只写在持续运行的容器中
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Remove the field; or give the init container restartPolicy Always, if it is meant to run as a sidecar beside the
#     others.
#   remediation_zh: |
#     删除该字段；若该 init 容器本应作为边车与其他容器一起运行，则为其设置 restartPolicy: Always。
#   not_a_problem: |
#     Never: no API server takes it.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
#   since: 0.1.0
package tidegate.probes.on_init_container

import data.tidegate.lib.messages
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some entry in workload.containers
	entry.class in {"init", "ephemeral"}
	some field in ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"]
	is_object(entry.container[field])

	# With Always it would be one that stays.
	not unknown.is_placeholder(object.get(entry.container, "restartPolicy", ""))
	finding := {
		"msg": sprintf("%s of %s container \"%s\": the API server refuses it", [field, entry.class, entry.name]),
		"path": array.concat(entry.path, [field]),
	}
}
