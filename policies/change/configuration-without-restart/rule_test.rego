package tidegate.change.configuration_without_restart_test

import data.tidegate.change.configuration_without_restart

config(entries) := {"kind": "ConfigMap", "metadata": {"name": "settings"}, "data": entries}

workload(metadata, template, fields) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web", "namespace": "shop"}, metadata),
	"spec": object.union(
		{"template": {
			"metadata": object.get(template, "metadata", {}),
			"spec": json.remove(template, ["metadata"]),
		}},
		fields,
	),
}

judged(old, new, before, after) := findings if {
	findings := configuration_without_restart.deny with input as {
		"oldObject": old,
		"object": new,
		"inventory": {"ConfigMap": {"shop": {obj.metadata.name: obj | some obj in after}}},
		"oldInventory": {"ConfigMap": {"shop": {obj.metadata.name: obj | some obj in before}}},
	}
}

verdict(template, before, after) := findings if {
	web := workload({}, template, {})
	findings := judged(web, web, [config(before)], [config(after)])
}

env(key) := {"containers": [{"name": "web", "env": [{
	"name": "A",
	"valueFrom": {"configMapKeyRef": {"name": "settings", "key": key}},
}]}]}

env_from := {"containers": [{"name": "web", "envFrom": [{"configMapRef": {"name": "settings"}}]}]}

mounted(mount, volume) := {
	"containers": [{"name": "web", "volumeMounts": [object.union({"name": "v"}, mount)]}],
	"volumes": [{"name": "other"}, object.union({"name": "v"}, volume)],
}

whole := {"configMap": {"name": "settings"}}

one := {"a": "1", "b": "1"}

two := {"a": "2", "b": "1"}

place := ["spec", "template", "metadata", "annotations"]

found := {{
	"msg": "ConfigMap \"settings\" is changed, and the pods that read it at the start are not replaced",
	"path": place,
	"related": [{
		"object": {"kind": "ConfigMap", "namespace": "shop", "name": "settings"},
		"path": ["data"],
	}],
}}

test_variables if {
	verdict(env("a"), one, two) == found
	verdict(env("b"), one, two) == set()
	verdict(env_from, one, two) == found
	verdict(env_from, one, object.union(one, {"c": "1"})) == found
	verdict(env_from, one, one) == set()
}

test_parts_of_a_volume if {
	verdict(mounted({"subPath": "a"}, whole), one, two) == found
	verdict(mounted({"subPath": "b"}, whole), one, two) == set()
	verdict(mounted({"subPathExpr": "$(A)"}, whole), one, two) == found
	verdict(mounted({"subPath": "", "subPathExpr": "$(A)"}, whole), one, two) == found
	projected := {"projected": {"sources": [whole]}}
	verdict(mounted({"subPath": "a"}, projected), one, two) == found
}

test_parts_under_another_name if {
	items := {"configMap": {"name": "settings", "items": [{"key": "a", "path": "x/a.conf"}, {"key": "b", "path": "b.conf"}]}}
	verdict(mounted({"subPath": "x/a.conf"}, items), one, two) == found
	verdict(mounted({"subPath": "x"}, items), one, two) == found
	verdict(mounted({"subPath": "b.conf"}, items), one, two) == set()
	verdict(mounted({"subPath": "a"}, items), one, two) == set()
	verdict(mounted({"subPathExpr": "$(A)"}, items), one, two) == found
}

# The kubelet writes the files of a volume anew.
test_a_volume_that_is_mounted_whole if {
	verdict(mounted({}, whole), one, two) == set()
	verdict(mounted({"subPath": "", "subPathExpr": ""}, whole), one, two) == set()
	verdict(mounted({"name": "other", "subPath": "a"}, whole), one, two) == set()
}

test_the_pods_are_replaced if {
	new := object.union(env_from, {"metadata": {"annotations": {"checksum/config": "b"}}})
	old := object.union(env_from, {"metadata": {"annotations": {"checksum/config": "a"}}})
	judged(workload({}, old, {}), workload({}, new, {}), [config(one)], [config(two)]) == set()
	count(judged(workload({}, old, {}), workload({}, old, {}), [config(one)], [config(two)])) == 1
	judged({"metadata": {}}, workload({}, new, {}), [config(one)], [config(two)]) == set()
}

annotated(value) := workload({"annotations": {"checksum/config": value}}, env_from, {})

test_a_checksum_where_it_does_nothing if {
	[finding.path | some finding in judged(annotated("a"), annotated("b"), [config(one)], [config(two)])] == [[
		"metadata", "annotations",
		"checksum/config",
	]]
}

test_it_was_not_there_or_is_not if {
	web := workload({}, env_from, {})
	judged(web, web, [config(one)], []) == set()
	judged(web, web, [], [config(two)]) == set()
}

# The API server refuses that.
test_it_cannot_be_changed if {
	web := workload({}, env_from, {})
	judged(web, web, [object.union(config(one), {"immutable": true})], [config(two)]) == set()
}

test_something_restarts_the_pods if {
	web := workload({"annotations": {"reloader.stakater.com/auto": "true"}}, env_from, {})
	judged(web, web, [config(one)], [config(two)]) == set()
}

test_pods_that_are_replaced_by_hand if {
	web := workload({}, env_from, {"updateStrategy": {"type": "OnDelete"}})
	judged(web, web, [config(one)], [config(two)]) == set()
	other := workload({}, env_from, {"updateStrategy": {"type": "RollingUpdate"}})
	judged(other, other, [config(one)], [config(two)]) == found
}

test_other_workloads if {
	every metadata in [{"annotations": {"helm.sh/hook": "test"}}, {"ownerReferences": [{"controller": true}]}] {
		web := workload(metadata, env_from, {})
		judged(web, web, [config(one)], [config(two)]) == set()
	}
}

test_a_tag_that_is_filled_in_later if {
	web := workload({}, {"containers": [object.union(env_from.containers[0], {"image": "web:${TAG}"})]}, {})
	judged(web, web, [config(one)], [config(two)]) == set()
}

test_init_containers_have_read_and_gone if {
	verdict({"initContainers": env_from.containers}, one, two) == set()
	sidecar := object.union(env_from.containers[0], {"restartPolicy": "Always"})
	verdict({"initContainers": [sidecar]}, one, two) == found
}

secret(value) := {"kind": "Secret", "metadata": {"name": "s"}, "stringData": {"a": value}}

test_secrets if {
	web := workload({}, {"containers": [{"envFrom": [{"secretRef": {"name": "s"}}, {"secretRef": {"name": "t"}}]}]}, {})
	findings := configuration_without_restart.deny with input as {
		"oldObject": web,
		"object": web,
		"inventory": {"Secret": {"shop": {"s": secret("1"), "t": secret("1")}}},
		"oldInventory": {"Secret": {"shop": {"s": secret("2"), "t": secret("2")}}},
	}
	[finding.msg | some finding in findings] == [concat(" ", [
		"Secret \"s\" and Secret \"t\" are changed,",
		"and the pods that read them at the start are not replaced",
	])]
}
