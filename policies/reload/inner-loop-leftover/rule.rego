# METADATA
# title: What tools of the inner loop leave in a workload is not deployed
# description: |
#   DevSpace, Okteto, Telepresence and Tilt change a workload so that it runs a developer's files or sends its requests
#   to a developer's machine. In manifests that others apply, production takes its code from there. What Skaffold adds
#   is harmless, but says that somebody deployed by hand.
# custom:
#   title_zh: 部署的工作负载中没有开发工具的残留
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     End the session (devspace reset pods, okteto down, telepresence uninstall, tilt down) and deploy the manifests as
#     they are kept, without these labels, annotations and containers.
#   remediation_zh: |
#     结束开发会话（devspace reset pods、okteto down、telepresence uninstall、tilt down），并部署不含这些标签、注解和容器的
#     原始清单。
#   not_a_problem: |
#     In a namespace for development; name it under development in the configuration.
#   references:
#     - https://www.devspace.sh/docs/configuration/dev/
#     - https://www.okteto.com/docs/reference/okteto-cli/#down
#     - https://telepresence.io/docs/reference/intercepts/sidecar
#     - https://docs.tilt.dev/live_update_reference.html
#     - https://skaffold.dev/docs/taggers/
#   since: 0.1.0
package tidegate.reload.inner_loop_leftover

import data.tidegate.lib.messages
import data.tidegate.lib.shell
import data.tidegate.lib.workload

# One of each tool, the first trace of it.
deny contains finding if {
	not workload.is_owned
	some tool in {trace.tool | some trace in traces}
	first := [trace | some trace in traces; trace.tool == tool][0]
	finding := {
		"msg": sprintf("%s is left over from %s", [first.what, tool]),
		"severity": severities[tool],
		"path": first.path,
	}
}

severities := {
	"DevSpace": "error",
	"Okteto": "error",
	"Skaffold": "info",
	"Telepresence": "error",
	"Tilt": "error",
}

traces := array.concat(marks, containers)

# Labels and annotations, of the object and of its pods.
marks := [{"tool": tool, "what": sprintf("%s %s", [kinds[kind], name]), "path": array.concat(path, [kind, name])} |
	some path in metadata_paths
	some kind in ["labels", "annotations"]
	given := object.get(input.object, array.concat(path, [kind]), {})
	is_object(given)
	some name, value in given
	tool := tool_of_mark(name, value)
	says_so(name, value)
]

kinds := {"labels": "label", "annotations": "annotation"}

# A Rollout that borrows its template has one only.
metadata_paths := {["metadata"]} | {path | path := array.concat(workload.pod_template_path, ["metadata"])}

tool_of_mark(name, value) := managers[split(value, "-")[0]] if {
	name == "app.kubernetes.io/managed-by"
	is_string(value)
} else := domains[split(name, "/")[0]]

managers := {"skaffold": "Skaffold", "tilt": "Tilt"}

domains := {
	"dev.okteto.com": "Okteto",
	"devspace.sh": "DevSpace",
	"skaffold.dev": "Skaffold",
	"telepresence.getambassador.io": "Telepresence",
	"telepresence.io": "Telepresence",
	"tilt.dev": "Tilt",
}

# Some are settings that somebody has written, or say that there is no session.
says_so(name, value) if {
	not name in settings_of_okteto
	not value in {"disabled", "false"}
	not startswith(name, "telepresence")
}

says_so(name, value) if {
	value in {"enabled", "true"}
	regex.match(`^telepresence.*/(inject-|manually-injected)`, name)
}

# What somebody writes for Okteto on purpose, and what it does not need a session for.
settings_of_okteto := {
	"dev.okteto.com/auto-ingress",
	"dev.okteto.com/generate-host",
	"dev.okteto.com/path",
	"dev.okteto.com/policy",
	"dev.okteto.com/private",
	"dev.okteto.com/sample",
}

containers := [{"tool": found.tool, "what": found.what, "path": array.concat(entry.path, found.tail)} |
	some entry in workload.containers
	found := tool_of_container(entry)
]

tool_of_container(entry) := {"tool": "Okteto", "what": what, "tail": ["name"]} if {
	entry.name in {"okteto-init", "okteto-bin"}
	what := messages.containers([entry.name])
} else := {"tool": "Telepresence", "what": what, "tail": ["name"]} if {
	entry.name in {"traffic-agent", "tel-agent-init"}
	what := messages.containers([entry.name])
} else := {"tool": "Tilt", "what": what, "tail": ["command"]} if {
	shell.basename(entry.container.command[0]) == "tilt-restart-wrapper"
	what := sprintf("the command of %s", [messages.containers([entry.name])])
} else := {"tool": "Tilt", "what": what, "tail": ["image"]} if {
	image_is(entry.container.image, ":tilt-", `:tilt-[0-9a-f]{16}(@|$)`)
	what := sprintf("the image of %s", [messages.containers([entry.name])])
} else := {"tool": "Okteto", "what": what, "tail": ["image"]} if {
	image_is(entry.container.image, "okteto/bin", `(^|/)okteto/bin([:@]|$)`)
	what := sprintf("the image of %s", [messages.containers([entry.name])])
} else := {"tool": "DevSpace", "what": what, "tail": ["command"]} if {
	shell.basename(entry.container.command[0]) in {"devspacehelper", "devspace_start.sh"}
	what := sprintf("the command of %s", [messages.containers([entry.name])])
} else := {"tool": "Okteto", "what": what, "tail": ["volumeMounts", places[0]]} if {
	places := [i |
		some i, mount in entry.container.volumeMounts
		is_string(mount.mountPath)
		startswith(mount.mountPath, "/var/okteto")
	]
	what := sprintf("a mount of %s", [messages.containers([entry.name])])
}

# Most images have not even the mark, and to look for that is cheap.
image_is(image, mark, pattern) if {
	is_string(image)
	contains(image, mark)
	regex.match(pattern, image)
}
