package tidegate.probes.startup_budget_test

import data.tidegate.probes.startup_budget

deployment(metadata, spec, pod) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web"}, metadata),
	"spec": object.union({"template": {"spec": pod}}, spec),
}

verdict(obj) := findings if {
	findings := startup_budget.deny with input.object as obj
}

http := {"httpGet": {"port": 8080}}

web(fields) := {"containers": [object.union({"name": "web", "livenessProbe": http}, fields)]}

at(tail) := array.concat(["spec", "template", "spec", "containers", 0], tail)

startup(seconds) := {"annotations": {"tidegate.dev/startup-seconds": seconds}}

finding(budget, claim, probe) := {
	"msg": sprintf(`container "web" is killed when it has not started after %d s, but %s`, [budget, claim]),
	"path": at([probe]),
}

later(seconds) := {"readinessProbe": object.union(http, {"initialDelaySeconds": seconds})}

test_readiness_that_begins_when_the_container_is_dead if {
	verdict(deployment({}, {}, web(later(31)))) == {finding(
		30,
		"its readinessProbe does not even ask before 31 s",
		"livenessProbe",
	)}
	verdict(deployment({}, {}, web(later(30)))) == set()
}

test_the_delay_of_the_liveness_probe_counts if {
	slow := {"livenessProbe": object.union(http, {"initialDelaySeconds": 20, "periodSeconds": 5, "failureThreshold": 2})}
	verdict(deployment({}, {}, web(object.union(slow, later(31))))) == {finding(
		30,
		"its readinessProbe does not even ask before 31 s",
		"livenessProbe",
	)}
	verdict(deployment({}, {}, web(object.union(slow, later(30))))) == set()
}

test_a_deadline_beyond_its_default if {
	verdict(deployment({}, {"progressDeadlineSeconds": 601}, web({}))) == {finding(
		30,
		"progressDeadlineSeconds waits 601 s for it",
		"livenessProbe",
	)}
	verdict(deployment({}, {"progressDeadlineSeconds": 600}, web({}))) == set()
	verdict(deployment({}, {"progressDeadlineSeconds": "${D}"}, web({}))) == set()
	patient := {"livenessProbe": object.union(http, {"failureThreshold": 120})}
	verdict(deployment({}, {"progressDeadlineSeconds": 1200}, web(patient))) == set()
}

test_a_deadline_that_is_there_for_something_else if {
	verdict(deployment({}, {"progressDeadlineSeconds": 900, "minReadySeconds": 300}, web({}))) == set()
	waits := object.union(web({}), {"initContainers": [{"name": "download"}]})
	verdict(deployment({}, {"progressDeadlineSeconds": 900}, waits)) == set()
}

test_an_annotation_of_the_object_or_its_pods if {
	wanted := {finding(30, "the annotation says that a start takes 90 s", "livenessProbe")}
	verdict(deployment(startup("90"), {}, web({}))) == wanted
	both := {"template": {"metadata": startup("90"), "spec": web({})}}
	verdict(deployment({}, both, {})) == wanted
	verdict(deployment(startup("90"), both, {})) == wanted
}

test_annotations_that_say_nothing if {
	every seconds in ["30", "soon", "-90", "1e3", 90, ""] {
		verdict(deployment(startup(seconds), {}, web({}))) == set()
	}
}

test_whose_start_is_meant_is_not_known_with_several if {
	two := {"containers": array.concat(web({}).containers, [{"name": "b"}])}
	verdict(deployment(startup("90"), {"progressDeadlineSeconds": 900}, two)) == set()
	count(verdict(deployment({}, {}, {"containers": array.concat(web(later(31)).containers, [{"name": "b"}])}))) == 1
}

test_a_sidecar_starts_fast if {
	sidecar := {"initContainers": [{"name": "s", "restartPolicy": "Always", "livenessProbe": http}]}
	found := verdict(deployment(startup("90"), {}, object.union(web({}), sidecar)))
	[item.path | some item in found] == [at(["livenessProbe"])]
}

test_a_startup_probe_holds_the_liveness_probe_back if {
	starts := {"startupProbe": http}
	verdict(deployment({}, {"progressDeadlineSeconds": 900}, web(object.union(starts, later(60))))) == set()
	verdict(deployment(startup("90"), {}, web(starts))) == {finding(
		30,
		"the annotation says that a start takes 90 s",
		"startupProbe",
	)}
	verdict(deployment(startup("90"), {}, web({"startupProbe": object.union(http, {"failureThreshold": 9})}))) == set()
	verdict(deployment(startup("90"), {}, web({"startupProbe": "${PROBE}"}))) == set()
}

test_several_claims_are_one_finding if {
	verdict(deployment(startup("90"), {}, web(later(60)))) == {finding(
		30,
		concat(" and ", [
			"the annotation says that a start takes 90 s",
			"its readinessProbe does not even ask before 60 s",
		]),
		"livenessProbe",
	)}
}

test_nothing_kills_without_a_probe if {
	verdict(deployment(startup("90"), {}, {"containers": [{"name": "web"}]})) == set()
	verdict(deployment(startup("90"), {}, {"containers": [{"name": "web", "livenessProbe": "${PROBE}"}]})) == set()
}

test_hooks_are_passed_over if {
	hook := {"annotations": {"helm.sh/hook": "post-install"}}
	verdict(deployment(hook, {}, web(later(60)))) == set()
}
