# METADATA
# title: Pods are replaced when their configuration changes
# description: |
#   Variables, and files that are mounted with subPath, are read from a ConfigMap or Secret once, when the container
#   starts. A change of it reaches no pod that runs, and nothing in the pod template changes, so nothing replaces them:
#   the old configuration goes on until some later restart brings in the new one, a pod at a time and at no time of
#   your choosing.
# custom:
#   title_zh: 配置变更时 Pod 会被替换
#   severity: warning
#   applies_to:
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/DaemonSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [ConfigMap, Secret]
#   absence: false
#   params: {}
#   remediation: |
#     Put a checksum of the ConfigMap or Secret into the annotations of the pod template (in a chart: checksum/config
#     with include (print $.Template.BasePath "/configmap.yaml") . | sha256sum), or let kustomize generate it, so that
#     its name changes with its content. Reloader's annotation reloader.stakater.com/auto does it from outside.
#   remediation_zh: |
#     在 Pod 模板的注解中写入 ConfigMap 或 Secret 的校验和（Chart 中：checksum/config，值为 include
#     (print $.Template.BasePath "/configmap.yaml") . | sha256sum）；或由 kustomize 生成，使名称随内容变化；也可用
#     Reloader 的注解 reloader.stakater.com/auto 从外部触发重启。
#   not_a_problem: |
#     When the content never changes without something else in the pod template, or when whoever changes it restarts
#     the pods. What is immutable, or has a hash or a version in its name, or is watched by Reloader or its like, is not
#     reported, nor is anything where the pod template carries a hash or a date, nor what is mounted as a whole volume,
#     which follows. Jobs, single pods and hooks read it anew each time.
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
#     - https://helm.sh/docs/howto/charts_tips_and_tricks/#automatically-roll-deployments
#     - https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/#configmapgenerator
#   since: 0.1.0
package tidegate.reload.stale_configuration

import data.tidegate.lib.messages
import data.tidegate.lib.references
import data.tidegate.lib.restarts
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	named := messages.joined([said(pair[0], pair[1]) | some pair in stale])
	not data.tidegate.lib.restarts.follows
	not input.object.spec.updateStrategy.type == "OnDelete"
	not workload.is_hook
	not workload.is_owned
	finding := {
		"msg": sprintf("%s: a change reaches no pod that runs, and nothing replaces the pods", [named]),
		"path": place,
		"related": [{
			"object": {"kind": pair[0], "namespace": workload.namespace, "name": pair[1]},
			"path": ["data"],
		} |
			some pair in stale
		],
	}
}

# Where the checksum belongs, or where it stands by mistake.
place := data.tidegate.lib.restarts.misplaced[0].path

place := array.concat(workload.pod_template_path, ["metadata", "annotations"]) if {
	count(data.tidegate.lib.restarts.misplaced) == 0
}

# [kind, name] of what the containers read once and what may change under its name.
stale := {[ref.kind, ref.name] |
	some ref in read_once
	obj := input.inventory[ref.kind][workload.namespace][ref.name]
	not obj.immutable == true
	not unknown.is_placeholder(ref.name)
	not restarts.changes_with_content(ref.name)
	not is_made_once(obj)
	not restarts.restarted_for(obj)
}

# A hook of the installation alone.
is_made_once(obj) if {
	hooks := obj.metadata.annotations["helm.sh/hook"]
	is_string(hooks)
	not contains(hooks, "upgrade")
}

read_once := array.concat(
	[object.union(ref, {"way": "variables"}) |
		some entry in configured
		some ref in array.concat(
			references.from_environment(entry),
			references.from_whole_environment(entry),
		)
	],
	[object.union(ref, {"way": "subPath"}) |
		some volume in workload.pod_spec.volumes
		volume.name in mounted_in_part
		some ref in array.concat(
			references.from_volume(volume, [], "secretName"),
			references.from_projection(volume, []),
		)
	],
)

configured := [entry | some entry in workload.containers; entry.class != "ephemeral"]

mounted_in_part := {mount.name |
	some entry in configured
	some mount in entry.container.volumeMounts
	some field in ["subPath", "subPathExpr"]
	mount[field] != ""
}

# `ConfigMap "web" (variables)`.
said(kind, name) := sprintf("%s \"%s\" (%s)", [kind, name, messages.joined(sort(ways))]) if {
	ways := {ref.way | some ref in read_once; ref.kind == kind; ref.name == name}
}
