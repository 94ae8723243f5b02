package tidegate.rollout.volume_surge_test

import data.tidegate.rollout.volume_surge

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

deployment(fields, spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web"}}, "spec": spec}}, fields),
}

mounts(names) := {"volumes": [{"name": name, "persistentVolumeClaim": {"claimName": name}} | some name in names]}

claim(fields) := {"spec": object.union({"accessModes": ["ReadWriteOnce"]}, fields)}

claims(by_name) := {"PersistentVolumeClaim": {"shop": by_name}}

one := claims({"data": claim({})})

one_pod := claims({"data": claim({"accessModes": ["ReadWriteOncePod"]})})

verdict(obj, inventory) := findings if {
	findings := volume_surge.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

related(name) := {
	"object": {"kind": "PersistentVolumeClaim", "namespace": "shop", "name": name},
	"path": ["spec", "accessModes"],
}

at(i) := ["spec", "template", "spec", "volumes", i, "persistentVolumeClaim"]

warning := {
	"msg": concat(" ", [
		"an update starts a new pod while the old one has PersistentVolumeClaim \"data\",",
		"which is ReadWriteOnce: on another node the new pod never starts",
	]),
	"path": at(0),
	"severity": "warning",
	"related": [related("data")],
}

error := {
	"msg": concat(" ", [
		"an update starts a new pod while the old one has PersistentVolumeClaim \"data\",",
		"which is ReadWriteOncePod: the new pod never starts",
	]),
	"path": at(0),
	"related": [related("data")],
}

rolling(replicas, surge, unavailable) := deployment(
	{"replicas": replicas, "strategy": {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}},
	mounts(["data"]),
)

test_for_one_node_is_a_warning if {
	verdict(deployment({}, mounts(["data"])), one) == {warning}
	verdict(rolling(4, 1, 1), one) == {warning}
}

test_for_one_pod_is_an_error if {
	verdict(deployment({}, mounts(["data"])), one_pod) == {error}
}

test_several_volumes_are_one_cause if {
	inventory := claims({"logs": claim({}), "data": claim({}), "media": claim({"accessModes": ["ReadWriteMany"]})})
	verdict(deployment({}, mounts(["media", "logs", "data"])), inventory) == {{
		"msg": concat(" ", [
			"an update starts a new pod while the old one has PersistentVolumeClaim \"logs\" and",
			"PersistentVolumeClaim \"data\", which is ReadWriteOnce: on another node the new pod never starts",
		]),
		"path": at(1),
		"severity": "warning",
		"related": [related("logs"), related("data")],
	}}
}

test_the_old_pod_goes_first if {
	verdict(rolling(1, 0, 1), one) == set()
	verdict(rolling(1, 1, 1), one) == set()
	verdict(rolling(3, 0, 1), one) == set()
	verdict(rolling(3, "50%", "100%"), one_pod) == set()
	verdict(deployment({"strategy": {"type": "Recreate"}}, mounts(["data"])), one_pod) == set()
}

test_no_pods_or_an_unknown_number if {
	verdict(rolling(0, 1, 0), one) == set()
	verdict(rolling("${REPLICAS}", 1, 0), one) == set()
	verdict(rolling(1, "${SURGE}", 0), one) == set()
}

test_as_many_as_the_autoscaler_adds if {
	hpa := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": {
		"apiVersion": "autoscaling/v2",
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "web"},
		"spec": {
			"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
			"minReplicas": 1,
			"maxReplicas": 3,
		},
	}}}}
	verdict(rolling(1, 1, 1), object.union(one, hpa)) == {warning}
}

test_all_on_one_node if {
	pinned := object.union(mounts(["data"]), {"nodeName": "a"})
	verdict(deployment({}, pinned), one) == set()
	verdict(deployment({}, pinned), one_pod) == {error}
}

test_storage_of_one_node if {
	verdict(deployment({}, mounts(["data"])), claims({"data": claim({"storageClassName": "local-path"})})) == set()
	local_pod := claims({"data": claim({"storageClassName": "local-path", "accessModes": ["ReadWriteOncePod"]})})
	verdict(deployment({}, mounts(["data"])), local_pod) == {error}
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	verdict(object.union(deployment({}, mounts(["data"])), hook), one) == set()
}

rollout(strategy) := object.union(deployment({"strategy": strategy}, mounts(["data"])), {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
})

# An Argo Rollout keeps the old pods until requests go to the new ones.
test_rollouts if {
	verdict(rollout({"canary": {}}), one) == {warning}
	verdict(rollout({"blueGreen": {"activeService": "web"}}), one_pod) == {error}
	verdict(rollout({"canary": {"maxSurge": 0, "maxUnavailable": 1}}), one) == set()
}
