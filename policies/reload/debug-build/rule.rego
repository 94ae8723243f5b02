# METADATA
# title: What is deployed is built for use, not for a debugger
# description: |
#   -gcflags="all=-N -l" leaves out optimizations and inlining: the program is several times slower and uses more
#   memory and stack, so that limits and probes that were measured on the real build no longer fit. With
#   -checklinkname=0 the linker lets packages reach into private parts of the runtime, which crash or change meaning
#   with the next version of Go.
# custom:
#   title_zh: 部署的是正式构建，而不是调试构建
#   severity: warning
#   applies_to: [workloads, file/compose, file/procfile]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Build without these flags, and in the image rather than in the pod. For a debugger, build a second image of its
#     own tag.
#   remediation_zh: |
#     去掉这些编译参数，并在构建镜像时而不是在 Pod 内编译。需要调试时另外构建一个带独立标签的镜像。
#   not_a_problem: |
#     In a namespace for development; name it under development in the configuration.
#   references:
#     - https://go.dev/doc/gdb
#     - https://pkg.go.dev/cmd/compile
#     - https://go.dev/doc/go1.23#linker
#   since: 0.1.0
package tidegate.reload.debug_build

import data.tidegate.lib.argv
import data.tidegate.lib.env
import data.tidegate.lib.messages
import data.tidegate.lib.workload

deny contains finding if {
	some run in argv.runs
	run.program == "go"
	flag := debug_flag(concat(" ", run.words))
	not workload.is_owned
	finding := {
		"msg": sprintf("%s builds its program with %s", [messages.containers([run.entry.name]), flag]),
		"path": run.path,
	}
}

deny contains finding if {
	some setting in env.settings
	setting.name == "GOFLAGS"
	flag := debug_flag(setting.value)
	not workload.is_owned
	finding := {
		"msg": sprintf("%s builds its program with %s", [messages.containers([setting.entry.name]), flag]),
		"path": setting.path,
	}
}

# Compose files and Procfiles are for development as often as not.
deny contains finding if {
	some command in data.tidegate.lib.tool_files.commands
	command.program == "go"
	text := debug_flag(concat(" ", command.words))
	finding := {
		"msg": sprintf("%s builds its program with %s", [command.of, text]),
		"path": command.path,
	}
}

debug_flag(text) := "-gcflags=-N, without optimizations" if {
	regex.match(`-gcflags[= ](.*[\s="'])?-N(\s|["']|$)`, text)
} else := "-checklinkname=0" if {
	contains(text, "-checklinkname=0")
}
