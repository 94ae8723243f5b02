package tidegate.reload.aslr_disabled_test

import data.tidegate.reload.aslr_disabled

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [object.union({"name": "web"}, container)]},
}

verdict(container) := findings if {
	findings := aslr_disabled.deny with input.object as pod(container)
}

finding(text, tail) := {
	"msg": sprintf(`container "web" %s`, [text]),
	"path": array.concat(["spec", "containers", 0], tail),
}

fixed := "runs its program with setarch -R, at the same addresses each time"

test_programs_at_fixed_addresses if {
	verdict({"command": ["setarch", "x86_64", "-R", "/web"]}) == {finding(fixed, ["command", 3])}
	every vector in [
		["/usr/bin/setarch", "-R", "/web"],
		["setarch", "--addr-no-randomize", "/web"],
		["setarch", "$(ARCH)", "--verbose", "-R", "/web"],
		["linux64", "-R", "/web"],
		["setarch", "-vR", "/web"],
		["tini", "--", "setarch", "x86_64", "-R", "/web"],
		["setarch", "x86_64", "-R", "sh", "-c", "exec /web"],
		["sh", "-c", "exec setarch $(uname -m) -R /web"],
		["sh", "-c", "setarch `uname -m` --addr-no-randomize /web"],
	] {
		count(verdict({"command": vector})) == 1
	}
}

test_programs_at_random_addresses if {
	every vector in [
		["setarch", "x86_64", "/web"],
		["setarch", "x86_64", "/web", "-R"],
		["linux32", "/web", "-R"],
		["setarch", "-3", "/web"],
		["web", "setarch", "-R"],
		["cp", "-R", "setarch"],
		["nice", "chmod", "-R", "x86_64"],
		["nodemon", "--disable-aslr"],
		["sh", "-c", "# setarch -R\nexec /web"],
		["web"],
	] {
		verdict({"command": vector}) == set()
	}
}

test_a_debugger_that_fixes_addresses if {
	verdict({"command": ["dlv", "exec", "--disable-aslr", "/web"]}) == {finding(
		"runs a debugger with --disable-aslr",
		["command", 0],
	)}
	verdict({"command": ["dlv", "exec", "/web"]}) == set()
}

node(value) := sprintf("sets kernel.randomize_va_space to %s, for the whole node", [value])

test_the_setting_of_the_node if {
	verdict({"command": ["sysctl", "-w", "kernel.randomize_va_space=0"]}) == {finding(node("0"), ["command", 0])}
	every script in [
		"sysctl -w kernel.randomize_va_space=0",
		"sysctl kernel/randomize_va_space=0 && sleep infinity",
		"echo 0 > /proc/sys/kernel/randomize_va_space",
		"echo '0' >/host/proc/sys/kernel/randomize_va_space; sleep 1",
		"echo 0 | sudo tee /proc/sys/kernel/randomize_va_space",
		"set -e\necho 0 | tee -a \"/proc/sys/kernel/randomize_va_space\"",
		"echo 'kernel.randomize_va_space = 0' >> /etc/sysctl.d/99-debug.conf",
	] {
		verdict({"command": ["sh", "-c", script]}) == {finding(node("0"), ["command", 2])}
	}
	verdict({"command": ["sysctl", "-w", "kernel.randomize_va_space=1"]}) == {finding(node("1"), ["command", 0])}
}

test_other_settings_of_the_node if {
	every script in [
		"sysctl -w kernel.randomize_va_space=2",
		"sysctl kernel.randomize_va_space",
		"cat /proc/sys/kernel/randomize_va_space",
		"echo 2 > /proc/sys/kernel/randomize_va_space",
		"# echo 0 > /proc/sys/kernel/randomize_va_space",
		"sysctl -w vm.max_map_count=262144",
		"echo 0 > /proc/sys/kernel/other",
	] {
		verdict({"command": ["sh", "-c", script]}) == set()
	}
	verdict({"command": ["web", "kernel.randomize_va_space=0"]}) == set()
	twice := ["sysctl", "kernel.randomize_va_space=0", "kernel.randomize_va_space=1"]
	count(verdict({"command": twice})) == 1
	both := "echo 0 > /proc/sys/kernel/randomize_va_space; echo kernel.randomize_va_space=1 > /etc/sysctl.d/a"
	count(verdict({"command": ["sh", "-c", both]})) == 1
	verdict({"command": ["sysctl", "-w", "kernel.randomize_va_space=2"]}) == set()
}

sysctls(name, value) := found if {
	web := pod({})
	spec := {"spec": {"securityContext": {"sysctls": [{"name": name, "value": value}]}}}
	found := aslr_disabled.deny with input.object as object.union(web, spec)
}

test_a_sysctl_of_the_pod if {
	sysctls("kernel.randomize_va_space", "0") == {{
		"msg": "kernel.randomize_va_space is to be 0, which the kubelet refuses for a pod",
		"path": ["spec", "securityContext", "sysctls", 0],
	}}
	count(sysctls("kernel/randomize_va_space", "1")) == 1
	sysctls("kernel.randomize_va_space", "2") == set()
	sysctls("kernel.shm_rmid_forced", "1") == set()
	sysctls(7, "0") == set()
}

test_go_with_a_heap_at_one_address if {
	built := verdict({"env": [{"name": "GOEXPERIMENT", "value": "greenteagc,norandomizedheapbase64"}]})
	built == {{
		"msg": `container "web" builds Go programs whose heap is always at the same address`,
		"severity": "warning",
		"path": ["spec", "containers", 0, "env", 0, "value"],
	}}
	verdict({"env": [{"name": "GOEXPERIMENT", "value": "greenteagc"}]}) == set()
	verdict({"env": [{"name": "GODEBUG", "value": "norandomizedheapbase64"}]}) == set()
}

test_init_containers_too if {
	init := {"spec": {"initContainers": [{"name": "i", "command": ["sysctl", "kernel.randomize_va_space=0"]}]}}
	count(aslr_disabled.deny) == 1 with input.object as object.union(pod({}), init)
}

test_owned_pods_are_passed_over if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	every container in [
		{"command": ["setarch", "-R", "/web"]},
		{"env": [{"name": "GOEXPERIMENT", "value": "norandomizedheapbase64"}]},
	] {
		count(aslr_disabled.deny) == 0 with input.object as object.union(pod(container), owned)
	}
	sysctl := {"spec": {"securityContext": {"sysctls": [{"name": "kernel.randomize_va_space", "value": "0"}]}}}
	count(aslr_disabled.deny) == 0 with input.object as object.union(object.union(pod({}), sysctl), owned)
}
