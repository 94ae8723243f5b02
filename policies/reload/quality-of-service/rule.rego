# METADATA
# title: A pod that counts on its memory and processors is given them
# description: |
#   Huge pages, locked memory, pinned processors and memory of one NUMA node are asked for where delay counts. The
#   kubelet gives whole processors and aligned memory only to pods of class Guaranteed; others share, are throttled and
#   are killed first. Locking memory needs the capability IPC_LOCK, without which it fails or is left out in silence.
# custom:
#   title_zh: 依赖独占内存与 CPU 的 Pod 应得到相应保证
#   severity: info
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Give every container of the pod, init containers too, limits for cpu and memory and equal requests, and whole CPUs
#     to the one that is pinned. Add the capability IPC_LOCK to the container that locks memory.
#   remediation_zh: |
#     为 Pod 的每个容器（包括 init 容器）设置 CPU 和内存的 limits，并使 requests 与之相等；绑核的容器使用整数 CPU。为锁定
#     内存的容器添加 IPC_LOCK 权能。
#   not_a_problem: |
#     When the nodes run with the default policies and the pod is alone on its node, or the container runtime lifts the
#     limit on locked memory.
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/quality-service-pod/
#     - https://kubernetes.io/docs/tasks/administer-cluster/cpu-management-policies/
#     - https://kubernetes.io/docs/tasks/manage-hugepages/scheduling-hugepages/
#   since: 0.1.0
package tidegate.reload.quality_of_service

import data.tidegate.lib.messages
import data.tidegate.lib.quantity
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	asked := messages.joined([wish.text | some wish in wishes])
	not workload.is_owned
	not is_guaranteed
	not is_unknown
	finding := {
		"msg": sprintf("%s, but the pod is not of class Guaranteed: limits and requests differ or are missing", [asked]),
		"path": array.concat(wishes[0].path, ["resources"]),
	}
}

deny contains finding if {
	is_guaranteed
	not workload.is_owned
	some wish in wishes
	wish.whole
	cpus := quantity.number(wish.limit)
	cpus != floor(cpus)
	finding := {
		"msg": sprintf("%s, but a limit of %v CPUs is no whole number: the container shares its processors", [
			wish.text,
			wish.limit,
		]),
		"path": array.concat(wish.path, ["resources", "limits", "cpu"]),
	}
}

deny contains finding if {
	some asking in all_asking
	"locked" in asking.matters
	not workload.is_owned
	entry := asking.entry
	not may_lock(entry.container)
	finding := {
		"msg": sprintf("container %q is to lock its memory, but has not the capability IPC_LOCK", [entry.name]),
		"path": array.concat(entry.path, ["securityContext", "capabilities", "add"]),
	}
}

# What needs class Guaranteed: {text, path, whole, limit}, one for each container and matter.
wishes := array.concat(of_containers, of_annotations)

of_containers := [wish |
	some asking in all_asking
	some matter in asking.matters
	wish := object.union(wish_at(asking.entry, matter == "pinned"), {
		"text": sprintf("container %q %s", [asking.entry.name, texts[matter]]),
	})
]

# Annotations that CRI-O takes for pods of class Guaranteed.
of_annotations := [wish |
	some key in ["cpu-load-balancing.crio.io", "cpu-quota.crio.io", "irq-load-balancing.crio.io"]
	workload.pod_template.metadata.annotations[key]
	entry := [app | some app in workload.containers; app.class == "app"][0]
	wish := object.union(wish_at(entry, true), {"text": sprintf("%s asks for processors of its own", [key])})
]

wish_at(entry, whole) := {
	"path": entry.path,
	"whole": whole,
	"limit": object.get(entry.container, ["resources", "limits", "cpu"], ""),
}

texts := {
	"huge": "uses huge pages",
	"near": "is bound to a NUMA node",
	"pinned": "is pinned to processors",
}

# What each container asks for: {entry, matters}.
all_asking := [{"entry": entry, "matters": union(asked)} |
	some entry in workload.containers
	asked := {
		asked_in_words(entry.container),
		asked_in_variables(entry.container),
		asked_in_resources(entry.container),
	}
]

asked_in_words(container) := {matter |
	some hit in regex.find_n(speaking, telling(spoken(container)), -1)
	some word, matter in matter_of_word
	contains(hit, word)
}

# The text, if it may say anything of the kind: most say nothing, and to look for that is cheap.
telling(text) := text if {
	some part in ["taskset", "numactl", "--lcores", "--cpu", "NUMA", "lock", "ulimit"]
	contains(text, part)
}

speaking := concat("|", [
	`(^|[\s/;&(])(taskset|numactl)\s+-`,
	`\s--(lcores|cpu-affinity|cpuset)\b`,
	`-XX:\+UseNUMA\b`,
	`\s--?(mlock|memlock|lock-memory)($|[\s=])`,
	`bootstrap\.memory_lock=true|\bmlockall\b|\bulimit\s+-l\s`,
])

matter_of_word := {
	"--cpu": "pinned",
	"--lcores": "pinned",
	"NUMA": "near",
	"lock": "locked",
	"numactl": "near",
	"taskset": "pinned",
	"ulimit": "locked",
}

asked_in_variables(container) := {matter |
	some variable in container.env
	matter := matter_of_variable[variable.name]
	variable.value != "false"
}

matter_of_variable := {
	"BOOTSTRAP_MEMORY_LOCK": "locked",
	"GOMP_CPU_AFFINITY": "pinned",
	"KMP_AFFINITY": "pinned",
	"bootstrap.memory_lock": "locked",
}

asked_in_resources(container) := {"huge" |
	some field in ["limits", "requests"]
	some name, _ in workload.mapping(container.resources[field])
	startswith(name, "hugepages-")
}

# Words of its command, and values of the variables that hold options.
spoken(container) := concat(" ", array.concat(
	[word | some field in ["command", "args"]; some word in container[field]; is_string(word)],
	[variable.value |
		some variable in container.env
		variable.name in for_java
		is_string(variable.value)
	],
))

for_java := {"ES_JAVA_OPTS", "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JVM_OPTS"}

may_lock(container) if container.securityContext.privileged == true

may_lock(container) if {
	some name in container.securityContext.capabilities.add
	name in {"ALL", "CAP_IPC_LOCK", "IPC_LOCK"}
}

may_lock(container) if unknown.is_placeholder(container.securityContext)

may_lock(container) if unknown.is_placeholder(container.securityContext.capabilities)

# As the kubelet classes pods: by the resources of the pod, where it has its own, else by those of every container.
is_guaranteed if is_even(workload.pod_spec)

is_guaranteed if {
	not workload.pod_spec.resources
	every entry in workload.containers { is_counted_even(entry) }
}

is_counted_even(entry) if entry.class == "ephemeral"

is_counted_even(entry) if is_even(entry.container)

is_even(holder) if {
	every name in ["cpu", "memory"] {
		limit := quantity.number(holder.resources.limits[name])
		limit > 0
		limit == quantity.number(object.get(holder.resources, ["requests", name], limit))
	}
}

is_unknown if {
	some holder in array.concat([workload.pod_spec], [entry.container | some entry in workload.containers])
	some value in given(holder)
	unknown.is_placeholder(value)
}

given(holder) := [object.get(holder, array.concat(["resources"], path), null) |
	some path in [
		[], ["limits"], ["requests"],
		["limits", "cpu"], ["limits", "memory"], ["requests", "cpu"], ["requests", "memory"],
	]
]
