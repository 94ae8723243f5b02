package tidegate.reload.memory_volume_unbounded_test

import data.tidegate.reload.memory_volume_unbounded

# One container that writes to one memory volume.
pod(volume, container, fields) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union(
		{
			"containers": [object.union({"name": "web", "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}]}, container)],
			"volumes": [{"name": "tmp", "emptyDir": object.union({"medium": "Memory"}, volume)}],
		},
		fields,
	),
}

verdict(obj) := findings if {
	findings := memory_volume_unbounded.deny with input as {"object": obj}
}

finding := {
	"msg": concat(" ", [
		`memory volume "tmp" has no sizeLimit and container "web", which may write to it, no memory limit:`,
		"it may take all memory of the node",
	]),
	"path": ["spec", "volumes", 0, "emptyDir", "sizeLimit"],
}

test_no_limit_at_all if {
	verdict(pod({}, {}, {})) == {finding}
	verdict(pod({"sizeLimit": 0}, {}, {})) == {finding}
	verdict(pod({"sizeLimit": "0"}, {}, {})) == {finding}
	verdict(pod({}, {"resources": {"limits": {"cpu": "1"}, "requests": {"memory": "1Gi"}}}, {})) == {finding}
	verdict(pod({}, {"resources": {"limits": {"memory": 0}}}, {})) == {finding}
}

test_limit_of_the_volume if {
	verdict(pod({"sizeLimit": "64Mi"}, {}, {})) == set()
	verdict(pod({"sizeLimit": 67108864}, {}, {})) == set()
	verdict(pod({"sizeLimit": "${TMP_SIZE}"}, {}, {})) == set()
}

test_limit_of_the_container_or_the_pod if {
	verdict(pod({}, {"resources": {"limits": {"memory": "1Gi"}}}, {})) == set()
	verdict(pod({}, {}, {"resources": {"limits": {"memory": "1Gi"}}})) == set()
	verdict(pod({}, {"resources": {"limits": {"memory": "${MEMORY}"}}}, {})) == set()
	verdict(pod({}, {"resources": {"limits": "${LIMITS}"}}, {})) == set()
	verdict(pod({}, {"resources": "${RESOURCES}"}, {})) == set()
}

test_whoever_writes_counts if {
	limited := {"resources": {"limits": {"memory": "1Gi"}}}
	init := {"initContainers": [{"name": "web", "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}]}]}
	verdict(pod({}, limited, init)) == {finding}
	other := {"initContainers": [{"name": "init", "volumeMounts": [{"name": "data", "mountPath": "/tmp"}]}]}
	verdict(pod({}, limited, other)) == set()
	verdict(pod({}, {"volumeMounts": [{"name": "tmp", "mountPath": "/tmp", "readOnly": true}]}, {})) == set()
	verdict(pod({}, {"volumeMounts": []}, {})) == set()
	verdict(pod({}, {"image": "auto"}, {})) == set()
}

test_other_media if {
	verdict(pod({"medium": ""}, {}, {})) == set()
	verdict(pod({"medium": "HugePages"}, {}, {})) == set()
}

in_namespace(ns, limit) := findings if {
	findings := memory_volume_unbounded.deny with input as {
		"object": pod({}, {}, {}),
		"inventory": {"LimitRange": {ns: {"all": {"spec": {"limits": [{"type": "Pod"}, limit]}}}}},
	}
}

test_limit_range if {
	in_namespace("shop", {"type": "Container", "default": {"memory": "1Gi"}}) == set()
	in_namespace("shop", {"type": "Container", "max": {"memory": "1Gi"}}) == set()
	in_namespace("shop", {"type": "Container", "defaultRequest": {"memory": "1Gi"}}) == {finding}
	in_namespace("shop", {"type": "Container", "default": {"cpu": "1"}}) == {finding}
	in_namespace("shop", {"type": "Pod", "max": {"memory": "1Gi"}}) == {finding}
	in_namespace("other", {"type": "Container", "default": {"memory": "1Gi"}}) == {finding}
}

test_pods_of_a_controller if {
	owned := {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "controller": true}]}}
	verdict(object.union(pod({}, {}, {}), owned)) == set()
}
