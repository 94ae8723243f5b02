# METADATA
# title: GODEBUG holds settings that Go has, and none that are for finding faults
# description: |
#   Go passes over a setting that it does not know without a word, so whoever relies on one (gclog, missingbarrier) waits
#   for something that never happens. Others are for whoever looks for a fault in the runtime itself: they stop the
#   program during every collection, keep all memory, or fill the log.
# custom:
#   title_zh: GODEBUG 只包含 Go 支持且非诊断用途的设置
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Take the setting out, or correct its name (https://go.dev/doc/godebug and the documentation of package runtime list
#     them). For the collector's times in production, read the metrics of runtime/metrics instead of gctrace.
#   remediation_zh: |
#     删除该设置，或改正其名称（见 https://go.dev/doc/godebug 与 runtime 包文档）。生产环境中观察垃圾回收请用
#     runtime/metrics 指标代替 gctrace。
#   not_a_problem: |
#     While a fault is being looked for; take a waiver with a date. A setting that a version of Go newer than the one
#     named in the message has brought is correct too, as are those that a library reads by itself.
#   references:
#     - https://go.dev/doc/godebug
#     - https://pkg.go.dev/runtime#hdr-Environment_Variables
#   since: 0.1.0
package tidegate.reload.go_debug

import data.tidegate.lib.argv
import data.tidegate.lib.env
import data.tidegate.lib.messages
import data.tidegate.lib.workload

deny contains finding if {
	some given in given_settings
	some item in split(given.value, ",")
	says := fault(trim_space(item))
	not workload.is_owned
	finding := {
		"msg": sprintf("GODEBUG of %s: %s", [messages.containers([given.entry.name]), says]),
		"path": given.path,
		"key": name_of(item),
	}
}

# As a variable of the container, or in front of a command.
given_settings := array.concat(variables, assignments)

variables := [setting |
	some setting in env.settings
	setting.name == "GODEBUG"
]

assignments := [{"entry": run.entry, "path": run.path, "value": value} |
	some run in argv.runs
	some word in argv.assigned(run)
	startswith(word, "GODEBUG=")
	value := trim_prefix(word, "GODEBUG=")
	not contains(value, "$")
]

name_of(item) := trim_space(split(item, "=")[0])

fault(item) := sprintf("%q has no value, and Go passes over it", [item]) if {
	item != ""
	not contains(item, "=")
}

fault(item) := sprintf("%s is no setting that %s knows, and it is passed over", [name, data.lib.go_settings.version]) if {
	contains(item, "=")
	name := name_of(item)
	not data.lib.go_settings.known[name]
	not startswith(name, "cpu.")
}

fault(item) := sprintf("%s is for finding faults: %s", [item, setting.does]) if {
	setting := data.lib.go_settings.diagnosis[name_of(item)]
	split(split(item, "=")[1], "#")[0] != setting.unset
}
