# METADATA
# title: Addresses stay random
# description: |
#   With address space layout randomization off, an attacker knows where code and stack are, so that one mistake in
#   memory handling is enough. It is switched off to debug or to make crashes repeat, and then left off; on the node it
#   is off for every pod that runs there.
# custom:
#   title_zh: 地址空间布局保持随机化（ASLR）
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Start the program without setarch -R (and the debugger without --disable-aslr), and leave
#     kernel.randomize_va_space at 2.
#   remediation_zh: |
#     启动程序时不要使用 setarch -R（调试器不要使用 --disable-aslr），并保持 kernel.randomize_va_space 为 2。
#   not_a_problem: |
#     In a namespace for development; name it under development in the configuration. A program that keeps pointers in
#     shared memory does not become right by this: map the memory at an address of its own choice instead.
#   references:
#     - https://man7.org/linux/man-pages/man8/setarch.8.html
#     - https://docs.kernel.org/admin-guide/sysctl/kernel.html#randomize-va-space
#     - https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
#   since: 0.1.0
package tidegate.reload.aslr_disabled

import data.tidegate.lib.argv
import data.tidegate.lib.env
import data.tidegate.lib.messages
import data.tidegate.lib.shell
import data.tidegate.lib.workload

deny contains finding if {
	some run in argv.runs
	text := switch(run)
	not workload.is_owned
	finding := {
		"msg": sprintf("%s %s", [messages.containers([run.entry.name]), text]),
		"path": run.path,
	}
}

# No sysctl of a pod: it is the whole node's, and the kubelet refuses the pod.
deny contains finding if {
	some i, sysctl in workload.pod_spec.securityContext.sysctls
	sysctl.name in {"kernel.randomize_va_space", "kernel/randomize_va_space"}
	sysctl.value in {"0", "1"}
	not workload.is_owned
	finding := {
		"msg": sprintf("kernel.randomize_va_space is to be %s, which the kubelet refuses for a pod", [sysctl.value]),
		"path": array.concat(workload.pod_spec_path, ["securityContext", "sysctls", i]),
	}
}

# Go's own part of it, in what the pod builds.
deny contains finding if {
	some setting in env.settings
	setting.name == "GOEXPERIMENT"
	"norandomizedheapbase64" in split(setting.value, ",")
	not workload.is_owned
	finding := {
		"msg": sprintf("%s builds Go programs whose heap is always at the same address", [
			messages.containers([setting.entry.name]),
		]),
		"severity": "warning",
		"path": setting.path,
	}
}

switch(run) := "runs its program with setarch -R, at the same addresses each time" if {
	some i, word in run.whole
	shell.basename(word) in {"setarch", "linux32", "linux64", "i386", "x86_64", "uname26"}
	i <= count(run.whole) - count(run.words)
	options := array.slice(run.whole, i + 1, count(run.whole))
	asks_for_fixed_addresses(options)
} else := "runs a debugger with --disable-aslr" if {
	run.program == "dlv"
	"--disable-aslr" in run.words
} else := sprintf("sets kernel.randomize_va_space to %s, for the whole node", [value]) if {
	value := sysctl_value(run)
}

# Before the program that it starts.
asks_for_fixed_addresses(options) if {
	some i, word in options
	is_fixed(word)
	every before in array.slice(options, 0, i) { is_before_the_program(before) }
}

is_fixed(word) if word == "--addr-no-randomize"

is_fixed(word) if regex.match(`^-[A-Za-z0-9]*R`, word)

is_before_the_program(word) if startswith(word, "-")

is_before_the_program(word) if strings.any_prefix_match(word, ["$", "`"])

is_before_the_program(word) if word in data.lib.argv.wrappers.setarch.optional

# With sysctl, or into the file; a script tells more than its commands, for redirections are none.
sysctl_value(run) := values[0] if {
	run.program == "sysctl"
	values := [substring(word, count(word) - 1, 1) |
		some word in run.words
		regex.match(`^kernel[./]randomize_va_space=[01]$`, word)
	]
} else := values[0] if {
	run.program in {"sh", "bash", "ash", "dash", "ksh"}
	values := [found[1] |
		some text in run.words
		some pattern in written
		some found in regex.find_all_string_submatch_n(pattern, text, 1)
	]
}

written := [
	`(?m)^[^#\n]*randomize_va_space[ ]*=[ ]*["']?([01])\b`,
	concat("", [
		`(?m)^[^#\n]*\b([01])["']?[ ]*(?:>+|\|[ ]*(?:sudo[ ]+)?tee[ ])`,
		`[ ]*(?:-a[ ]+)?["']?\S*/proc/sys/kernel/randomize_va_space`,
	]),
]
