# METADATA
# title: Containers behind a Service have a readiness probe
# description: |
#   A Service sends requests to a pod as soon as its containers have started. Without a readiness probe that is before
#   the process listens, so every rollout, restart and scale-up fails requests, and a pod in trouble keeps its share.
# custom:
#   title_zh: Service 后端的容器配有就绪探针
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [Service]
#   absence: false
#   params: {}
#   remediation: |
#     Add a readinessProbe to the container that serves the Service's target port, asking whether it can answer requests
#     now.
#   remediation_zh: 为提供 Service 目标端口的容器添加 readinessProbe，检查它此刻能否处理请求。
#   not_a_problem: |
#     When clients of this Service find out by themselves which pods answer, and retry elsewhere. A Service with
#     publishNotReadyAddresses is not looked at, nor a port that is called metrics, prometheus or monitoring, nor a
#     container that no Service sends requests to.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/services-networking/service/
#   since: 0.1.0
package tidegate.probes.readiness_missing

import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.serving
import data.tidegate.lib.workload

# Where the container that answers is known. Without senders there are no titles, and so no finding.
deny contains finding if {
	not workload.is_hook
	some entry in serving.containers
	probes.is_missing(entry.container, "readinessProbe")
	not workload.is_injected(entry.container)
	senders := [service | some service in serving.services; sends_to(service, entry)]
	finding := object.union(severity(entry), {
		"msg": sprintf("%s has no readinessProbe: requests from %s reach it %s", [
			messages.containers([entry.name]),
			serving.titles(senders),
			moment(entry),
		]),
		"path": array.concat(entry.path, ["readinessProbe"]),
		"related": serving.related(senders),
	})
}

# Where several containers could answer at a port that none of them declares.
deny contains finding if {
	not workload.is_hook
	nobody_has_readiness
	count(serving.apps) > 1
	senders := [service | some service in serving.services; serving.leads_somewhere(service)]
	finding := {
		"msg": sprintf("no container has a readinessProbe: requests from %s reach the pod as soon as it has started", [
			serving.titles(senders),
		]),
		"path": array.concat(workload.pod_spec_path, ["containers"]),
		"related": serving.related(senders),
	}
}

nobody_has_readiness if {
	every entry in workload.lasting_containers { probes.is_missing(entry.container, "readinessProbe") }
}

sends_to(service, entry) if serving.answers(service, entry)

sends_to(service, entry) if {
	nobody_has_readiness
	serving.alone_answers(service, entry)
}

# Until its startup probe has succeeded a container counts as unready, so that only what happens later is left open.
severity(entry) := {"severity": "info"} if {
	entry.container.startupProbe
} else := {}

moment(entry) := "for good once its startupProbe has succeeded" if {
	entry.container.startupProbe
} else := "as soon as it has started"
