# METADATA
# title: Pods are restarted when what they read at the start is changed
# description: |
#   This change gives a ConfigMap or Secret other contents, and leaves the pods that read it as they are. Variables
#   and files that are mounted with subPath never change in a running pod: some pods go on with the old configuration
#   until they happen to be restarted, and others start with the new one.
# custom:
#   title_zh: 修改仅在启动时读取的配置时同时重启 Pod
#   remediation_zh: |
#     在 Pod 模板的注解中加入配置内容的校验和，或使用带内容哈希的名称（kustomize generator），或由 Reloader 重启；
#     一次性处理可在应用后执行 kubectl rollout restart。
#   severity: warning
#   applies_to: [long_running_workloads]
#   operations: [UPDATE]
#   places: [ci]
#   reads: [ConfigMap, Secret]
#   absence: false
#   params: {}
#   silences: [reload/stale-configuration]
#   remediation: |
#     Put a checksum of the contents into an annotation of the pod template, or a hash of them into the name, so that
#     the pods are replaced with it. For this once, restart the workload after the change has been applied.
#   not_a_problem: |
#     When something else restarts the pods, or when a chart makes up a new password each time it is rendered and the
#     cluster keeps the old one. Files of a volume that is mounted whole are refreshed and not reported, nor are keys
#     that the pods do not read.
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
#     - https://helm.sh/docs/howto/charts_tips_and_tricks/#automatically-roll-deployments
#   since: 0.1.0
package tidegate.change.configuration_without_restart

import data.tidegate.lib.configuration
import data.tidegate.lib.messages
import data.tidegate.lib.references
import data.tidegate.lib.restarts
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	object.get(input.oldObject, workload.pod_template_path, null) == workload.pod_template
	said := words([title | some [title, _] in stale])
	not input.object.spec.updateStrategy.type == "OnDelete"
	not workload.is_hook
	not workload.is_owned
	not is_filled_in_later
	finding := {
		"msg": sprintf("%s, and the pods that read %s at the start are not replaced", said),
		"path": place,
		"related": [{"object": at, "path": ["data"]} | some [_, at] in stale],
	}
}

# The same place that reload/stale-configuration tells.
place := data.tidegate.lib.restarts.misplaced[0].path

place := array.concat(workload.pod_template_path, ["metadata", "annotations"]) if {
	count(data.tidegate.lib.restarts.misplaced) == 0
}

words(titles) := [sprintf("%s is changed", titles), "it"] if count(titles) == 1

words(titles) := [sprintf("%s are changed", [messages.joined(titles)]), "them"] if count(titles) > 1

# What is read at the start and is changed: [title, object].
stale := {[sprintf("%s \"%s\"", [ref.kind, ref.name]), {
	"kind": ref.kind,
	"namespace": workload.namespace,
	"name": ref.name,
}] |
	some ref in read_at_the_start
	old := input.oldInventory[ref.kind][workload.namespace][ref.name]
	new := input.inventory[ref.kind][workload.namespace][ref.name]
	not old.immutable == true
	concerns(configuration.changes(old, new), ref.keys)
	not restarts.restarted_for(new)
}

# `*` stands for all of them.
concerns(changes, keys) if {
	count(changes) > 0
	"*" in keys
}

concerns(changes, keys) if {
	some key in keys
	key in changes
}

read_at_the_start := array.concat(array.concat(variables, sets_of_variables), parts)

variables := [{"kind": ref.kind, "name": ref.name, "keys": [item.key | some item in ref.keys]} |
	some entry in workload.lasting_containers
	some ref in references.from_environment(entry)
]

sets_of_variables := [{"kind": ref.kind, "name": ref.name, "keys": ["*"]} |
	some entry in workload.lasting_containers
	some ref in references.from_whole_environment(entry)
]

# Volumes that are mounted in part.
parts := [{"kind": ref.kind, "name": ref.name, "keys": keys} |
	some entry in workload.lasting_containers
	some mount in entry.container.volumeMounts
	some volume in workload.pod_spec.volumes
	volume.name == mount.name
	some ref in array.concat(
		references.from_volume(volume, [], "secretName"),
		references.from_projection(volume, []),
	)
	keys := keys_of(mount, object.get(volume, array.concat(ref.path, ["items"]), []))
]

# A file is called as its key is, where nothing else is said.
keys_of(mount, items) := [mount.subPath] if {
	mount.subPath != ""
	count(items) == 0
} else := [item.key | some item in items; startswith(folder(item.path), folder(mount.subPath))] if {
	mount.subPath != ""
} else := ["*"] if {
	mount.subPathExpr != ""
}

folder(path) := concat("", [path, "/"])

# A tag or an annotation that is filled in later may replace the pods.
is_filled_in_later if {
	walk(workload.pod_template, [_, value])
	unknown.is_placeholder(value)
}
