package tidegate.lib.restarts_test

import data.tidegate.lib.restarts

web(metadata, template) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web", "namespace": "shop"}, metadata),
	"spec": {"template": template},
}

follows(template) if restarts.follows with input as {"object": web({}, template)}

annotated(annotations) := {"metadata": {"annotations": annotations}}

hash := "4f2b3c8f9f6a1d0e7c5b2a98d4e3f1a0b6c7d8e9f0a1b2c3d4e5f60718293a4b"

test_keys_that_tell if {
	every key in [
		"checksum/config", "secret-checksum", "app/configHash", "config-sha256", "rollme", "timestamp", "deployedAt",
		"kubectl.kubernetes.io/restartedAt", "git-commit", "helm.sh/revision", "rollout-date", "date", "example.com/date",
		"config-version", "random", "release-id", "app/reloaded", "fingerprint",
	] {
		follows(annotated({key: "x"}))
		follows({"metadata": {"labels": {key: "x"}}})
	}
}

test_keys_that_do_not if {
	every key in [
		"prometheus.io/scrape", "helm.sh/chart", "app.kubernetes.io/version", "sidecar.istio.io/inject",
		"reloader.stakater.com/auto", "validate", "kubectl.kubernetes.io/default-container", "update",
	] {
		not follows(annotated({key: "true"}))
	}
	not follows({})
}

test_values_that_tell if {
	follows(annotated({"config": hash}))
	follows(annotated({"config": concat("", ["sha256:", hash])}))
	follows(annotated({"config": "d41d8cd98f00b204e9800998ecf8427e"}))
	follows(annotated({"config": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}))
	not follows(annotated({"config": "4f2b3c8f"}))
	not follows(annotated({"image": hash}))
	not follows(annotated({"config": 7}))
}

test_hash_of_nothing if {
	every nothing in restarts.of_nothing {
		not follows(annotated({"checksum/config": nothing}))
		not follows(annotated({"config": nothing}))
		follows(annotated({"checksum/config": nothing, "checksum/secret": hash}))
	}
}

test_unknown_annotations if {
	follows({"metadata": {"annotations": "${ANNOTATIONS}"}})
	follows({"metadata": {"labels": "${LABELS}"}})
	not follows({"metadata": {"name": "${NAME}"}})
}

env(name, fields) := {"spec": {"containers": [{"name": "web", "env": [object.union({"name": name}, fields)]}]}}

test_variables_that_tell if {
	follows(env("CONFIG_HASH", {"value": "x"}))
	follows(env("WEB_CHECKSUM", {"value": "x"}))
	follows(env("APP_CONFIG_MAP_SHA256", {"value": "x"}))
	not follows(env("CONFIG_HASH", {"valueFrom": {}}))
	not follows(env("PASSWORD_HASH", {"value": "x"}))
	not follows(env("CONFIG", {"value": "x"}))
	not follows(env(7, {"value": "x"}))
}

misplaced(metadata, template) := found if {
	found := restarts.misplaced with input as {"object": web(metadata, template)}
}

test_misplaced if {
	every key in ["checksum/config", "config.checksum", "secret-checksum", "checksums", "app/config-hash", "configHash"] {
		at := [{"key": key, "path": ["metadata", "annotations", key]}]
		misplaced({"annotations": {key: "x"}}, {}) == at
		misplaced({"annotations": {key: "x"}}, annotated({"other": "x"})) == at
		misplaced({"annotations": {key: "x"}}, annotated({key: "y"})) == []
	}
	misplaced({"labels": {"checksum": "x"}}, {}) == [{"key": "checksum", "path": ["metadata", "labels", "checksum"]}]
	every key in ["prometheus.io/scrape", "pod-template-hash", "checksumming", "hash"] {
		misplaced({"annotations": {key: "x"}}, {}) == []
	}
	borrowing := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"annotations": {"checksum/config": "x"}},
		"spec": {},
	}
	restarts.misplaced == [] with input as {"object": borrowing}
}

test_names_that_change if {
	every name in ["web-5f8k2t9mdg", "web-3fa9c1", "web-v2", "web-v1.2.3", "web-1.4.2", "web.v3-1", "web-20261126"] {
		restarts.changes_with_content(name)
	}
	every name in [
		"web", "web-monitoring", "web-production", "web-facade", "web-123456", "web-0", "web-2", "web2", "v2",
		"web-5f8k2t9md", "web-5f8k2t9mdgb", "3fa9c1", "web-3fa9c", "web-3fxa9c1",
	] {
		not restarts.changes_with_content(name)
	}
}

object_of(kind, annotations) := {"kind": kind, "metadata": {"name": "web", "annotations": annotations}}

restarted(own, template, obj) if {
	restarts.restarted_for(obj) with input as {"object": web({"annotations": own}, annotated(template))}
}

config_map := object_of("ConfigMap", {})

secret := object_of("Secret", {})

test_reloader_for_all if {
	auto := {"reloader.stakater.com/auto": "true"}
	restarted(auto, {}, config_map)
	restarted(auto, {}, secret)
	restarted({}, auto, config_map)
	restarted({"reloader.stakater.com/auto": "True"}, {}, config_map)
	restarted({"reloader.stakater.com/auto": true}, {}, config_map)
	not restarted({}, {}, config_map)
	not restarted({"reloader.stakater.com/auto": "false"}, auto, config_map)
	not restarted({"reloader.stakater.com/auto": "yes"}, {}, config_map)
	not restarted(auto, {}, object_of("ConfigMap", {"reloader.stakater.com/ignore": "true"}))
}

test_reloader_for_a_kind if {
	restarted({"configmap.reloader.stakater.com/auto": "true"}, {}, config_map)
	not restarted({"configmap.reloader.stakater.com/auto": "true"}, {}, secret)
	restarted({"configmap.reloader.stakater.com/auto": "true"}, {"reloader.stakater.com/auto": "true"}, secret)
	not restarted({"secret.reloader.stakater.com/auto": "false"}, {"reloader.stakater.com/auto": "true"}, secret)
}

test_reloader_for_a_name if {
	key := "configmap.reloader.stakater.com/reload"
	every value in ["web", "api, web", "we.*", "w(eb|ww)"] { restarted({key: value}, {}, config_map) }
	every value in ["api", "webs", "we", "eb", "", "*", 7] { not restarted({key: value}, {}, config_map) }
	not restarted({key: "api"}, {"reloader.stakater.com/auto": "true"}, config_map)
	not restarted({key: "web"}, {}, secret)
}

test_reloader_by_search if {
	search := {"reloader.stakater.com/search": "true"}
	match := object_of("ConfigMap", {"reloader.stakater.com/match": "true"})
	restarted(search, {}, match)
	not restarted(search, {}, config_map)
	not restarted({}, {}, match)
	not restarted({"reloader.stakater.com/search": "false"}, {"reloader.stakater.com/auto": "true"}, config_map)
}

except(names) := {
	"reloader.stakater.com/auto": "true",
	"configmaps.exclude.reloader.stakater.com/reload": names,
}

test_reloader_with_an_exception if {
	not restarted(except("web"), {}, config_map)
	not restarted(except("api, web"), {}, config_map)
	restarted(except("api"), {}, config_map)
	restarted(except(7), {}, config_map)
	restarted(except("web"), {}, secret)
}

test_other_controllers if {
	every key in [
		"wave.pusher.com/update-on-config-change",
		"operator.1password.io/auto-restart",
		"secrets.doppler.com/reload",
	] {
		restarted({key: "true"}, {}, config_map)
		not restarted({key: "false"}, {}, config_map)
	}
	not restarted({"kubectl.kubernetes.io/restartedAt": "x"}, {}, config_map)
	not restarted({"stakater.com/reload": "x"}, {}, config_map)
	not restarted({"team": "shop"}, {}, config_map)
}
