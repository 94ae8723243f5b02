package tidegate.disruption.budget_unscalable_test

import data.tidegate.disruption.budget_unscalable

pdb(spec) := {
	"apiVersion": "policy/v1",
	"kind": "PodDisruptionBudget",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"selector": {"matchLabels": {"app": "web"}}}, spec),
}

template := {"metadata": {"labels": {"app": "web"}}}

daemonset := {"apps/DaemonSet": {"shop": {"agent": {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": "agent"},
	"spec": {"template": template},
}}}}

job(annotations, spec) := {"batch/Job": {"shop": {"migrate": {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": "migrate", "annotations": annotations},
	"spec": object.union({"template": template}, spec),
}}}}

cronjob(spec, job_spec) := {"batch/CronJob": {"shop": {"report": {
	"apiVersion": "batch/v1",
	"kind": "CronJob",
	"metadata": {"name": "report"},
	"spec": object.union(spec, {"jobTemplate": {"spec": object.union({"template": template}, job_spec)}}),
}}}}

deployment := {"apps/Deployment": {"shop": {"web": {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web"},
	"spec": {"replicas": 3, "template": template},
}}}}

verdict(spec, inventory) := findings if {
	findings := budget_unscalable.deny with input as {"object": pdb(spec), "inventory": inventory}
}

related(kind, name, path) := {
	"object": {"kind": kind, "namespace": "shop", "name": name},
	"path": path,
}

in_template := ["spec", "template", "metadata", "labels"]

finding(field, text, objects) := {
	"msg": concat("", [field, " is ", text, " no scale: the budget lets no pod go"]),
	"path": ["spec", field],
	"related": objects,
}

warning(field, text, objects) := object.union(finding(field, text, objects), {"severity": "warning"})

of_agent := [related("apps/DaemonSet", "agent", in_template)]

of_migrate := [related("batch/Job", "migrate", in_template)]

of_report := [related("batch/CronJob", "report", ["spec", "jobTemplate", "spec", "template", "metadata", "labels"])]

test_max_unavailable_over_a_daemonset if {
	text := `1, but the selector matches pods of DaemonSet "agent", which has`
	verdict({"maxUnavailable": 1}, daemonset) == {finding("maxUnavailable", text, of_agent)}
}

test_percentages_need_a_scale_too if {
	text := `50%, but the selector matches pods of DaemonSet "agent", which has`
	verdict({"minAvailable": "50%"}, daemonset) == {finding("minAvailable", text, of_agent)}
	verdict({"maxUnavailable": "50%"}, daemonset) == {finding("maxUnavailable", text, of_agent)}
}

# The disruption controller compares it with the pods that it sees.
test_a_whole_number_of_min_available_needs_none if {
	verdict({"minAvailable": 1}, daemonset) == set()
	verdict({"minAvailable": 1}, job({}, {})) == set()
	verdict({"minAvailable": "${MIN}"}, daemonset) == set()
	verdict({}, daemonset) == set()
}

test_a_placeholder_of_max_unavailable_is_some_number if {
	text := `${MAX}, but the selector matches pods of DaemonSet "agent", which has`
	verdict({"maxUnavailable": "${MAX}"}, daemonset) == {finding("maxUnavailable", text, of_agent)}
}

test_a_job_beside_a_deployment if {
	text := `1, but the selector matches pods of Job "migrate", which has`
	verdict({"maxUnavailable": 1}, object.union(deployment, job({}, {}))) == {finding("maxUnavailable", text, of_migrate)}
	verdict({"maxUnavailable": 1}, deployment) == set()
}

test_several_are_one_finding if {
	text := `1, but the selector matches pods of DaemonSet "agent" and Job "migrate", which have`
	verdict({"maxUnavailable": 1}, object.union(daemonset, job({}, {}))) == {finding(
		"maxUnavailable",
		text,
		array.concat(of_agent, of_migrate),
	)}
}

test_a_hook_stays_until_it_is_deleted if {
	text := `1, but the selector matches pods of Job "migrate", which has`
	hook := {"helm.sh/hook": "pre-upgrade"}
	before := {"helm.sh/hook": "pre-upgrade", "helm.sh/hook-delete-policy": "before-hook-creation"}
	verdict({"maxUnavailable": 1}, job(hook, {})) == {finding("maxUnavailable", text, of_migrate)}
	verdict({"maxUnavailable": 1}, job(before, {})) == {finding("maxUnavailable", text, of_migrate)}
}

test_what_goes_away_when_it_is_done_is_a_warning if {
	text := `1, but the selector matches pods of Job "migrate", which has`
	expected := {warning("maxUnavailable", text, of_migrate)}
	removed := {"helm.sh/hook": "pre-upgrade", "helm.sh/hook-delete-policy": "before-hook-creation, hook-succeeded"}
	synced := {"argocd.argoproj.io/hook": "PreSync", "argocd.argoproj.io/hook-delete-policy": "HookSucceeded"}
	verdict({"maxUnavailable": 1}, job(removed, {})) == expected
	verdict({"maxUnavailable": 1}, job(synced, {})) == expected
	verdict({"maxUnavailable": 1}, job({"helm.sh/hook": "test"}, {})) == expected
	verdict({"maxUnavailable": 1}, job({}, {"ttlSecondsAfterFinished": 3600})) == expected
	verdict({"maxUnavailable": 1}, job({}, {"ttlSecondsAfterFinished": 0})) == expected
}

test_a_day_is_not_soon if {
	text := `1, but the selector matches pods of Job "migrate", which has`
	expected := {finding("maxUnavailable", text, of_migrate)}
	verdict({"maxUnavailable": 1}, job({}, {"ttlSecondsAfterFinished": 3601})) == expected
	verdict({"maxUnavailable": 1}, job({}, {"ttlSecondsAfterFinished": "${TTL}"})) == expected
	verdict({"maxUnavailable": 1}, job({}, {"ttlSecondsAfterFinished": false})) == expected
}

test_a_cronjob_keeps_the_pods_of_its_last_jobs if {
	text := `1, but the selector matches pods of CronJob "report", which has`
	lasting := {finding("maxUnavailable", text, of_report)}
	passing := {warning("maxUnavailable", text, of_report)}
	none := {"successfulJobsHistoryLimit": 0, "failedJobsHistoryLimit": 0}
	verdict({"maxUnavailable": 1}, cronjob({}, {})) == lasting
	verdict({"maxUnavailable": 1}, cronjob({"successfulJobsHistoryLimit": 0}, {})) == lasting
	verdict({"maxUnavailable": 1}, cronjob({"failedJobsHistoryLimit": 0}, {})) == lasting
	verdict({"maxUnavailable": 1}, cronjob(none, {})) == passing
	verdict({"maxUnavailable": 1}, cronjob({}, {"ttlSecondsAfterFinished": 300})) == passing
	verdict({"maxUnavailable": 1}, cronjob({}, {"ttlSecondsAfterFinished": 86400})) == lasting
}

test_one_that_stays_is_enough_for_an_error if {
	text := `1, but the selector matches pods of DaemonSet "agent" and Job "migrate", which have`
	both := object.union(daemonset, job({}, {"ttlSecondsAfterFinished": 0}))
	verdict({"maxUnavailable": 1}, both) == {finding("maxUnavailable", text, array.concat(of_agent, of_migrate))}
}

pod(extra) := object.union(
	{
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "web-0", "namespace": "shop", "labels": {"app": "web"}},
		"spec": {"containers": [{"name": "web", "image": "web:1"}]},
	},
	extra,
)

budgets(spec) := {"policy/PodDisruptionBudget": {"shop": {"web": pdb(spec)}}}

of_pod(obj, inventory) := findings if {
	findings := budget_unscalable.deny with input as {"object": obj, "inventory": inventory}
}

uncounted(text) := {
	"msg": concat("", [`the pod has no owner, so maxUnavailable of PodDisruptionBudget "web" does not count it: `, text]),
	"path": ["metadata", "labels"],
	"key": "web",
	"related": [related("policy/PodDisruptionBudget", "web", ["spec", "maxUnavailable"])],
}

lets_none_go := uncounted("the budget lets no pod go")

# The source says otherwise than the issue that ownerless pods make no error in the controller: getExpectedScale passes
# them over. With nothing else to count, it expects no pods, and updatePdbStatus then allows no disruption.
test_a_pod_without_an_owner_alone if {
	of_pod(pod({}), budgets({"maxUnavailable": 1})) == {lets_none_go}
	of_pod(pod({}), budgets({"minAvailable": 1})) == set()
	of_pod(pod({}), budgets({})) == set()
	of_pod(pod({"metadata": {"labels": {"app": "other"}}}), budgets({"maxUnavailable": 1})) == set()
	of_pod(pod({"metadata": {"namespace": "other"}}), budgets({"maxUnavailable": 1})) == set()
}

test_a_pod_that_ends_is_a_warning if {
	expected := {object.union(lets_none_go, {"severity": "warning"})}
	of_pod(pod({"spec": {"restartPolicy": "Never"}}), budgets({"maxUnavailable": 1})) == expected
	of_pod(pod({"spec": {"restartPolicy": "OnFailure"}}), budgets({"maxUnavailable": 1})) == expected
	of_pod(pod({"spec": {"restartPolicy": "Always"}}), budgets({"maxUnavailable": 1})) == {lets_none_go}
}

# countHealthyPods counts it, getExpectedScale does not.
test_a_pod_without_an_owner_beside_others if {
	text := "it lets more of the others go than it says"
	expected := {object.union(uncounted(text), {"severity": "warning"})}
	both := object.union(budgets({"maxUnavailable": 1}), deployment)
	of_pod(pod({}), both) == expected
	of_pod(pod({"spec": {"restartPolicy": "Never"}}), both) == expected
}

test_beside_a_job_the_budget_has_the_finding if {
	of_pod(pod({}), object.union(budgets({"maxUnavailable": 1}), job({}, {}))) == set()
}

test_owned_pods_and_hooks_are_somebody_elses if {
	owned := {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "name": "web", "controller": true}]}}
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	of_pod(pod(owned), budgets({"maxUnavailable": 1})) == set()
	of_pod(pod(hook), budgets({"maxUnavailable": 1})) == set()
}

test_other_kinds_are_not_asked if {
	agent := object.union(daemonset["apps/DaemonSet"].shop.agent, {"metadata": {"namespace": "shop"}})
	of_pod(agent, budgets({"maxUnavailable": 1})) == set()
}
