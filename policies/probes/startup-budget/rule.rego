# METADATA
# title: A container is not killed while it starts
# description: |
#   Without a startup probe the liveness probe begins right away. Where it gives up before the time is over that the
#   object itself says a start may take, the container is killed while it starts, starts anew, and never gets there:
#   after a slow day of the database as much as with the first bigger set of data.
# custom:
#   title_zh: 容器不会在启动过程中被终止
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Add a startupProbe that asks the same as the liveness probe, with failureThreshold times periodSeconds of the
#     longest start. Say that time in the annotation tidegate.dev/startup-seconds of the pod template where nothing else
#     does.
#   remediation_zh: |
#     添加与存活探针检查内容相同的 startupProbe，使其 failureThreshold × periodSeconds 覆盖最长的启动时间；
#     若别处未说明该时间，可写在 Pod 模板的注解 tidegate.dev/startup-seconds 中。
#   not_a_problem: |
#     When the container always starts in far less time, and the long delay or deadline is there for something else:
#     pulling a large image, or waiting for a node.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
#     - https://kubernetes.io/docs/concepts/workloads/pods/probes/
#   since: 0.1.0
package tidegate.probes.startup_budget

import data.tidegate.lib.messages
import data.tidegate.lib.probes
import data.tidegate.lib.workload

deny contains finding if {
	not workload.is_hook
	some entry in workload.lasting_containers
	killer := killers(entry.container)
	budget := probes.number(killer.probe, "initialDelaySeconds") + probes.patience(killer.probe)
	admitted := [claim | some claim in array.concat(claims(entry), killer.claims); claim.seconds > budget]
	finding := {
		"msg": sprintf("%s is killed when it has not started after %v s, but %s", [
			messages.containers([entry.name]),
			budget,
			messages.joined([claim.text | some claim in admitted]),
		]),
		"path": array.concat(entry.path, [killer.name]),
	}
}

# A startup probe holds the liveness probe back, and is itself what is said of the start.
killers(container) := {"name": "startupProbe", "probe": probe, "claims": []} if {
	probe := container.startupProbe
} else := {
	"name": "livenessProbe",
	"probe": probe,
	"claims": array.concat(deadline, unasked(container)),
} if {
	probe := container.livenessProbe
}

# {seconds, text} of what is said of the only container; with several nobody knows whose start is meant.
claims(entry) := annotated if {
	[entry] == [app | some app in workload.lasting_containers; app.class == "app"]
} else := []

annotated := [claim |
	some text in annotations
	is_string(text)
	regex.match(`^[1-9][0-9]{0,5}$`, text)
	claim := {"seconds": to_number(text), "text": sprintf("the annotation says that a start takes %s s", [text])}
]

annotations contains input.object.metadata.annotations["tidegate.dev/startup-seconds"]

annotations contains workload.pod_template.metadata.annotations["tidegate.dev/startup-seconds"]

# Nobody makes the deadline longer than its default for a container that starts in seconds, unless for the containers
# before it, or for the time that it has to be ready.
deadline := [claim |
	[entry.class | some entry in workload.containers] == ["app"]
	seconds := input.object.spec.progressDeadlineSeconds
	is_number(seconds)
	seconds - object.get(input.object.spec, "minReadySeconds", 0) > 600
	claim := {"seconds": seconds, "text": sprintf("progressDeadlineSeconds waits %v s for it", [seconds])}
]

# A readiness probe that does not ask before is sure that there is nothing to hear.
unasked(container) := [claim |
	seconds := probes.number(container.readinessProbe, "initialDelaySeconds")
	claim := {"seconds": seconds, "text": sprintf("its readinessProbe does not even ask before %v s", [seconds])}
]
