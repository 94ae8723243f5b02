package tidegate.reload.quality_of_service_test

import data.tidegate.reload.quality_of_service

web(container, resources, fields) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": object.union({"name": "web", "namespace": "shop"}, object.get(fields, "metadata", {})),
	"spec": object.union(
		{"containers": [object.union({"name": "web", "resources": resources}, container)]},
		object.get(fields, "spec", {}),
	),
}

verdict(container, resources, fields) := findings if {
	findings := quality_of_service.deny with input as {"object": web(container, resources, fields)}
}

finding(what) := {{
	"msg": sprintf("%s, but the pod is not of class Guaranteed: limits and requests differ or are missing", [what]),
	"path": ["spec", "containers", 0, "resources"],
}}

even := {"limits": {"cpu": 2, "memory": "4Gi"}, "requests": {"cpu": "2", "memory": "4Gi"}}

burst := {"limits": {"memory": "4Gi"}, "requests": {"cpu": "2", "memory": "4Gi"}}

pinned := {"command": ["taskset", "-c", "1-2", "./web"]}

pinning := `container "web" is pinned to processors`

test_pinned if {
	verdict(pinned, burst, {}) == finding(pinning)
	verdict(pinned, even, {}) == set()
	every container in [
		{"command": ["sh", "-c", "exec taskset -c 1 ./web"]},
		{"args": ["./web", "--lcores=1-2"]},
		{"args": ["./web", "--cpu-affinity", "1"]},
		{"env": [{"name": "GOMP_CPU_AFFINITY", "value": "0-3"}]},
	] {
		verdict(container, burst, {}) == finding(pinning)
	}
	every container in [
		{},
		{"command": ["./tasksetter", "-c"]},
		{"args": [7]},
		{"env": [{"name": "CPUS", "value": "2"}]},
	] {
		verdict(container, burst, {}) == set()
	}
}

test_pinned_to_a_part_of_a_processor if {
	part := {"limits": {"cpu": "1500m", "memory": "4Gi"}}
	verdict(pinned, part, {}) == {{
		"msg": concat(" ", [
			`container "web" is pinned to processors, but a limit of 1500m CPUs is no whole number:`,
			"the container shares its processors",
		]),
		"path": ["spec", "containers", 0, "resources", "limits", "cpu"],
	}}
	verdict({"command": ["numactl", "-N", "0", "./web"]}, part, {}) == set()
	verdict(pinned, {"limits": {"cpu": "1500m"}}, {}) == finding(pinning)
	verdict(pinned, object.union(even, {"limits": {"cpu": "2000m"}}), {}) == set()
}

test_bound_to_a_numa_node if {
	near := `container "web" is bound to a NUMA node`
	verdict({"command": ["numactl", "-N", "0", "./web"]}, burst, {}) == finding(near)
	verdict({"args": ["java", "-XX:+UseNUMA"]}, burst, {}) == finding(near)
	verdict({"env": [{"name": "JAVA_TOOL_OPTIONS", "value": "-XX:+UseNUMA"}]}, burst, {}) == finding(near)
	verdict({"env": [{"name": "NOTE", "value": "-XX:+UseNUMA"}]}, burst, {}) == set()
	verdict({"env": [{"name": "JAVA_OPTS", "value": 7}]}, burst, {}) == set()
}

test_huge_pages if {
	huge := `container "web" uses huge pages`
	limits := object.union(burst, {"limits": {"hugepages-2Mi": "64Mi"}})
	verdict({}, limits, {}) == finding(huge)
	verdict({}, object.union(burst, {"requests": {"hugepages-1Gi": "1Gi"}}), {}) == finding(huge)
	verdict({}, object.union(even, {"limits": {"hugepages-2Mi": "64Mi"}}), {}) == set()
	verdict(pinned, limits, {}) == finding(`container "web" uses huge pages and container "web" is pinned to processors`)
}

test_annotations if {
	asked := {"metadata": {"annotations": {"cpu-quota.crio.io": "disable"}}}
	verdict({}, burst, asked) == finding("cpu-quota.crio.io asks for processors of its own")
	verdict({}, even, asked) == set()
	two := object.union(asked, {"spec": {"initContainers": [{"name": "init", "resources": even}]}})
	verdict({}, burst, two) == finding("cpu-quota.crio.io asks for processors of its own")
	side := {"containers": [{"name": "web", "resources": burst}, {"name": "side", "resources": even}]}
	verdict({}, burst, object.union(asked, {"spec": side})) == finding("cpu-quota.crio.io asks for processors of its own")
	part := {"limits": {"cpu": "500m", "memory": "4Gi"}}
	count(verdict({}, part, asked)) == 1
}

test_class_of_the_pod if {
	every resources in [
		{},
		{"limits": {"cpu": "2"}},
		{"limits": {"cpu": "2", "memory": "0"}},
		{"limits": {"cpu": "2", "memory": "4Gi"}, "requests": {"cpu": "1"}},
		{"limits": {"cpu": "2", "memory": "4Gi"}, "requests": {"memory": "2Gi"}},
		{"requests": {"cpu": "2", "memory": "4Gi"}},
	] {
		verdict(pinned, resources, {}) == finding(pinning)
	}
	verdict(pinned, {"limits": {"cpu": "2", "memory": "4Gi"}}, {}) == set()
	verdict(pinned, {"limits": {"cpu": "2", "memory": "4Gi"}, "requests": {"memory": 4294967296}}, {}) == set()
	init := {"spec": {"initContainers": [{"name": "init"}]}}
	verdict(pinned, even, init) == finding(pinning)
	verdict(pinned, even, {"spec": {"ephemeralContainers": [{"name": "look"}]}}) == set()
	verdict(pinned, burst, {"spec": {"resources": even}}) == set()
	verdict(pinned, even, {"spec": {"resources": {"requests": {"cpu": "4"}}}}) == finding(pinning)
}

test_unknown_resources if {
	every resources in [
		"${RESOURCES}",
		{"limits": "${LIMITS}"},
		{"requests": "${REQUESTS}"},
		{"limits": {"cpu": "${CPU}", "memory": "1Gi"}},
		{"limits": {"cpu": 1, "memory": "${MEMORY}"}},
		{"limits": {"cpu": 1, "memory": "1Gi"}, "requests": {"cpu": "${CPU}"}},
		{"limits": {"cpu": 1, "memory": "1Gi"}, "requests": {"memory": "${MEMORY}"}},
	] {
		verdict(pinned, resources, {}) == set()
		verdict(pinned, burst, {"spec": {"resources": resources}}) == set()
	}
}

locked := {{
	"msg": `container "web" is to lock its memory, but has not the capability IPC_LOCK`,
	"path": ["spec", "containers", 0, "securityContext", "capabilities", "add"],
}}

test_memory_that_is_locked if {
	every container in [
		{"args": ["serve", "--mlock"]},
		{"args": ["serve", "--lock-memory=true"]},
		{"args": ["serve", "-Ebootstrap.memory_lock=true"]},
		{"args": ["serve", "--memlock", "--taskset"]},
		{"command": ["sh", "-c", "ulimit -l unlimited && ./web"]},
		{"env": [{"name": "bootstrap.memory_lock", "value": "true"}]},
	] {
		verdict(container, even, {}) == locked
		verdict(container, burst, {}) == locked
	}
	every container in [
		{"args": ["serve", "--mlocked"]},
		{"args": ["serve", "-Ebootstrap.memory_lock=false"]},
		{"env": [{"name": "bootstrap.memory_lock", "value": "false"}]},
		{"env": [{"name": "lock", "value": "true"}]},
	] {
		verdict(container, burst, {}) == set()
	}
}

test_memory_that_may_be_locked if {
	every context in [
		{"privileged": true},
		{"capabilities": {"add": ["NET_ADMIN", "IPC_LOCK"]}},
		{"capabilities": {"add": ["CAP_IPC_LOCK"]}},
		{"capabilities": {"add": ["ALL"]}},
		{"capabilities": "${CAPABILITIES}"},
		"${CONTEXT}",
	] {
		verdict({"args": ["serve", "--mlock"], "securityContext": context}, burst, {}) == set()
	}
	other := {"capabilities": {"add": ["NET_ADMIN"]}}
	verdict({"args": ["serve", "--mlock"], "securityContext": other}, burst, {}) == locked
}

test_pods_of_a_controller if {
	owned := {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "controller": true}]}}
	verdict(pinned, burst, owned) == set()
	verdict(pinned, {"limits": {"cpu": "1500m", "memory": "4Gi"}}, owned) == set()
	verdict({"args": ["serve", "--mlock"]}, even, owned) == set()
}

test_most_texts_say_nothing_of_processors_and_memory if {
	not quality_of_service.telling("nginx -g daemon off;")
	quality_of_service.telling("taskset -c 1 app")
}
