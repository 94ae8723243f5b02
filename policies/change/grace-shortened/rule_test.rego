package tidegate.change.grace_shortened_test

import data.tidegate.change.grace_shortened

workload(kind, metadata, spec) := {
	"apiVersion": {"Deployment": "apps/v1", "Pod": "v1", "CronJob": "batch/v1", "Job": "batch/v1"}[kind],
	"kind": kind,
	"metadata": object.union({"name": "web", "namespace": "shop"}, metadata),
	"spec": {
		"Deployment": {"template": {"spec": spec}},
		"Job": {"template": {"spec": spec}},
		"Pod": spec,
		"CronJob": {"jobTemplate": {"spec": {"template": {"spec": spec}}}},
	}[kind],
}

verdict(old, new) := findings if {
	findings := grace_shortened.deny with input as {"oldObject": old, "object": new}
}

deployment(spec) := workload("Deployment", {}, spec)

of(before, now) := verdict(deployment({"terminationGracePeriodSeconds": before}), deployment({
	"terminationGracePeriodSeconds": now,
}))

path := ["spec", "template", "spec", "terminationGracePeriodSeconds"]

open := {{"unknown": true, "msg": "the grace period is filled in later", "path": path}}

test_less_than_before if {
	of(60, 30) == {{"msg": "the pods had 60 seconds to end and get 30", "path": path, "measure": 30}}
	count(of(30, 0)) == 1
}

test_as_much_or_more if {
	of(60, 60) == set()
	of(30, 60) == set()
}

test_the_default_is_30_seconds if {
	verdict(deployment({"terminationGracePeriodSeconds": 60}), deployment({})) == {{
		"msg": "the pods had 60 seconds to end and get 30, which is the default",
		"path": path,
		"measure": 30,
	}}
	count(verdict(deployment({}), deployment({"terminationGracePeriodSeconds": 20}))) == 1
	verdict(deployment({}), deployment({"terminationGracePeriodSeconds": 30})) == set()
	verdict(deployment({"terminationGracePeriodSeconds": 30}), deployment({})) == set()
	verdict(deployment({"terminationGracePeriodSeconds": 10}), deployment({})) == set()
}

# shutdown/long-grace-period asks for that.
test_more_than_ten_minutes_are_cut if {
	of(3600, 600) == set()
	of(3600, 300) == {{"msg": "the pods had 3600 seconds to end and get 300", "path": path, "measure": 300}}
}

test_what_is_filled_in_later if {
	of("${GRACE}", 10) == open
	of(60, "${GRACE}") == open
	of("${GRACE}", "${GRACE}") == set()
	of("sixty", 10) == set()
	verdict(
		deployment({"terminationGracePeriodSeconds": "${GRACE}", "a": 1}),
		deployment({"terminationGracePeriodSeconds": "${GRACE}", "a": 2}),
	) == set()
}

test_nothing_was_there_before if {
	verdict(null, deployment({"terminationGracePeriodSeconds": 1})) == set()
	verdict(null, deployment({"terminationGracePeriodSeconds": "${GRACE}"})) == set()
}

test_pods_that_are_not_judged if {
	every metadata in [{"annotations": {"helm.sh/hook": "test"}}, {"ownerReferences": [{"controller": true}]}] {
		verdict(
			workload("Deployment", metadata, {"terminationGracePeriodSeconds": 60}),
			workload("Deployment", metadata, {}),
		) == set()
	}
	every kind in ["Pod", "Job"] {
		verdict(workload(kind, {}, {"terminationGracePeriodSeconds": 60}), workload(kind, {}, {})) == set()
	}
}

test_jobs_have_it_deeper if {
	found := verdict(workload("CronJob", {}, {"terminationGracePeriodSeconds": 60}), workload("CronJob", {}, {}))
	{finding.path | some finding in found} == {array.concat(["spec", "jobTemplate"], path)}
}
