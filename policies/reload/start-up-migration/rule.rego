# METADATA
# title: A migration runs once a release, not once a pod
# description: |
#   Every pod that starts runs the migration again: on a rollout, after a crash, when a node is drained, and several at
#   once. Not every tool locks, a killed one may leave its lock behind, and the pods of the old version meet a schema
#   that they do not know.
# custom:
#   title_zh: 数据库迁移每次发布只执行一次，而不是每个 Pod 都执行
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#     - argoproj.io/Rollout
#     - apps/Deployment
#     - apps/ReplicaSet
#   absence: false
#   params: {}
#   remediation: |
#     Run the migration in a Job before the rollout: a Helm hook (pre-upgrade), an Argo CD PreSync hook, or a step of the
#     pipeline. Let pods at most wait until it is done.
#   remediation_zh: |
#     在发布之前用 Job 执行迁移：Helm 的 pre-upgrade 钩子、Argo CD 的 PreSync 钩子或流水线中的一步；Pod 内最多只等待迁移完成。
#   not_a_problem: |
#     When the tool takes a lock that ends with its connection, every change fits the version that still runs, and the
#     start may wait for it. A workload of a single pod is not reported, and neither are Jobs and hooks.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior
#     - https://helm.sh/docs/topics/charts_hooks/
#     - https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
#   since: 0.1.0
package tidegate.reload.start_up_migration

import data.tidegate.lib.argv
import data.tidegate.lib.image
import data.tidegate.lib.messages
import data.tidegate.lib.migrations
import data.tidegate.lib.replicas
import data.tidegate.lib.workload

deny contains finding if {
	some step in steps
	not workload.is_hook
	not workload.is_owned
	finding := {
		"msg": sprintf("%s runs a migration (%s) in each of %s", [
			messages.containers([step.entry.name]),
			step.text,
			several.text,
		]),
		"path": step.path,
		"related": several.related,
	}
}

# One of each container, for a second one has the same cause.
steps := array.concat(told, handed) if {
	all := [{"entry": run.entry, "path": run.path, "text": text} |
		some run in argv.runs
		run.entry.class != "ephemeral"
		text := migrations.migration(run)
	]
	told := [step |
		some i, step in all
		not step.entry.path in [before.entry.path | some before in array.slice(all, 0, i)]
	]
	handed := [step |
		some entry in workload.containers
		not entry.path in [step.entry.path | some step in told]
		step := handed_to_the_image(entry)
	]
}

# Arguments alone, to the program that gave the image its name.
handed_to_the_image(entry) := {"entry": entry, "path": array.concat(entry.path, ["args"]), "text": text} if {
	entry.class != "ephemeral"
	argv.uses_entry_point(entry.container)
	is_array(entry.container.args)
	name := image.short_name(entry.container.image)
	text := migrations.migration({"program": name, "words": array.concat([name], entry.container.args)})
}

several := {"text": "the pods of all nodes", "related": []} if {
	workload.kind in data.lib.kinds.groups.unscalable_workloads
} else := {"text": text, "related": related} if {
	bounds := replicas.own
	bounds.min > 1
	text := sprintf("%s%s", [messages.pods(bounds.min), replicas.by_whom(bounds)])
	related := replicas.related(bounds, workload.namespace)
}
