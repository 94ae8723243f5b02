# METADATA
# title: Annotations for Reloader say something that Reloader understands
# description: |
#   Reloader restarts pods for changes that an annotation asks it to watch. It says nothing of annotations that it does
#   not know, that stand at the wrong object, or that name something else: the change comes, and the pods go on with the
#   old configuration while everybody believes that they are watched.
# custom:
#   title_zh: Reloader 的注解能被 Reloader 识别
#   severity: warning
#   applies_to: [workloads, ConfigMap, Secret]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [ConfigMap, Secret]
#   absence: false
#   params: {}
#   remediation: |
#     Write reloader.stakater.com/auto "true" at the workload, or configmap.reloader.stakater.com/reload and
#     secret.reloader.stakater.com/reload with the names, separated by commas. With reloader.stakater.com/search at the
#     workload, write reloader.stakater.com/match "true" at the ConfigMaps and Secrets that count.
#   remediation_zh: |
#     在工作负载上写 reloader.stakater.com/auto: "true"，或用 configmap.reloader.stakater.com/reload、
#     secret.reloader.stakater.com/reload 列出名称（以逗号分隔）。使用 reloader.stakater.com/search 时，在相应的
#     ConfigMap 和 Secret 上写 reloader.stakater.com/match: "true"。
#   not_a_problem: |
#     When Reloader is installed with other names for its annotations, or a controller of your own reads these. A name
#     of nothing is reported only where all ConfigMaps or Secrets are known, or where the pods read a Secret of that
#     name and the annotation is the one for ConfigMaps, or the other way round.
#   references:
#     - https://docs.stakater.com/reloader/reference/annotations.html
#     - https://github.com/stakater/Reloader
#   since: 0.1.0
package tidegate.reload.reloader_annotation

import data.tidegate.lib.references
import data.tidegate.lib.restarts
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some item in written
	not workload.is_owned
	finding := {"msg": wrong(item), "path": array.concat(item.place, [item.key])}
}

# Every annotation for Reloader: {key, host, name, value, place, all}, all being those of the same place.
written := [item |
	some place in places
	all := object.get(input.object, place, {})
	is_object(all)
	some key, value in all
	[host, name] := split(key, "/")
	endswith(host, "reloader.stakater.com")
	is_string(value)
	not unknown.is_placeholder(value)
	item := {"key": key, "host": host, "name": name, "value": value, "place": place, "all": all}
]

# Of the object and of its pod template, which for a Pod are one.
places := {["metadata", "annotations"]} | {array.concat(path, ["metadata", "annotations"]) |
	path := workload.pod_template_path
}

wrong(item) := msg if {
	not is_known(item)
	msg := sprintf("Reloader has no annotation %s: nothing is restarted for it", [item.key])
} else := msg if {
	input.object.kind in {"ConfigMap", "Secret"}
	not item.name in {"match", "ignore"}
	msg := sprintf("Reloader looks for %s at the workload that reads this %s, not here", [item.key, input.object.kind])
} else := msg if {
	not input.object.kind in {"ConfigMap", "Secret"}
	item.name == "match"
	msg := sprintf("Reloader looks for %s at ConfigMaps and Secrets, not at a %s", [item.key, input.object.kind])
} else := msg if {
	not input.object.kind in restarted
	msg := sprintf("Reloader restarts no %s: %s does nothing", [input.object.kind, item.key])
} else := msg if {
	text := mistake(item)
	msg := sprintf("%s: %s", [item.key, text])
}

restarted := {
	"ConfigMap", "CronJob", "DaemonSet", "Deployment", "DeploymentConfig",
	"Job", "Rollout", "Secret", "StatefulSet",
}

is_known(item) if {
	item.host == "reloader.stakater.com"
	not item.name in {
		"auto-reload", "autoreload", "configmap", "configmaps", "enable", "enabled",
		"reload", "restart", "secret", "secrets", "watch",
	}
}

is_known(item) if item.name in names_under[item.host]

names_under := {
	"configmap.reloader.stakater.com": {"auto", "reload"},
	"secret.reloader.stakater.com": {"auto", "reload"},
	"secretproviderclass.reloader.stakater.com": {"auto", "reload"},
	"configmaps.exclude.reloader.stakater.com": {"reload"},
	"secrets.exclude.reloader.stakater.com": {"reload"},
	"secretproviderclasses.exclude.reloader.stakater.com": {"reload"},
	"deployment.reloader.stakater.com": {"pause-period", "paused-at"},
}

# What is wrong with the value, at an annotation that is one and stands where it belongs.
mistake(item) := text if {
	item.name == "auto"
	not lower(item.value) in {"true", "false", "t", "f", "1", "0"}
	text := sprintf("\"%v\" is not \"true\", and so it does nothing", [item.value])
} else := text if {
	item.name in {"search", "match", "ignore"}
	not item.value in {"true", "false"}
	text := sprintf("\"%v\" is not \"true\", and so it does nothing", [item.value])
} else := text if {
	item.name == "rollout-strategy"
	input.object.kind != "Rollout"
	text := "it is for Argo Rollouts alone"
} else := text if {
	item.name == "rollout-strategy"
	not item.value in {"restart", "rollout"}
	text := sprintf("\"%v\" is neither rollout nor restart", [item.value])
} else := text if {
	item.name == "pause-period"
	input.object.kind != "Deployment"
	text := "it is for Deployments alone"
} else := text if {
	item.name == "pause-period"
	not regex.match(`^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`, item.value)
	text := sprintf("\"%v\" is no duration such as 5m", [item.value])
} else := text if {
	item.name == "search"
	item.value == "true"
	lower(item.all["reloader.stakater.com/auto"]) in {"true", "t", "1"}
	text := "it has no effect beside reloader.stakater.com/auto, which watches everything"
} else := text if {
	item.name == "search"
	item.value == "true"
	matches_nothing
	text := "nothing that the pods read has reloader.stakater.com/match \"true\""
} else := text if {
	item.name == "reload"
	texts := [text | some name in split(item.value, ","); text := misnamed(kind_of[item.host], trim_space(name))]
	text := texts[0]
}

kind_of := {"configmap.reloader.stakater.com": "ConfigMap", "secret.reloader.stakater.com": "Secret"}

misnamed(kind, name) := text if {
	regex.match(`[\s;]`, name)
	text := sprintf("\"%v\" is no name: names are separated by commas", [name])
} else := text if {
	other := {"ConfigMap": "Secret", "Secret": "ConfigMap"}[kind]
	name in {ref.name | some ref in read}
	not name in {ref.name | some ref in read; ref.kind == kind}
	not input.inventory[kind][workload.namespace][name]
	text := sprintf("\"%v\" is a %s", [name, other])
} else := text if {
	references.absent(kind, workload.namespace, name)
	not is_matched(kind, name)
	text := sprintf("there is no %s \"%v\" in namespace \"%v\"", [kind, name, workload.namespace])
} else := text if {
	input.inventory[kind][workload.namespace][name].metadata.annotations["reloader.stakater.com/ignore"] == "true"
	text := sprintf("%s \"%v\" says that Reloader is to ignore it", [kind, name])
}

is_matched(kind, expression) if {
	some name, _ in input.inventory[kind][workload.namespace]
	restarts.matches(expression, name)
}

read := array.concat(data.tidegate.lib.references.from_containers, data.tidegate.lib.references.from_volumes)

# All that the pods read is in sight.
matches_nothing if {
	count(read) > 0
	every ref in read {
		obj := input.inventory[ref.kind][workload.namespace][ref.name]
		not obj.metadata.annotations["reloader.stakater.com/match"] == "true"
	}
}
