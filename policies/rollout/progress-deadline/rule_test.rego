package tidegate.rollout.progress_deadline_test

import data.tidegate.rollout.progress_deadline

deployment(fields, containers) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"template": {"spec": {"containers": containers}}}, fields),
}

verdict(fields, containers) := findings if {
	findings := progress_deadline.deny with input as {"object": deployment(fields, containers)}
}

web(fields) := object.union({"name": "web"}, fields)

refused(deadline, stable, field) := {{
	"msg": sprintf("progressDeadlineSeconds %s is not more than minReadySeconds %d: the API server refuses that", [
		deadline,
		stable,
	]),
	"path": ["spec", field],
}}

# ValidateDeploymentSpec: the deadline must be greater than minReadySeconds.
test_refused_by_the_api_server if {
	every stable in [60, 61] {
		fields := {"progressDeadlineSeconds": 60, "minReadySeconds": stable}
		verdict(fields, []) == refused("60", stable, "progressDeadlineSeconds")
	}
	verdict({"progressDeadlineSeconds": 60, "minReadySeconds": 59}, []) == set()
	verdict({"progressDeadlineSeconds": 0, "minReadySeconds": 0}, []) == refused("0", 0, "progressDeadlineSeconds")
	verdict({"minReadySeconds": 600}, []) == refused("600 (the default)", 600, "minReadySeconds")
	verdict({"minReadySeconds": 599}, []) == set()
	verdict({}, []) == set()
}

slow(probe, seconds, deadline) := {{
	"msg": concat(" ", [
		sprintf("%s of container \"web\" gives it %d seconds to start,", [probe, seconds]),
		sprintf("but the rollout counts as failed after %s", [deadline]),
	]),
	"path": ["spec", "progressDeadlineSeconds"],
}}

startup(fields) := [web({"startupProbe": fields})]

test_a_startup_probe_that_waits_longer if {
	verdict({}, startup({"failureThreshold": 61})) == slow("startupProbe", 610, "600 (the default)")
	verdict({}, startup({"failureThreshold": 60})) == set()
	verdict({}, startup({"failureThreshold": 60, "initialDelaySeconds": 1})) == slow(
		"startupProbe",
		601,
		"600 (the default)",
	)
	verdict({}, startup({"failureThreshold": 20, "periodSeconds": 31})) == slow("startupProbe", 620, "600 (the default)")
	verdict({"progressDeadlineSeconds": 29}, startup({})) == slow("startupProbe", 30, "29")
	verdict({"progressDeadlineSeconds": 30}, startup({})) == set()
	verdict({"progressDeadlineSeconds": 700}, startup({"failureThreshold": 61})) == set()
}

test_a_readiness_probe_that_asks_too_late if {
	containers := [web({"readinessProbe": {"initialDelaySeconds": 100}})]
	verdict({"progressDeadlineSeconds": 99}, containers) == slow("readinessProbe", 100, "99")
	verdict({"progressDeadlineSeconds": 100}, containers) == set()
}

test_the_slowest_container_counts if {
	containers := [
		{"name": "quick", "startupProbe": {"failureThreshold": 70}},
		web({"startupProbe": {"failureThreshold": 90}, "readinessProbe": {"initialDelaySeconds": 700}}),
	]
	verdict({}, containers) == slow("startupProbe", 900, "600 (the default)")
}

test_no_deadline if {
	verdict({"progressDeadlineSeconds": 2147483647}, startup({"failureThreshold": 300000000})) == set()
	verdict({"progressDeadlineSeconds": 2147483647, "minReadySeconds": 2147483647}, []) == set()
}

test_numbers_that_are_not_known if {
	verdict({"progressDeadlineSeconds": "${DEADLINE}", "minReadySeconds": 900}, []) == set()
	verdict({"minReadySeconds": "${SETTLE}"}, []) == set()
	verdict({}, startup({"failureThreshold": "${THRESHOLD}"})) == set()
	verdict({}, [web({"startupProbe": "${PROBE}", "readinessProbe": "${PROBE}"})]) == set()
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	progress_deadline.deny == set() with input as {"object": object.union(
		deployment({"minReadySeconds": 900}, startup({"failureThreshold": 90})),
		hook,
	)}
}

test_wrong_types if {
	verdict({"progressDeadlineSeconds": ["60"], "minReadySeconds": 900}, []) == set()
	progress_deadline.deny == set() with input as {"object": object.union(deployment({}, []), {"spec": "text"})}
}
