# METADATA
# title: A StatefulSet names the headless Service that gives its pods their names
# description: |
#   Each pod of a StatefulSet gets a name in DNS only through a headless Service that serviceName names and that selects
#   the pods. Without it web-0.web does not resolve, and members that look for each other by name never meet.
# custom:
#   title_zh: StatefulSet 的 serviceName 指向为其 Pod 提供域名的无头 Service
#   remediation_zh: |
#     创建一个 clusterIP 为 None 且选择这些 Pod 的 Service，并在 serviceName 中写上它的名字。serviceName 不可修改，已存在的 StatefulSet 需要重建。
#   severity: warning
#   applies_to: [apps/StatefulSet]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [Service, argoproj.io/Rollout]
#   absence: true
#   params: {}
#   remediation: |
#     Make a Service with clusterIP None that selects the pods, and name it in serviceName. The field cannot be changed
#     later, so an existing StatefulSet has to be made again, for instance after a deletion with --cascade=orphan.
#   not_a_problem: |
#     When nobody asks for a single pod by its name. It is a warning only where the pods themselves do, in command,
#     arguments or environment; otherwise it is an info.
#   references:
#     - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
#     - https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
#   since: 0.1.0
package tidegate.rollout.stateful_set_service

import data.tidegate.lib.selector
import data.tidegate.lib.unknown
import data.tidegate.lib.update
import data.tidegate.lib.workload

deny contains finding if {
	update.is_updated
	finding := object.union(severity, {
		"msg": sprintf("%s: the pods have no names of their own in DNS%s", [problem.text, use]),
		"path": ["spec", "serviceName"],
		"related": problem.related,
	})
}

name := "" if {
	is_object(input.object.spec)
	not input.object.spec.serviceName
} else := given if {
	given := input.object.spec.serviceName
	is_string(given)
}

service := input.inventory.Service[workload.namespace][name]

problem := {"text": "serviceName is missing", "related": []} if {
	name == ""
} else := {"text": sprintf("there is no Service \"%s\"", [name]), "related": []} if {
	input.complete[workload.namespace].Service
	is_name(name)
	not service
} else := {"text": sprintf("Service \"%s\" is not headless", [name]), "related": at} if {
	at := related("clusterIP")
	not may_be_headless
} else := {"text": sprintf("Service \"%s\" does not select them", [name]), "related": related("selector")} if {
	asked := service.spec.selector
	not selector.may_match({"matchLabels": asked}, workload.pod_labels)
}

may_be_headless if service.spec.clusterIP == "None"

may_be_headless if unknown.is_placeholder(service.spec.clusterIP)

related(field) := [{"object": workload.identity(service, workload.namespace), "path": ["spec", field]}]

severity := {} if is_addressed

severity := {"severity": "info"} if not is_addressed

use := sprintf(", but %s asks for one", [addressed[0]])

use := "" if not is_addressed

is_addressed if count(addressed) > 0

# Texts of the containers in which a pod of this StatefulSet is named: web-0.web, $(POD_NAME).web.
addressed := [sprintf("\"%s\"", [mention]) |
	some entry in workload.containers
	some text in texts(entry.container)
	mention := regex.find_all_string_submatch_n(pattern, text, 1)[0][1]
]

texts(container) := array.concat(
	[word | some list in ["command", "args"]; some word in container[list]; is_string(word)],
	[env.value | some env in container.env; is_string(env.value)],
)

pattern := sprintf(
	`(?:^|[^a-z0-9.-])(%s-[0-9]+\.[a-z0-9-]+|(?:POD_NAME|HOSTNAME)[)}]?\.%s)\b`,
	[input.object.metadata.name, domain],
) if {
	is_name(input.object.metadata.name)
}

domain := name if is_name(name)

domain := `[a-z0-9.-]+\.svc` if name == ""

# Nothing that is filled in later, and nothing that means something in a pattern.
is_name(text) if regex.match(`^[a-z0-9.-]+$`, text)
