package tidegate.reload.go_memory_limit_test

import data.tidegate.reload.go_memory_limit

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [object.union({"name": "web"}, container)]},
}

verdict(container) := findings if {
	findings := go_memory_limit.deny with input.object as pod(container)
}

env(variables) := {"env": [{"name": name, "value": value} | some name, value in variables]}

limited(memory) := {"resources": {"limits": {"memory": memory}}}

never := `container "web" has GOGC off and no GOMEMLIMIT: its memory is never collected`

test_a_collector_that_never_runs if {
	verdict(env({"GOGC": "off"})) == {{
		"msg": never,
		"severity": "error",
		"path": ["spec", "containers", 0, "env", 0, "value"],
	}}
	count(verdict(env({"GOGC": "-1"}))) == 1
	count(verdict(env({"GOGC": "off", "GOMEMLIMIT": "off"}))) == 1
	count(verdict(env({"GOGC": "off", "GOMEMLIMIT": ""}))) == 1
	count(verdict(object.union(env({"GOGC": "off"}), limited("1Gi")))) == 1
}

test_a_collector_that_runs if {
	every value in ["100", "0", "OFF", "", "${GOGC}", "-1x"] {
		verdict(env({"GOGC": value})) == set()
	}
	verdict(env({"GOGC": "off", "GOMEMLIMIT": "512MiB"})) == set()
	verdict(env({"GOGC": "off", "GOMEMLIMIT": "$(LIMIT)"})) == set()
	verdict(env({"GOGC": "off", "GOMEMLIMIT": "${LIMIT}"})) == set()
	verdict(env({"GODEBUG": "off"})) == set()
	verdict({}) == set()
}

test_a_limit_may_come_from_elsewhere if {
	from := {"envFrom": [{"configMapRef": {"name": "web"}}]}
	verdict(object.union(env({"GOGC": "off"}), from)) == set()
	count(verdict(object.union(env({"GOGC": "off"}), {"envFrom": []}))) == 1
	count(verdict(object.union(env({"GOGC": "off", "GOMEMLIMIT": "off"}), from))) == 1
	secret := {"name": "GOMEMLIMIT", "valueFrom": {"secretKeyRef": {"name": "web", "key": "limit"}}}
	verdict({"env": [{"name": "GOGC", "value": "off"}, secret]}) == set()
}

test_in_front_of_a_command if {
	verdict({"command": ["sh", "-c", "GOGC=off exec web"]}) == {{
		"msg": never,
		"severity": "error",
		"path": ["spec", "containers", 0, "command", 2],
	}}
	count(verdict({"command": ["env", "GOGC=off", "web"]})) == 1
	verdict({"command": ["env", "GOGC=off", "GOMEMLIMIT=1GiB", "web"]}) == set()
	verdict({"command": ["env", "GOGC=50", "web"]}) == set()
	count(verdict({"command": ["sh", "-c", "export GOGC=off; exec web"]})) == 1
	verdict({"command": ["sh", "-c", "export GOGC=off; export GOMEMLIMIT=1GiB; exec web"]}) == set()
	elsewhere := {"postStart": {"exec": {"command": ["sh", "-c", "export GOMEMLIMIT=1GiB GOGC=50; web"]}}}
	count(verdict({"command": ["sh", "-c", "export GOGC=off; exec web"], "lifecycle": elsewhere})) == 1
	verdict({"command": ["gosu", "off", "env", "GOGC=50", "web"]}) == set()
	verdict({"command": ["env", "X=GOGC=off", "OFF=off", "web", "GOGC=off"]}) == set()
	count(verdict({"command": ["env", "GOGC=off", "web", "GOMEMLIMIT=1GiB"]})) == 1
}

# A short life needs no collector.
test_what_ends_soon_is_a_warning if {
	off := object.union(env({"GOGC": "off"}), {"name": "web"})
	job := {"apiVersion": "batch/v1", "kind": "Job", "spec": {"template": {"spec": {"containers": [off]}}}}
	[f.severity | some f in go_memory_limit.deny] == ["warning"] with input.object as job
	init := object.union(pod({}), {"spec": {"initContainers": [off]}})
	[f.severity | some f in go_memory_limit.deny] == ["warning"] with input.object as init
	sidecar := {"spec": {"initContainers": [object.union(off, {"restartPolicy": "Always"})]}}
	[f.severity | some f in go_memory_limit.deny] == ["error"] with input.object as object.union(pod({}), sidecar)
	daemon := {"apiVersion": "apps/v1", "kind": "DaemonSet", "spec": {"template": {"spec": {"containers": [off]}}}}
	[f.severity | some f in go_memory_limit.deny] == ["error"] with input.object as daemon
}

limit(go, memory) := {[f.severity, f.msg] | some f in verdict(object.union(env({"GOMEMLIMIT": go}), limited(memory)))}

says(text) := sprintf(`GOMEMLIMIT of container "web" is %s`, [text])

killed := "the kernel ends it before the collector works"

test_at_the_limit_or_above if {
	limit("1GiB", "1Gi") == {["warning", says(concat(" ", ["1GiB and its memory limit 1Gi:", killed]))]}
	limit("2GiB", "1Gi") == {["warning", says(concat(" ", ["2GiB and its memory limit 1Gi:", killed]))]}
	limit("536870912", "512Mi") == {["warning", says(concat(" ", ["536870912 and its memory limit 512Mi:", killed]))]}
	limit("1024MiB", 1073741824) != set()
	limit("1048576KiB", "1Gi") != set()
	limit("1073741824B", "1Gi") != set()
	limit("1TiB", "1Gi") != set()

	# A gigabyte is less than a gibibyte.
	limit("1GiB", "1G") != set()
}

test_near_the_limit if {
	limit("950MiB", "1Gi") == {["info", says("950MiB, more than nine tenths of its memory limit 1Gi")]}
	limit("900MiB", "1Gi") == set()
	limit("9GiB", "10Gi") == set()
	limit("1GiB", "${MEMORY}") == set()
	limit("off", "1Gi") == set()
	verdict(env({"GOMEMLIMIT": "1GiB"})) == set()
}

test_the_limit_of_the_pod_holds_where_the_container_has_none if {
	web := object.union({"name": "web"}, env({"GOMEMLIMIT": "1GiB"}))
	pod_limit := {"spec": {"resources": {"limits": {"memory": "512Mi"}}}}
	count(go_memory_limit.deny) == 1 with input.object as object.union(pod(web), pod_limit)
	count(go_memory_limit.deny) == 0 with input.object as object.union(pod(object.union(web, limited("2Gi"))), pod_limit)
}

# What runtime.readGOMEMLIMIT throws for: the program does not start.
test_values_that_go_refuses if {
	every value in ["512MB", "1Gi", "512M", "0.5GiB", "1 GiB", "GiB", "-1", "1gib", "90%", "iB", "1+1", "+", "1BB"] {
		limit(value, "4Gi") == {[
			"error",
			says(sprintf("%q, which no Go program starts with: its units are B, KiB, MiB, GiB and TiB", [value])),
		]}
	}
	every value in ["${LIMIT}", "$(LIMIT)MiB", "{{ .Values.limit }}"] { limit(value, "4Gi") == set() }
}

test_a_forgotten_unit if {
	limit("512", "1Gi") == {["warning", says("512, less than a mebibyte: the collector never rests")]}
	limit("512", "256") == {["warning", says("512, less than a mebibyte: the collector never rests")]}
	limit("1023KiB", "1Gi") != set()
	limit("1MiB", "1Gi") == set()
}

reference(fields) := {[f.severity, f.msg, f.path] | some f in verdict({"env": [{
	"name": "GOMEMLIMIT",
	"valueFrom": {"resourceFieldRef": fields},
}]})}

value_from := ["spec", "containers", 0, "env", 0, "valueFrom"]

test_the_whole_limit if {
	whole := {["info", says("its whole memory limit: nothing is left for what is not on Go's heap"), value_from]}
	reference({"resource": "limits.memory"}) == whole
	reference({"resource": "limits.memory", "divisor": "1"}) == whole
	reference({"resource": "limits.memory", "divisor": "0"}) == whole
	reference({"resource": "limits.memory", "containerName": "web"}) == whole
	reference({"resource": "limits.memory", "containerName": "other"}) == set()
	reference({"resource": "requests.memory"}) == set()
}

test_a_limit_in_units_that_go_does_not_see if {
	text := "limits.memory in units of 1Mi, which Go takes for bytes: the collector never rests"
	reference({"resource": "limits.memory", "divisor": "1Mi"}) == {["warning", says(text), value_from]}
	count(reference({"resource": "requests.memory", "divisor": "1Mi"})) == 1
}

test_other_sources if {
	verdict({"env": [{"name": "GOMEMLIMIT", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "b"}}}]}) == set()
	verdict({"env": [{"name": "GOGC", "value": "50MB"}]}) == set()
	verdict({"env": [{"name": "GOMEMLIMIT", "valueFrom": {"resourceFieldRef": "limits.memory"}}]}) == set()
}

test_owned_pods_are_passed_over if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	every variables in [{"GOGC": "off"}, {"GOMEMLIMIT": "1Gi"}] {
		count(go_memory_limit.deny) == 0 with input.object as object.union(pod(env(variables)), owned)
	}
}
