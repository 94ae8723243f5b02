package tidegate.reload.stale_configuration_test

import data.tidegate.reload.stale_configuration

held := {
	"ConfigMap": {"shop": {
		"web": {"kind": "ConfigMap", "metadata": {"name": "web"}, "data": {}},
		"fixed": {"kind": "ConfigMap", "metadata": {"name": "fixed"}, "immutable": true},
		"web-5f8k2t9mdg": {"kind": "ConfigMap", "metadata": {"name": "web-5f8k2t9mdg"}},
		"${NAME}": {"kind": "ConfigMap", "metadata": {"name": "${NAME}"}},
		"once": {
			"kind": "ConfigMap",
			"metadata": {"name": "once", "annotations": {"helm.sh/hook": "pre-install"}},
		},
		"upgraded": {
			"kind": "ConfigMap",
			"metadata": {"name": "upgraded", "annotations": {"helm.sh/hook": "pre-install,pre-upgrade"}},
		},
		"odd": {"kind": "ConfigMap", "metadata": {"name": "odd", "annotations": {"helm.sh/hook": 7}}},
		"synced": {
			"kind": "ConfigMap",
			"metadata": {"name": "synced", "annotations": {"argocd.argoproj.io/hook": "PreSync"}},
		},
	}},
	"Secret": {"shop": {"web": {"kind": "Secret", "metadata": {"name": "web"}}}},
}

web(container, fields) := object.union(
	{
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "web", "namespace": "shop"},
		"spec": {"template": {"spec": {
			"containers": [object.union({"name": "web"}, container)],
			"volumes": [
				{"name": "config", "configMap": {"name": "web"}},
				{"name": "keys", "secret": {"secretName": "web"}},
				{"name": "both", "projected": {"sources": [{"configMap": {"name": "web"}}]}},
			],
		}}},
	},
	fields,
)

verdict(obj) := findings if {
	findings := stale_configuration.deny with input as {"object": obj, "inventory": held}
}

finding(what, objects) := {{
	"msg": sprintf("%s: a change reaches no pod that runs, and nothing replaces the pods", [what]),
	"path": ["spec", "template", "metadata", "annotations"],
	"related": [{"object": {"kind": kind, "namespace": "shop", "name": name}, "path": ["data"]} |
		some kind, name in objects
	],
}}

all_of(name) := {"envFrom": [{"configMapRef": {"name": name}}]}

test_variables if {
	found := finding(`ConfigMap "web" (variables)`, {"ConfigMap": "web"})
	verdict(web(all_of("web"), {})) == found
	one := {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "web", "key": "a"}}}]}
	verdict(web(one, {})) == found
	verdict(web(object.union(one, all_of("web")), {})) == found
	secret := {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "web", "key": "a", "optional": true}}}]}
	verdict(web(secret, {})) == finding(`Secret "web" (variables)`, {"Secret": "web"})
	all := {"envFrom": [{"secretRef": {"name": "web"}}]}
	verdict(web(all, {})) == finding(`Secret "web" (variables)`, {"Secret": "web"})
}

mounted(name, part) := {"volumeMounts": [object.union({"name": name, "mountPath": "/etc/web"}, part)]}

test_parts_of_volumes if {
	found := finding(`ConfigMap "web" (subPath)`, {"ConfigMap": "web"})
	verdict(web(mounted("config", {"subPath": "a.yaml"}), {})) == found
	verdict(web(mounted("config", {"subPathExpr": "$(A).yaml"}), {})) == found
	verdict(web(mounted("both", {"subPath": "a.yaml"}), {})) == found
	verdict(web(mounted("keys", {"subPath": "a"}), {})) == finding(`Secret "web" (subPath)`, {"Secret": "web"})
	verdict(web(mounted("config", {}), {})) == set()
	verdict(web(mounted("config", {"subPath": ""}), {})) == set()
}

test_all_in_one_finding if {
	much := object.union(
		mounted("config", {"subPath": "a.yaml"}),
		{"envFrom": [{"configMapRef": {"name": "web"}}, {"secretRef": {"name": "web"}}]},
	)
	verdict(web(much, {})) == finding(
		`ConfigMap "web" (subPath and variables) and Secret "web" (variables)`,
		{"ConfigMap": "web", "Secret": "web"},
	)
}

test_each_with_its_own_way if {
	found := verdict(web(object.union(all_of("upgraded"), mounted("config", {"subPath": "a.yaml"})), {}))
	{split(item.msg, ":")[0] | some item in found} == {`ConfigMap "upgraded" (variables) and ConfigMap "web" (subPath)`}
}

# What an init container has made of it stays as it is, too.
test_sidecars_and_init_containers if {
	found := finding(`ConfigMap "web" (variables)`, {"ConfigMap": "web"})
	side := object.union({"name": "side"}, all_of("web"))
	verdict(web({}, {"spec": {"template": {"spec": {"initContainers": [side]}}}})) == found
	lasting := object.union(side, {"restartPolicy": "Always"})
	verdict(web({}, {"spec": {"template": {"spec": {"initContainers": [lasting]}}}})) == found
	verdict(web({}, {"spec": {"template": {"spec": {"ephemeralContainers": [side]}}}})) == set()
}

test_not_of_the_scope if {
	verdict(web(all_of("elsewhere"), {})) == set()
	verdict(web(all_of("web"), {"metadata": {"namespace": "other"}})) == set()
}

test_what_cannot_change_under_its_name if {
	verdict(web(all_of("fixed"), {})) == set()
	verdict(web(all_of("web-5f8k2t9mdg"), {})) == set()
	verdict(web(all_of("${NAME}"), {})) == set()
	verdict(web(all_of("once"), {})) == set()
	verdict(web(all_of("upgraded"), {})) == finding(`ConfigMap "upgraded" (variables)`, {"ConfigMap": "upgraded"})
	verdict(web(all_of("odd"), {})) == finding(`ConfigMap "odd" (variables)`, {"ConfigMap": "odd"})
	verdict(web(all_of("synced"), {})) == finding(`ConfigMap "synced" (variables)`, {"ConfigMap": "synced"})
}

test_pods_that_are_replaced if {
	hashed := {"spec": {"template": {"metadata": {"annotations": {"checksum/config": "ab12"}}}}}
	verdict(web(all_of("web"), hashed)) == set()
	auto := {"metadata": {"annotations": {"reloader.stakater.com/auto": "true"}}}
	verdict(web(all_of("web"), auto)) == set()
	only_secrets := {"metadata": {"annotations": {"secret.reloader.stakater.com/auto": "true"}}}
	found := finding(`ConfigMap "web" (variables)`, {"ConfigMap": "web"})
	verdict(web({"envFrom": [{"configMapRef": {"name": "web"}}, {"secretRef": {"name": "web"}}]}, only_secrets)) == found
	by_hand := {"spec": {"updateStrategy": {"type": "OnDelete"}}}
	verdict(web(all_of("web"), by_hand)) == set()
}

test_the_path_is_that_of_a_misplaced_checksum if {
	misplaced := {"metadata": {"annotations": {"checksum/config": "ab12"}}}
	found := verdict(web(all_of("web"), misplaced))
	{item.path | some item in found} == {["metadata", "annotations", "checksum/config"]}
}

test_hooks_and_pods_of_a_controller if {
	verdict(web(all_of("web"), {"metadata": {"annotations": {"helm.sh/hook": "test"}}})) == set()
	owners := [{"kind": "Operator", "controller": true}]
	verdict(web(all_of("web"), {"metadata": {"ownerReferences": owners}})) == set()
}
