package tidegate.shutdown.pre_stop_exceeds_grace_test

import data.tidegate.shutdown.pre_stop_exceeds_grace

verdict(fields, lifecycle) := findings if {
	spec := object.union({"containers": [{"name": "web", "lifecycle": lifecycle}]}, fields)
	findings := pre_stop_exceeds_grace.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

sleep(seconds) := {"preStop": {"sleep": {"seconds": seconds}}}

grace(seconds) := {"terminationGracePeriodSeconds": seconds}

# The API server lets a sleep of the whole period pass; the kubelet then gives the process two seconds.
test_as_long_as_the_period if {
	verdict({}, sleep(30)) == {{
		"msg": `preStop of container "web" waits 30 s, but the pod has 30 s in all: nothing is left for SIGTERM`,
		"path": ["spec", "containers", 0, "lifecycle", "preStop", "sleep", "seconds"],
	}}
}

test_longer_than_the_period if {
	verdict(grace(45), {"preStop": {"exec": {"command": ["sh", "-c", "sleep 1m"]}}}) == {{
		"msg": `preStop of container "web" waits 60 s, but the pod has 45 s in all: nothing is left for SIGTERM`,
		"path": ["spec", "containers", 0, "lifecycle", "preStop", "exec", "command"],
	}}
}

test_for_ever if {
	verdict({}, {"preStop": {"exec": {"command": ["sleep", "infinity"]}}}) == {{
		"msg": `preStop of container "web" waits for ever, but the pod has 30 s in all: nothing is left for SIGTERM`,
		"path": ["spec", "containers", 0, "lifecycle", "preStop", "exec", "command"],
	}}
}

test_shorter_is_fine if {
	verdict({}, sleep(29)) == set()
	verdict(grace(60), sleep(30)) == set()
	verdict({}, {"preStop": {"httpGet": {"port": 80}}}) == set()
}

test_what_is_not_known if {
	verdict(grace("${GRACE}"), sleep(300)) == set()
	verdict({}, sleep("${SECONDS}")) == set()
	verdict({}, {"preStop": {"exec": {"command": ["sh", "-c", "sleep $DELAY"]}}}) == set()
}

# That is for shutdown/zero-grace-period.
test_no_time_at_all if {
	verdict(grace(0), sleep(5)) == set()
}

test_post_start_has_nothing_to_do_with_it if {
	verdict({}, {"postStart": {"sleep": {"seconds": 60}}}) == set()
}
