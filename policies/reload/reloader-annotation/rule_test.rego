package tidegate.reload.reloader_annotation_test

import data.tidegate.reload.reloader_annotation

held := {
	"ConfigMap": {"shop": {
		"web": {"kind": "ConfigMap", "metadata": {"name": "web"}},
		"left": {"kind": "ConfigMap", "metadata": {
			"name": "left",
			"annotations": {"reloader.stakater.com/ignore": "true"},
		}},
	}},
	"Secret": {"shop": {"keys": {"kind": "Secret", "metadata": {"name": "keys"}}}},
}

reading := {"containers": [{
	"name": "web",
	"envFrom": [{"configMapRef": {"name": "web"}}, {"secretRef": {"name": "keys"}}],
}]}

web(kind, own, template) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": "web", "namespace": "shop", "annotations": own},
	"spec": {"template": {"metadata": {"annotations": template}, "spec": reading}},
}

judged(obj, complete) := findings if {
	findings := reloader_annotation.deny with input as {
		"object": obj,
		"inventory": held,
		"complete": {"shop": complete},
	}
}

verdict(own) := judged(web("Deployment", own, {}), {})

at(key, msg) := {{"msg": msg, "path": ["metadata", "annotations", key]}}

test_annotations_that_are_right if {
	every own in [
		{},
		{"reloader.stakater.com/auto": "true"},
		{"reloader.stakater.com/auto": "false"},
		{"configmap.reloader.stakater.com/auto": "True"},
		{"configmap.reloader.stakater.com/reload": "web"},
		{"configmap.reloader.stakater.com/reload": "web, elsewhere", "secret.reloader.stakater.com/reload": "keys"},
		{"secretproviderclass.reloader.stakater.com/reload": "a;b"},
		{"configmaps.exclude.reloader.stakater.com/reload": "web"},
		{"deployment.reloader.stakater.com/pause-period": "1h30m"},
		{"reloader.stakater.com/restart-window": "{}"},
		{"reloader.stakater.com/search": "false"},
		{"reloader.stakater.com/auto": "${AUTO}"},
		{"reloader.stakater.com/auto": true},
		{"example.com/reload": "web"},
		{"reload": "web"},
	] {
		verdict(own) == set()
	}
}

test_annotations_that_there_are_not if {
	every key in [
		"configmaps.reloader.stakater.com/reload",
		"configmap.reloader.stakater.com/search",
		"configmap.exclude.reloader.stakater.com/reload",
		"deployment.reloader.stakater.com/auto",
		"reloader.stakater.com/reload",
		"reloader.stakater.com/enabled",
	] {
		verdict({key: "true"}) == at(key, sprintf("Reloader has no annotation %s: nothing is restarted for it", [key]))
	}
}

test_in_the_pod_template if {
	key := "reloader.stakater.com/reload"
	judged(web("Deployment", {}, {key: "true"}), {}) == {{
		"msg": "Reloader has no annotation reloader.stakater.com/reload: nothing is restarted for it",
		"path": ["spec", "template", "metadata", "annotations", key],
	}}
}

test_at_the_wrong_object if {
	auto := "reloader.stakater.com/auto"
	every kind in ["ConfigMap", "Secret"] {
		obj := {"apiVersion": "v1", "kind": kind, "metadata": {"name": "web", "annotations": {auto: "true"}}}
		judged(obj, {}) == at(
			auto,
			sprintf("Reloader looks for %s at the workload that reads this %s, not here", [auto, kind]),
		)
		every name in ["match", "ignore"] {
			key := concat("", ["reloader.stakater.com/", name])
			judged(object.union(obj, {"metadata": {"annotations": {auto: true, key: "true"}}}), {}) == set()
		}
	}
	match := "reloader.stakater.com/match"
	verdict({match: "true"}) == at(
		match,
		"Reloader looks for reloader.stakater.com/match at ConfigMaps and Secrets, not at a Deployment",
	)
}

test_kinds_that_are_restarted if {
	auto := "reloader.stakater.com/auto"
	judged(web("ReplicaSet", {auto: "true"}, {}), {}) == at(
		auto,
		"Reloader restarts no ReplicaSet: reloader.stakater.com/auto does nothing",
	)
	every kind in ["DaemonSet", "StatefulSet", "Job", "CronJob", "DeploymentConfig"] {
		judged(web(kind, {auto: "true"}, {}), {}) == set()
	}
}

test_values_that_are_not_true if {
	every key in ["reloader.stakater.com/auto", "secret.reloader.stakater.com/auto", "reloader.stakater.com/search"] {
		verdict({key: "yes"}) == at(key, sprintf("%s: \"yes\" is not \"true\", and so it does nothing", [key]))
	}
	search := "reloader.stakater.com/search"
	verdict({search: "True"}) == at(search, `reloader.stakater.com/search: "True" is not "true", and so it does nothing`)
}

rollout(value) := judged(web("Rollout", {"reloader.stakater.com/rollout-strategy": value}, {}), {})

test_rollout_strategy if {
	key := "reloader.stakater.com/rollout-strategy"
	verdict({key: "restart"}) == at(key, "reloader.stakater.com/rollout-strategy: it is for Argo Rollouts alone")
	rollout("restart") == set()
	rollout("rollout") == set()
	rollout("recreate") == at(
		key,
		`reloader.stakater.com/rollout-strategy: "recreate" is neither rollout nor restart`,
	)
}

test_pause_period if {
	key := "deployment.reloader.stakater.com/pause-period"
	judged(web("StatefulSet", {key: "5m"}, {}), {}) == at(key, sprintf("%s: it is for Deployments alone", [key]))
	every value in ["5", "5 minutes", ""] {
		verdict({key: value}) == at(key, sprintf("%s: %q is no duration such as 5m", [key, value]))
	}
	verdict({key: "0.5h"}) == set()
}

test_search if {
	key := "reloader.stakater.com/search"
	verdict({key: "true", "reloader.stakater.com/auto": "true"}) == at(
		key,
		sprintf("%s: it has no effect beside reloader.stakater.com/auto, which watches everything", [key]),
	)
	nothing := at(key, sprintf("%s: nothing that the pods read has reloader.stakater.com/match \"true\"", [key]))
	verdict({key: "true"}) == nothing
	verdict({key: "true", "reloader.stakater.com/auto": "false"}) == nothing
	verdict({key: "false", "reloader.stakater.com/auto": "true"}) == set()
	obj := web("Deployment", {key: "true"}, {})
	matching := object.union(held, {"Secret": {"shop": {"keys": {"metadata": {"annotations": {
		"reloader.stakater.com/match": "true",
	}}}}}})
	reloader_annotation.deny == set() with input as {"object": obj, "inventory": matching}
	elsewhere := object.union(held, {"Secret": {"shop": null}})
	reloader_annotation.deny == set() with input as {"object": obj, "inventory": elsewhere}
	reading_nothing := object.union(obj, {"spec": {"template": {"spec": {"containers": [{"name": "web"}]}}}})
	judged(reading_nothing, {}) == set()
}

test_names if {
	key := "configmap.reloader.stakater.com/reload"
	verdict({key: "web keys"}) == at(key, sprintf("%s: \"web keys\" is no name: names are separated by commas", [key]))
	verdict({key: "web;api"}) == at(key, sprintf("%s: \"web;api\" is no name: names are separated by commas", [key]))
	verdict({key: "web,keys"}) == at(key, sprintf("%s: \"keys\" is a Secret", [key]))
	verdict({key: "web,left"}) == at(key, sprintf("%s: ConfigMap \"left\" says that Reloader is to ignore it", [key]))
	secrets := "secret.reloader.stakater.com/reload"
	verdict({secrets: "web"}) == at(secrets, sprintf("%s: \"web\" is a ConfigMap", [secrets]))
	verdict({secrets: "keys"}) == set()
}

test_the_same_name_for_both_kinds if {
	key := "configmap.reloader.stakater.com/reload"
	both := object.union(held, {"ConfigMap": {"shop": {"keys": {"metadata": {"name": "keys"}}}}})
	reloader_annotation.deny == set() with input as {
		"object": web("Deployment", {key: "keys"}, {}),
		"inventory": both,
	}
	reading_both := {"spec": {"template": {"spec": {"containers": [{
		"name": "web",
		"envFrom": [{"configMapRef": {"name": "keys"}}, {"secretRef": {"name": "keys"}}],
	}]}}}}
	judged(object.union(web("Deployment", {key: "keys"}, {}), reading_both), {}) == set()
}

in_all(value) := judged(
	web("Deployment", {"configmap.reloader.stakater.com/reload": value}, {}),
	{"ConfigMap": true},
)

test_names_of_nothing if {
	key := "configmap.reloader.stakater.com/reload"
	in_all("gone") == at(key, sprintf("%s: there is no ConfigMap \"gone\" in namespace \"shop\"", [key]))
	in_all("web") == set()
	in_all("we.*") == set()
	in_all("ap.*") == at(key, sprintf("%s: there is no ConfigMap \"ap.*\" in namespace \"shop\"", [key]))
	verdict({key: "gone"}) == set()
}

test_only_reload_lists_names if {
	obj := web("Deployment", {"configmap.reloader.stakater.com/auto": "true"}, {})
	judged(obj, {"ConfigMap": true}) == set()
}

test_annotations_that_are_none if {
	judged(web("Deployment", ["reloader.stakater.com/auto"], "${ANNOTATIONS}"), {}) == set()
}

test_pods_of_a_controller if {
	owned := {"metadata": {"ownerReferences": [{"kind": "Operator", "controller": true}]}}
	judged(object.union(web("Deployment", {"reloader.stakater.com/reload": "web"}, {}), owned), {}) == set()
	pod := {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "web", "annotations": {"reloader.stakater.com/auto": "true"}},
		"spec": {},
	}
	judged(pod, {}) == at(
		"reloader.stakater.com/auto",
		"Reloader restarts no Pod: reloader.stakater.com/auto does nothing",
	)
}
