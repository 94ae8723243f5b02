package tidegate.lib.lifecycle_test

import data.tidegate.lib.lifecycle

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}

test_grace_is_thirty_seconds_unless_said_otherwise if {
	lifecycle.grace == 30 with input.object as pod({"containers": []})
	lifecycle.grace == 0 with input.object as pod({"terminationGracePeriodSeconds": 0})
	lifecycle.grace == 90 with input.object as pod({"terminationGracePeriodSeconds": 90})
	not lifecycle.grace with input.object as pod({"terminationGracePeriodSeconds": "${GRACE}"})
	not lifecycle.grace with input.object as {"apiVersion": "v1", "kind": "ConfigMap"}
}

test_hooks_of_containers_that_may_have_them if {
	hook := {"sleep": {"seconds": 5}}
	spec := {
		"initContainers": [
			{"name": "i", "lifecycle": {"preStop": hook}},
			{"name": "s", "restartPolicy": "Always", "lifecycle": {"preStop": hook}},
		],
		"containers": [
			{"name": "a", "lifecycle": {"preStop": hook, "postStart": hook}},
			{"name": "b", "lifecycle": "${HOOKS}"},
			{"name": "c", "lifecycle": {"preStop": "${HOOK}", "other": hook}},
			{"name": "d"},
		],
	}
	found := lifecycle.hooks with input.object as pod(spec)
	[[item.entry.name, item.name, item.path, item.hook] | some item in found] == [
		["s", "preStop", ["spec", "initContainers", 1, "lifecycle", "preStop"], hook],
		["a", "preStop", ["spec", "containers", 0, "lifecycle", "preStop"], hook],
		["a", "postStart", ["spec", "containers", 0, "lifecycle", "postStart"], hook],
	]
}

test_the_sleep_handler_waits if {
	lifecycle.wait({"sleep": {"seconds": 15}}) == {"seconds": 15, "tail": ["sleep", "seconds"]}
	not lifecycle.wait({"sleep": {"seconds": "${SECONDS}"}})
}

waited(argv) := lifecycle.wait({"exec": {"command": argv}}).seconds

test_the_sleep_program_waits if {
	lifecycle.wait({"exec": {"command": ["sleep", "15"]}}) == {"seconds": 15, "tail": ["exec", "command"]}
	waited(["/bin/sleep", "0.5"]) == 0.5
	waited(["busybox", "sleep", "60"]) == 60
	waited(["/usr/bin/env", "sleep", "10", "5"]) == 15
	waited(["sleep", "1m"]) == 60
	waited(["sleep", "2h"]) == 7200
	waited(["sleep", "1d"]) == 86400
	waited(["sleep", "020s"]) == 20
	waited(["sleep", "00"]) == 0
	waited(["sleep", "1m", "30"]) == 90
	waited(["sleep", "infinity"]) == lifecycle.infinity
	waited(["sleep", "inf"]) == lifecycle.infinity
}

test_scripts_wait_as_long_as_all_their_sleeps if {
	waited(["sh", "-c", "sleep 20"]) == 20
	waited(["/bin/sh", "-c", "sleep 10; nginx -s quit; sleep 5s # enough"]) == 15
	waited(["bash", "-ec", "/bin/sleep 5 && exec sleep 7"]) == 12
	waited(["sh", "-c", "kill -15 1; sleep 15s"]) == 15
}

test_what_nobody_can_tell_is_no_wait if {
	every argv in [
		["sleep"],
		["sleep", "$DELAY"],
		["sleep", "5", "$MORE"],
		["sleep", "5x"],
		["sleep", 5],
		["sleeper", "60"],
		["sh", "-c", "sleep $DELAY"],
		["sh", "-c", "if a; then sleep 60; fi"],
		["sh", "-c", "echo sleep 60"],
		["sh", "-c", "sleep 60 & b"],
		["sh", "-c", "true"],
		["sh", "/stop.sh", "60"],
		"sleep 60",
		[],
	] {
		not waited(argv)
	}
	not lifecycle.wait({"httpGet": {"port": 80}})
	not lifecycle.wait({})
}

test_only_sleep_takes_time if {
	lifecycle.slept(["sh", "-c", "echo 30; sleep 5"]) == 5
}
