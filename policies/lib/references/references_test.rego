package tidegate.lib.references_test

import data.tidegate.lib.references

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "shop"}, "spec": spec}

needed(spec) := refs if {
	refs := references.needed with input as {"object": pod(spec)}
}

absent(name, inventory) if {
	references.absent("Secret", "shop", name) with input as {"complete": {"shop": {"Secret": true}}, "inventory": inventory}
}

test_absent if {
	absent("a", {})
	absent("a", {"Secret": {"shop": {"b": {}}, "other": {"a": {}}}})
	not absent("a", {"Secret": {"shop": {"a": {}}}})
	not absent("${A}", {})
	not absent("", {})
	not absent(3, {})
	not absent("a", {"Secret": {"shop": {"${NAME}": {}}}})
}

test_not_known_is_not_absent if {
	not references.absent("Secret", "shop", "a") with input as {"complete": {"shop": {"ConfigMap": true}}}
	not references.absent("Secret", "shop", "a") with input as {"inventory": {}}
}

in_default(there) if {
	references.absent("Secret", "default", "a") with input as {
		"complete": {"default": {"Secret": true}},
		"inventory": {"Secret": there},
	}
}

test_a_render_without_its_namespace if {
	not in_default({"shop": {"a": {}}})
	in_default({"shop": {"b": {}}})
}

test_environment if {
	env := [
		{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}},
		{"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "l"}}},
		{"name": "C", "valueFrom": {"secretKeyRef": {"name": "o", "key": "l", "optional": true}}},
		{"name": "D", "valueFrom": {"secretKeyRef": {"name": "n", "key": "l", "optional": false}}},
		{"name": "E", "value": "x"},
	]
	from := [{"configMapRef": {"name": "c"}}, {"secretRef": {"name": "s", "optional": true}}]
	refs := needed({"containers": [{"name": "web", "env": env, "envFrom": from}]})
	path := ["spec", "containers", 0, "env", 0, "valueFrom", "configMapKeyRef"]
	refs[0] == {
		"kind": "ConfigMap",
		"name": "c",
		"optional": false,
		"path": path,
		"name_key": "name",
		"keys": [{"key": "k", "path": array.concat(path, ["key"])}],
	}
	[[ref.kind, ref.name, array.slice(ref.path, 3, 5)] | some ref in refs] == [
		["ConfigMap", "c", ["env", 0]],
		["Secret", "s", ["env", 1]],
		["Secret", "n", ["env", 3]],
		["ConfigMap", "c", ["envFrom", 0]],
	]
	refs[3].path == ["spec", "containers", 0, "envFrom", 0, "configMapRef"]
	refs[3].keys == []
}

volumes := [
	{"name": "a", "configMap": {"name": "c", "items": [{"key": "k", "path": "p"}]}},
	{"name": "b", "secret": {"secretName": "s", "name": "wrong"}},
	{"name": "unused", "secret": {"secretName": "u"}},
	{"name": "c", "projected": {"sources": [
		{"serviceAccountToken": {"path": "t"}},
		{"secret": {"name": "p", "items": [{"key": "l", "path": "p"}]}},
		{"configMap": {"name": "q", "optional": true}},
	]}},
	{"name": "d", "emptyDir": {}},
]

test_volumes_that_are_mounted if {
	mounts := [{"name": name, "mountPath": name} | some name in ["a", "b", "c", "d"]]
	refs := needed({"containers": [{"name": "web", "volumeMounts": mounts}], "volumes": volumes})
	[[ref.name, ref.name_key, ref.path, ref.keys] | some ref in refs] == [
		[
			"c",
			"name",
			["spec", "volumes", 0, "configMap"],
			[{"key": "k", "path": ["spec", "volumes", 0, "configMap", "items", 0, "key"]}],
		],
		["s", "secretName", ["spec", "volumes", 1, "secret"], []],
		[
			"p",
			"name",
			["spec", "volumes", 3, "projected", "sources", 1, "secret"],
			[{"key": "l", "path": ["spec", "volumes", 3, "projected", "sources", 1, "secret", "items", 0, "key"]}],
		],
	]
	[ref.kind | some ref in refs] == ["ConfigMap", "Secret", "Secret"]
}

test_wrong_types if {
	needed({"containers": [{"env": "text", "envFrom": "text", "volumeMounts": "text"}], "volumes": "text"}) == []
	bad := {"name": "v", "secret": {"secretName": 3, "items": "text"}, "projected": {"sources": "text"}}
	needed({"containers": [{"volumeMounts": [{"name": "v"}]}], "volumes": [bad]}) == []
	needed({"containers": [{"env": [{"valueFrom": {"secretKeyRef": "text"}}]}]}) == []
}

refs := [
	{"kind": "Secret", "name": "a", "path": ["one"], "name_key": "name", "keys": [{"key": "x", "path": ["kx"]}]},
	{"kind": "ConfigMap", "name": "a", "path": ["two"], "name_key": "name", "keys": [{"key": "n", "path": ["kn"]}]},
	{"kind": "Secret", "name": "a", "path": ["three"], "name_key": "secretName", "keys": [{"key": "x", "path": ["later"]}]},
	{"kind": "Secret", "name": "b", "path": ["four"], "name_key": "secretName", "keys": [{"key": "y", "path": ["ky"]}]},
]

test_missing_is_told_once if {
	complete := {"shop": {"Secret": true}}
	inventory := {"Secret": {"shop": {"c": {}}}}
	found := references.missing(refs, "Secret", "shop") with input as {"complete": complete, "inventory": inventory}
	found == [
		{"name": "a", "path": ["one", "name"], "more": 1},
		{"name": "b", "path": ["four", "secretName"], "more": 0},
	]
}

missing_keys(objects) := found if {
	found := references.missing_keys(refs, "Secret", "shop") with input as {"inventory": {"Secret": {"shop": objects}}}
}

test_missing_keys if {
	missing_keys({"a": {"data": {"z": ""}}, "b": {"data": {"y": ""}}}) == [{"name": "a", "key": "x", "path": ["kx"]}]
	missing_keys({"a": {"stringData": {"x": ""}}, "b": {"binaryData": {"y": ""}}}) == []
	missing_keys({}) == []
}

test_lacks if {
	references.lacks({"data": {"a": ""}}, "b")
	references.lacks({"data": "text", "stringData": {"a": ""}}, "b")
	not references.lacks({"data": {"a": ""}}, "a")
	not references.lacks({"data": {}}, "a")
	not references.lacks({}, "a")
	not references.lacks({"data": {"a": ""}}, "${KEY}")
	not references.lacks({"data": {"a": ""}}, 3)
	not references.lacks({"data": {"${KEY}": "", "a": ""}}, "b")
	not references.lacks({"data": "${DATA}", "stringData": {"a": ""}}, "b")
}

test_what_others_fill if {
	not references.lacks({"data": {"a": ""}, "type": "kubernetes.io/service-account-token"}, "b")
	references.lacks({"data": {"a": ""}, "type": "Opaque"}, "b")
	labels := {"config.openshift.io/inject-trusted-cabundle": "true"}
	not references.lacks({"data": {"a": ""}, "metadata": {"labels": labels}}, "b")
	not references.lacks({"data": {"a": ""}, "metadata": {"annotations": {"replicator.v1.mittwald.de/x": ""}}}, "b")
	references.lacks({"data": {"a": ""}, "metadata": {"annotations": {"note": ""}}}, "b")
}

test_elsewhere_in_words if {
	references.elsewhere({"more": 0}) == ""
	references.elsewhere({"more": 1}) == " (and in 1 more place)"
	references.elsewhere({"more": 2}) == " (and in 2 more places)"
}
