# METADATA
# title: Go's collector works before the memory limit is reached
# description: |
#   With GOGC=off the collector runs only when GOMEMLIMIT is near; without one it never does, and the pod grows until the
#   kernel kills it. A GOMEMLIMIT at or above the container's limit is the same as none, for the kernel comes first: what
#   is not on Go's heap (cgo, mapped files, the binary) counts for the container and not for GOMEMLIMIT.
# custom:
#   title_zh: Go 垃圾回收在达到内存上限之前生效
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Set GOMEMLIMIT to about 90% of the container's memory limit, in B, KiB, MiB, GiB or TiB, or leave GOGC on.
#   remediation_zh: |
#     把 GOMEMLIMIT 设为容器内存上限的约 90%（单位只能是 B、KiB、MiB、GiB、TiB），或不要关闭 GOGC。
#   not_a_problem: |
#     When the program sets its limit itself, with debug.SetMemoryLimit or a package such as automemlimit. Where envFrom
#     may bring a GOMEMLIMIT, GOGC=off is not reported.
#   references:
#     - https://go.dev/doc/gc-guide#Memory_limit
#     - https://pkg.go.dev/runtime/debug#SetMemoryLimit
#   since: 0.1.0
package tidegate.reload.go_memory_limit

import data.tidegate.lib.argv
import data.tidegate.lib.env
import data.tidegate.lib.messages
import data.tidegate.lib.quantity
import data.tidegate.lib.workload

deny contains finding if {
	some off in switched_off
	not has_limit(off.entry, off.given)
	not workload.is_owned
	finding := {
		"msg": sprintf("%s has GOGC off and no GOMEMLIMIT: its memory is never collected", [
			messages.containers([off.entry.name]),
		]),
		"severity": severity(off.entry),
		"path": off.path,
	}
}

deny contains finding if {
	some setting in env.settings
	setting.name == "GOMEMLIMIT"
	judged := fault(setting)
	not workload.is_owned
	finding := {
		"msg": sprintf("GOMEMLIMIT of %s is %s", [messages.containers([setting.entry.name]), judged.says]),
		"severity": judged.severity,
		"path": setting.path,
	}
}

# {entry, path, given}: given are the assignments that stand beside it.
switched_off := array.concat(variables, assignments)

variables := [{"entry": setting.entry, "path": setting.path, "given": []} |
	some setting in env.settings
	setting.name == "GOGC"
	is_off(setting.value)
]

assignments := [{"entry": run.entry, "path": run.path, "given": given} |
	some run in argv.runs
	some word in argv.assigned(run)
	startswith(word, "GOGC=")
	is_off(trim_prefix(word, "GOGC="))
	given := [other | some beside in argv.runs; beside.path == run.path; some other in argv.assigned(beside)]
]

# As the runtime reads it: a negative number is off too.
is_off(text) if text == "off"

is_off(text) if regex.match(`^-[0-9]+$`, text)

has_limit(entry, _) if {
	setting := env.of(entry).GOMEMLIMIT
	not is_none(setting)
}

has_limit(_, given) if {
	some word in given
	startswith(word, "GOMEMLIMIT=")
}

# It may come from there.
has_limit(entry, _) if {
	not env.of(entry).GOMEMLIMIT
	count(entry.container.envFrom) > 0
}

is_none(setting) if {
	setting.literal
	setting.value in {"", "off"}
}

# What ends soon may do without.
severity(entry) := "error" if {
	entry.class in {"app", "sidecar"}
	data.tidegate.lib.workload.kind in data.lib.kinds.groups.long_running_workloads
} else := "warning"

# Each with what comes before: one fault of a variable is enough.
fault(setting) := {"severity": "error", "says": says} if {
	# Go ends at once with "malformed GOMEMLIMIT".
	not setting.value in {"", "off"}
	not bytes(setting.value)
	says := sprintf("\"%v\", which no Go program starts with: its units are B, KiB, MiB, GiB and TiB", [setting.value])
} else := {"severity": "warning", "says": says} if {
	# A number whose unit was forgotten.
	bytes(setting.value) < 1048576
	says := sprintf("%s, less than a mebibyte: the collector never rests", [setting.value])
} else := {"severity": "warning", "says": says} if {
	limit := memory_limit(setting.entry)
	bytes(setting.value) >= quantity.number(limit)
	says := sprintf("%s and its memory limit %v: the kernel ends it before the collector works", [setting.value, limit])
} else := {"severity": "info", "says": says} if {
	limit := memory_limit(setting.entry)
	bytes(setting.value) > quantity.number(limit) * 0.9
	says := sprintf("%s, more than nine tenths of its memory limit %v", [setting.value, limit])
} else := {"severity": "warning", "says": says} if {
	ref := setting.from.resourceFieldRef
	divisor(ref) > 1
	says := sprintf("%s in units of %v, which Go takes for bytes: the collector never rests", [ref.resource, ref.divisor])
} else := {"severity": "info", "says": "its whole memory limit: nothing is left for what is not on Go's heap"} if {
	ref := setting.from.resourceFieldRef
	ref.resource == "limits.memory"
	object.get(ref, "containerName", setting.entry.name) == setting.entry.name
}

# An empty one is 1.
divisor(ref) := quantity.number(object.get(ref, "divisor", "1")) if is_object(ref)

memory_limit(entry) := limit if {
	limit := entry.container.resources.limits.memory
} else := data.tidegate.lib.workload.pod_spec.resources.limits.memory

# As runtime.parseByteCount does.
bytes(text) := quantity.number(digits) * unit if {
	digits := trim_right(text, "KMGTiB")
	unit := units[trim_left(text, "+0123456789")]
}

units := {
	"": 1,
	"B": 1,
	"KiB": 1024,
	"MiB": 1048576,
	"GiB": 1073741824,
	"TiB": 1099511627776,
}
