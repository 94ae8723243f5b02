package tidegate.reload.go_debug_test

import data.tidegate.reload.go_debug

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [object.union({"name": "web"}, container)]},
}

verdict(container) := findings if {
	findings := go_debug.deny with input.object as pod(container)
}

set_to(value) := {[f.msg, f.key] | some f in verdict({"env": [{"name": "GODEBUG", "value": value}]})}

test_a_setting_that_go_does_not_have if {
	verdict({"env": [{"name": "GODEBUG", "value": "gclog=1"}]}) == {{
		"msg": `GODEBUG of container "web": gclog is no setting that Go 1.26 knows, and it is passed over`,
		"path": ["spec", "containers", 0, "env", 0, "value"],
		"key": "gclog",
	}}
	count(set_to("missingbarrier=1, netdns=go")) == 1
	count(set_to("GCTRACE=1")) == 1
}

test_settings_for_finding_faults if {
	set_to("gctrace=1") == {[
		`GODEBUG of container "web": gctrace=1 is for finding faults: it writes a line a collection`,
		"gctrace",
	]}
	every value in [
		"gcstoptheworld=2",
		"gccheckmark=1",
		"efence=1",
		"sbrk=1",
		"clobberfree=1",
		"schedtrace=1000",
		"invalidptr=0",
		"cgocheck=0",
		"asyncpreemptoff=1",
		"http2debug=2",
		"inittrace=1#note",
	] {
		count(set_to(value)) == 1
	}
	count(set_to("gctrace=1,schedtrace=1000,gclog=1")) == 3
}

test_settings_in_use if {
	every value in [
		"",
		"netdns=go",
		"netdns=cgo+1",
		"madvdontneed=1",
		"asynctimerchan=1",
		"containermaxprocs=0,updatemaxprocs=0",
		"x509ignoreCN=0",
		"x509sha1=1",
		"tlsrsakex=1 , http2client=0",
		"cpu.avx512f=off",
		"gctrace=0",
		"gctrace=0#note",
		"invalidptr=1",
		"execwait=2",
		"${GODEBUG}",
		"gclog={{ .Values.gclog }}",
		"$(OTHER)",
	] {
		set_to(value) == set()
	}
	verdict({"env": [{"name": "GODEBUG", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "b"}}}]}) == set()
	verdict({"env": [{"name": "GOFLAGS", "value": "gclog=1"}]}) == set()
}

test_a_setting_without_a_value if {
	set_to("gctrace") == {[`GODEBUG of container "web": "gctrace" has no value, and Go passes over it`, "gctrace"]}
}

test_in_front_of_a_command if {
	[f.path | some f in verdict({"command": ["env", "GODEBUG=gctrace=1", "web"]})] == [[
		"spec", "containers", 0, "command", 2,
	]]
	[f.path | some f in verdict({"command": ["sh", "-c", "GODEBUG=gclog=1 exec web"]})] == [[
		"spec", "containers", 0, "command", 2,
	]]
	count(verdict({"command": ["sh", "-c", "export GODEBUG=gclog=1; exec web"]})) == 1
	verdict({"command": ["sh", "-c", "GODEBUG=$SETTINGS exec web"]}) == set()
	verdict({"command": ["env", "X=gclog=1", "web"]}) == set()
	verdict({"command": ["web", "--GODEBUG=gclog=1"]}) == set()
}

test_owned_pods_are_passed_over if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	web := pod({"env": [{"name": "GODEBUG", "value": "gclog=1"}]})
	count(go_debug.deny) == 0 with input.object as object.union(web, owned)
}

test_every_setting_for_finding_faults_is_known if {
	every name, _ in data.lib.go_settings.diagnosis { data.lib.go_settings.known[name] }
}
