package tidegate.references.config_map_test

import data.tidegate.references.config_map

pod(env) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p", "namespace": "shop"},
	"spec": {"containers": [{"name": "web", "env": [{"name": "X", "valueFrom": env}]}]},
}

from(name, key) := pod({"configMapKeyRef": {"name": name, "key": key}})

verdict(obj) := findings if {
	findings := config_map.deny with input as {
		"object": obj,
		"inventory": {"ConfigMap": {"shop": {"web": {"data": {"level": "info"}}}}},
		"complete": {"shop": {"ConfigMap": true}},
	}
}

path(tail) := array.concat(["spec", "containers", 0, "env", 0, "valueFrom", "configMapKeyRef"], tail)

test_absent if {
	verdict(from("api", "level")) == {{
		"msg": `there is no ConfigMap "api" in namespace "shop", which the pods need to start`,
		"path": path(["name"]),
	}}
}

test_a_missing_key if {
	verdict(from("web", "LEVEL")) == {{
		"msg": `ConfigMap "web" has no key "LEVEL", which the pods need to start`,
		"path": path(["key"]),
		"related": [{"object": {"kind": "ConfigMap", "namespace": "shop", "name": "web"}, "path": ["data"]}],
	}}
}

test_there if {
	verdict(from("web", "level")) == set()
	verdict(from("kube-root-ca.crt", "ca.crt")) == set()
	verdict(pod({"secretKeyRef": {"name": "api", "key": "level"}})) == set()
}

test_not_known if {
	config_map.deny == set() with input as {"object": from("api", "level")}
}

test_what_a_controller_owns if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	verdict(object.union(from("api", "level"), owned)) == set()
	verdict(object.union(from("web", "LEVEL"), owned)) == set()
}
