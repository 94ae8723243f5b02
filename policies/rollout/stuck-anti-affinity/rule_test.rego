package tidegate.rollout.stuck_anti_affinity_test

import data.tidegate.rollout.stuck_anti_affinity

complete := {
	"": {"Node": true},
	"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true},
}

workload(kind, fields, terms) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union(
		{"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"affinity": {"podAntiAffinity": {
			"requiredDuringSchedulingIgnoredDuringExecution": terms,
		}}}}},
		fields,
	),
}

deployment(n, terms) := workload("Deployment", rolling(n, 1, 0), terms)

rolling(n, surge, unavailable) := {
	"replicas": n,
	"strategy": {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}},
}

term(fields) := object.union(
	{"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}},
	fields,
)

verdict(obj, nodes) := findings if {
	findings := stuck_anti_affinity.deny with input as {
		"object": obj,
		"params": {"nodes": nodes},
		"complete": {"shop": complete.shop},
	}
}

path(i) := ["spec", "template", "spec", "affinity", "podAntiAffinity", keyword, i]

keyword := "requiredDuringSchedulingIgnoredDuringExecution"

found(text, i) := {{"msg": text, "path": path(i), "related": []}}

update_text := concat(" ", [
	"3 pods keep apart by kubernetes.io/hostname, of which there are 3:",
	"an update starts one more, which never gets a place",
])

too_many := "4 pods keep apart by kubernetes.io/hostname, of which there are 3: the others never start"

test_a_pod_on_each_node if {
	verdict(deployment(3, [term({})]), 3) == found(update_text, 0)
	verdict(deployment(2, [term({})]), 3) == set()
}

test_more_pods_than_nodes if {
	verdict(deployment(4, [term({})]), 3) == found(too_many, 0)
	verdict(workload("StatefulSet", {"replicas": 4}, [term({})]), 3) == found(too_many, 0)
	verdict(workload("Deployment", rolling(4, 0, 1), [term({})]), 3) == found(too_many, 0)
}

test_an_old_pod_goes_first if {
	verdict(workload("Deployment", rolling(3, 1, 1), [term({})]), 3) == set()
	verdict(workload("Deployment", {"replicas": 3, "strategy": {"type": "Recreate"}}, [term({})]), 3) == set()
	verdict(workload("StatefulSet", {"replicas": 3}, [term({})]), 3) == set()
}

test_each_version_keeps_apart_by_itself if {
	verdict(deployment(3, [term({"matchLabelKeys": ["pod-template-hash"]})]), 3) == set()
	verdict(deployment(4, [term({"matchLabelKeys": ["pod-template-hash"]})]), 3) == found(too_many, 0)
	verdict(deployment(3, [term({"matchLabelKeys": ["app"]})]), 3) == found(update_text, 0)
}

test_pods_that_are_not_kept_apart if {
	every fields in [
		{"labelSelector": {"matchLabels": {"app": "api"}}},
		{"labelSelector": {"matchLabels": {"app": "${APP}"}}},
		{"mismatchLabelKeys": ["tenant"]},
		{"namespaces": ["other"]},
		{"namespaceSelector": {"matchLabels": {"team": "a"}}},
	] {
		verdict(deployment(4, [object.union(term({}), fields)]), 3) == set()
	}
	verdict(deployment(4, []), 3) == set()
	verdict(deployment(4, "${TERMS}"), 3) == set()
}

test_terms_that_cover_the_own_namespace if {
	every fields in [{"namespaces": ["other", "shop"]}, {"namespaceSelector": {}}] {
		verdict(deployment(4, [term(fields)]), 3) == found(too_many, 0)
	}
}

test_the_term_is_pointed_at if {
	other := term({"labelSelector": {"matchLabels": {"app": "api"}}})
	verdict(deployment(4, [other, term({})]), 3) == found(too_many, 1)
}

test_nobody_knows_how_many_nodes if {
	verdict(deployment(9, [term({})]), null) == set()
	verdict(deployment(9, [term({"topologyKey": "topology.kubernetes.io/zone"})]), 3) == set()
}

test_nobody_knows_how_many_pods if {
	verdict(deployment("${REPLICAS}", [term({})]), 3) == set()
}

cluster := {"Node": {"": {
	"a": {"metadata": {"labels": {"topology.kubernetes.io/zone": "1"}}},
	"b": {"metadata": {"labels": {"topology.kubernetes.io/zone": "2"}}},
	"c": {"metadata": {"labels": {"topology.kubernetes.io/zone": "2"}}},
}}}

test_nodes_and_zones_of_the_inventory if {
	zone := term({"topologyKey": "topology.kubernetes.io/zone"})
	stuck_anti_affinity.deny == found(
		"3 pods keep apart by topology.kubernetes.io/zone, of which there are 2: the others never start",
		0,
	) with input as {"object": deployment(3, [zone]), "inventory": cluster, "complete": complete}
	stuck_anti_affinity.deny == set() with input as {
		"object": deployment(3, [term({"topologyKey": 5})]),
		"inventory": cluster,
		"complete": complete,
	}
	stuck_anti_affinity.deny == found(update_text, 0) with input as {
		"object": deployment(3, [term({})]),
		"inventory": cluster,
		"complete": complete,
	}
	stuck_anti_affinity.deny == set() with input as {
		"object": deployment(1, [zone]),
		"inventory": cluster,
		"complete": complete,
	}
}

test_the_autoscaler_is_named if {
	hpa := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"web": {
		"apiVersion": "autoscaling/v2",
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "web"},
		"spec": {
			"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
			"minReplicas": 4,
			"maxReplicas": 9,
		},
	}}}}
	stuck_anti_affinity.deny == {{
		"msg": concat(" ", [
			"4 pods (HorizontalPodAutoscaler \"web\") keep apart by kubernetes.io/hostname, of which there are 3:",
			"the others never start",
		]),
		"path": path(0),
		"related": [{
			"object": {"kind": "autoscaling/HorizontalPodAutoscaler", "namespace": "shop", "name": "web"},
			"path": ["spec", "minReplicas"],
		}],
	}} with input as {
		"object": deployment(1, [term({})]),
		"inventory": object.union(cluster, hpa),
		"complete": complete,
	}
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	verdict(object.union(deployment(4, [term({})]), hook), 3) == set()
}
