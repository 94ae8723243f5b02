package tidegate.pods.memory_limit_test

import data.tidegate.pods.memory_limit

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

verdict(spec, inventory) := findings if {
	findings := memory_limit.deny with input as {"object": deployment(spec), "inventory": inventory}
}

one(resources) := {"containers": [{"name": "a", "resources": resources}]}

missing := {{
	"msg": `container "a" has no memory limit: a leak takes the memory of the node`,
	"path": ["spec", "template", "spec", "containers", 0, "resources", "limits", "memory"],
}}

test_without_a_limit if {
	every resources in [{}, {"requests": {"memory": "1Gi"}}, {"limits": {"cpu": "1"}}, {"limits": {}}] {
		verdict(one(resources), {}) == missing
	}
	verdict({"containers": [{"name": "a"}]}, {}) == missing
}

test_with_a_limit if {
	every resources in [{"limits": {"memory": "1Gi"}}, {"limits": {"memory": "${M}"}}, {"limits": "${L}"}, "${R}"] {
		verdict(one(resources), {}) == set()
		verdict({"containers": [{"name": "a"}], "resources": resources}, {}) == set()
	}
}

test_classes_of_containers if {
	{finding.path[3] | some finding in verdict(
		{list: [{"name": "a"}] |
			some list in ["containers", "initContainers", "ephemeralContainers"]
		},
		{},
	)} == {"containers", "initContainers"}
}

test_injected_containers if {
	verdict({"containers": [{"name": "istio-proxy", "image": "auto"}]}, {}) == set()
}

range(namespace, kind, field, resource) := {"LimitRange": {namespace: {"r": {"spec": {"limits": [
	{"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}},
	{"type": kind, field: {resource: "1Gi"}},
]}}}}}

test_a_limit_range_gives_one if {
	verdict(one({}), range("shop", "Container", "default", "memory")) == set()
	verdict(one({}), range("shop", "Container", "max", "memory")) == set()
}

test_limit_ranges_that_give_none if {
	verdict(one({}), range("other", "Container", "default", "memory")) == missing
	verdict(one({}), range("shop", "Pod", "max", "memory")) == missing
	verdict(one({}), range("shop", "Container", "defaultRequest", "memory")) == missing
	verdict(one({}), range("shop", "Container", "default", "cpu")) == missing
}
