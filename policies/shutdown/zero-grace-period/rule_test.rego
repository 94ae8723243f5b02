package tidegate.shutdown.zero_grace_period_test

import data.tidegate.shutdown.zero_grace_period

deployment(seconds) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"replicas": 0, "template": {
		"metadata": {"labels": {"app": "web"}},
		"spec": {"terminationGracePeriodSeconds": seconds, "containers": [{"name": "web"}]},
	}},
}

service(spec) := {"Service": {"shop": {"web": {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": spec,
}}}}

verdict(obj, inventory) := findings if {
	findings := zero_grace_period.deny with input as {"object": obj, "inventory": inventory}
}

path := ["spec", "template", "spec", "terminationGracePeriodSeconds"]

# However many pods there are just now: each that is to end later is killed.
test_pods_behind_a_service if {
	verdict(deployment(0), service({"selector": {"app": "web"}})) == {{
		"msg": `the pods are killed at once when they are to end: requests from Service "web" are cut off`,
		"path": path,
		"related": [{
			"object": {"kind": "Service", "namespace": "shop", "name": "web"},
			"path": ["spec", "ports"],
		}],
	}}
}

test_peers_that_find_each_other_are_served_too if {
	found := verdict(deployment(0), service({"selector": {"app": "web"}, "publishNotReadyAddresses": true}))
	[finding | some finding in found; not finding.severity] != []
}

test_pods_that_nobody_asks_are_only_noted if {
	verdict(deployment(0), service({"selector": {"app": "other"}})) == {{
		"msg": "the pods are killed at once when they are to end, whatever they are doing",
		"path": path,
		"severity": "info",
	}}
}

test_any_time_is_time if {
	every seconds in [1, 30, "${GRACE}"] {
		verdict(deployment(seconds), service({"selector": {"app": "web"}})) == set()
	}
	without := json.remove(deployment(0), [concat("/", path)])
	verdict(without, service({"selector": {"app": "web"}})) == set()
}

test_hooks_and_owned_pods_are_passed_over if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "post-install"}}}
	verdict(object.union(deployment(0), hook), {}) == set()
	owned := {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "controller": true}]}}
	verdict(object.union(deployment(0), owned), {}) == set()
}
