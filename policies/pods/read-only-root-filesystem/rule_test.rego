package tidegate.pods.read_only_root_filesystem_test

import data.tidegate.pods.read_only_root_filesystem

verdict(spec) := findings if {
	obj := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}
	findings := read_only_root_filesystem.deny with input as {"object": obj}
}

one(context) := {"containers": [{"name": "a", "securityContext": context}]}

missing := {{
	"msg": `container "a" can write to its root file system`,
	"path": ["spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"],
}}

test_false_and_missing if {
	verdict(one({"readOnlyRootFilesystem": false})) == missing
	verdict(one({})) == missing
	verdict({"containers": [{"name": "a"}], "securityContext": {"readOnlyRootFilesystem": true}}) == missing
}

test_true_and_unknown if {
	every context in [{"readOnlyRootFilesystem": true}, {"readOnlyRootFilesystem": "${RO}"}, "${CONTEXT}"] {
		verdict(one(context)) == set()
	}
}

test_classes_of_containers if {
	{finding.path[1] | some finding in verdict({list: [{"name": "a"}] |
		some list in ["containers", "initContainers", "ephemeralContainers"]
	})} == {"containers", "initContainers"}
}

test_windows_and_injected_containers if {
	verdict(object.union(one({}), {"os": {"name": "windows"}})) == set()
	verdict({"containers": [{"name": "istio-proxy", "image": "auto"}]}) == set()
}
