package tidegate.change.immutable_field_test

import data.tidegate.change.immutable_field

verdict(old, new) := findings if {
	findings := immutable_field.deny with input as {"oldObject": old, "object": new}
}

deployment(metadata, selector) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web"}, metadata),
	"spec": {"selector": {"matchLabels": selector}},
}

web := deployment({}, {"app": "web"})

message := "the API server does not let anybody change spec.selector of a Deployment that exists"

test_a_field_that_is_changed if {
	verdict(web, deployment({}, {"app": "api"})) == {{
		"msg": message,
		"path": ["spec", "selector", "matchLabels", "app"],
	}}
	verdict(web, web) == set()
	verdict(web, deployment({"labels": {"a": "b"}}, {"app": "web"})) == set()
}

# The shape may be another.
test_another_version_of_the_api if {
	verdict(object.union(web, {"apiVersion": "apps/v1beta2"}), deployment({}, {"app": "api"})) == set()
}

test_what_is_filled_in_later if {
	verdict(web, deployment({}, {"app": "${APP}"})) == {{
		"unknown": true,
		"msg": "spec.selector is filled in later",
		"path": ["spec", "selector"],
	}}
	verdict(deployment({}, {"app": "${APP}"}), deployment({}, {"app": "${APP}"})) == set()
	hook := {"annotations": {"helm.sh/hook": "test"}}
	verdict(deployment(hook, {"app": "web"}), deployment(hook, {"app": "${APP}"})) == set()
}

test_hooks_are_made_anew if {
	hook := {"annotations": {"helm.sh/hook": "pre-upgrade"}}
	verdict(deployment(hook, {"app": "web"}), deployment(hook, {"app": "api"})) == set()
}

forced := {"annotations": {"argocd.argoproj.io/sync-options": "Replace=true,Force=true"}}

test_what_is_made_again_on_purpose if {
	verdict(web, deployment(forced, {"app": "api"})) == {{
		"severity": "warning",
		"msg": concat(" ", [
			"spec.selector is changed, so the Deployment is deleted and made again:",
			"its pods are gone until the new ones are ready",
		]),
		"path": ["spec", "selector", "matchLabels", "app"],
	}}
	job := {"apiVersion": "batch/v1", "kind": "Job", "metadata": forced, "spec": {"template": {"a": 1}}}
	verdict(job, object.union(job, {"spec": {"template": {"a": 2}}})) == set()
}

service(spec) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}

test_what_depends_on_more_than_the_field if {
	verdict(service({"clusterIP": "10.0.0.1"}), service({"clusterIP": "None"})) == {{
		"msg": "the API server does not let anybody change spec.clusterIP of a Service that exists",
		"path": ["spec", "clusterIP"],
	}}
	verdict(service({}), service({"clusterIP": "10.0.0.1"})) == {{
		"severity": "warning",
		"msg": "the API server may not let anybody change spec.clusterIP of a Service that exists",
		"path": ["spec", "clusterIP"],
	}}
	object_hook := object.union(service({"clusterIP": "None"}), {"metadata": {"annotations": {"helm.sh/hook": "test"}}})
	verdict(service({}), object_hook) == set()
}

weights(old, new) := [object.get(finding, "severity", "error") | some finding in verdict(old, new)]

claim(spec) := {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "spec": spec}

test_the_cluster_may_have_filled_in_the_class if {
	weights(claim({}), claim({"storageClassName": "fast"})) == ["warning"]
	weights(claim({"storageClassName": "slow"}), claim({"storageClassName": "fast"})) == ["error"]
	weights(claim({}), claim({"volumeMode": "Block"})) == ["error"]
}

job(spec) := {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "a"}, "spec": spec}

test_the_job_may_be_gone if {
	weights(job({"ttlSecondsAfterFinished": 60}), job({"completionMode": "Indexed"})) == ["warning"]
	weights(job({"ttlSecondsAfterFinished": 0}), job({"completionMode": "Indexed"})) == ["warning"]
	weights(job({}), job({"completionMode": "Indexed", "ttlSecondsAfterFinished": 60})) == ["error"]
	weights(
		object.union(web, {"spec": {"ttlSecondsAfterFinished": 60}}),
		deployment({}, {"app": "api"}),
	) == ["error"]
}
