# METADATA
# title: A container keeps the probes that it had
# description: |
#   A probe that was there before is gone. Without readiness the pod gets requests as soon as its process runs, and a
#   rollout goes on over pods that do not work. Without liveness nobody restarts a process that hangs. Without the
#   startup probe the liveness probe kills what has not started yet.
# custom:
#   title_zh: 不移除容器原有的探针
#   remediation_zh: |
#     恢复被移除的探针；若旧探针有误，请修正其端口、路径或时间参数，而不是删除它。
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [UPDATE]
#   places: [ci, admission]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Put the probe back. Where it failed for no good reason, mend its port, path or timing instead of taking it out.
#   not_a_problem: |
#     When a liveness probe did more harm than good: it is better to have none than one that asks another system. A
#     startup probe may go where nothing is left that could kill the container, or where the liveness probe now waits
#     as long as both did.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes
#   since: 0.1.0
package tidegate.change.probe_removed

import data.tidegate.lib.change
import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some pair in change.kept_containers
	names := [name | some name in ["readiness", "liveness", "startup"]; is_gone(name, pair.old, pair.entry.container)]
	not workload.is_owned
	finding := {
		"msg": sprintf("container \"%s\" had a %s probe and has none now: %s", [
			pair.entry.name,
			messages.joined(names),
			messages.joined([consequences[name] | some name in names]),
		]),
		"path": pair.entry.path,
		"key": concat(",", names),
	}
}

consequences := {
	"readiness": "the pod gets requests as soon as the process runs",
	"liveness": "nobody restarts it when it hangs",
	"startup": "it may be killed while it starts",
}

is_gone(name, old, new) if {
	field := concat("", [name, "Probe"])
	asks(old[field])
	not asks(object.get(new, field, null))
	not unknown.is_placeholder(object.get(new, field, null))
	not is_made_up_for(name, old, new)
}

# The API server takes a probe only with a handler.
asks(probe) if {
	some handler in ["exec", "grpc", "httpGet", "tcpSocket"]
	is_object(probe[handler])
}

# Nothing is left that could kill the container while it starts.
is_made_up_for("startup", _, new) if not asks(object.get(new, "livenessProbe", null))

# The liveness probe has taken over the patience of the startup probe, or may have.
is_made_up_for("startup", old, new) if not is_hastier(new.livenessProbe, old.startupProbe)

is_hastier(liveness, startup) if patience(liveness) < patience(startup)

patience(probe) := probes.number(probe, "initialDelaySeconds") + probes.patience(probe)
