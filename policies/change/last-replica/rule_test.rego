package tidegate.change.last_replica_test

import data.tidegate.change.last_replica

workload(name, metadata, replicas) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": name, "namespace": "shop"}, metadata),
	"spec": {"replicas": replicas, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {}}},
}

web(replicas) := workload("web", {}, replicas)

service := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"selector": {"app": "web"}},
}

judged(old, new, inventory) := findings if {
	findings := json.unmarshal(json.marshal(last_replica.deny)) with input as {
		"oldObject": old,
		"object": new,
		"request": null,
		"inventory": object.union({"Service": {"shop": {"web": service}}}, inventory),
	}
}

scaled(had, left) := judged(web(had), web(left), {"apps/Deployment": {"shop": {"web": web(left)}}})

related := [{"object": {"kind": "Service", "namespace": "shop", "name": "web"}, "path": ["spec", "selector"]}]

found(path) := [{
	"msg": "the last pod behind Service \"web\" goes with this change",
	"path": path,
	"related": related,
}]

test_no_pod_is_left if {
	scaled(1, 0) == found(["spec", "replicas"])
	scaled(3, 0) == found(["spec", "replicas"])
}

test_some_are_left if {
	scaled(3, 1) == []
	scaled(1, 1) == []
	scaled(0, 0) == []
	scaled(0, 1) == []
}

test_what_is_filled_in_later if {
	scaled("${REPLICAS}", 0) == []
	scaled(1, "${REPLICAS}") == []
}

test_the_workload_is_taken_away if {
	judged(web(2), null, {}) == found([])
	judged(web(0), null, {}) == []
	judged(web(2), null, {"Service": {"shop": {"web": null}}}) == []
	kept := workload("web", {"annotations": {"helm.sh/resource-policy": "keep"}}, 2)
	judged(kept, null, {}) == []
}

# At admission it may still be in sight.
test_the_workload_itself_is_no_other if {
	judged(web(2), null, {"apps/Deployment": {"shop": {"web": web(2)}}}) == found([])
}

others(obj) := {"apps/Deployment": {"shop": {"web": web(0), "other": obj}}}

test_others_serve_as_well if {
	judged(web(1), web(0), others(workload("other", {}, 1))) == []
	judged(web(1), web(0), others(json.remove(workload("other", {}, 1), ["spec/replicas"]))) == []
	judged(web(1), web(0), others(workload("other", {}, 0))) == found(["spec", "replicas"])
	foreign := {"spec": {"template": {"metadata": {"labels": {"app": "api"}}}}}
	judged(web(1), web(0), others(object.union(workload("other", {}, 1), foreign))) == found(["spec", "replicas"])
	unfinished := {"spec": {"template": {"metadata": {"labels": {"app": "${APP}"}}}}}
	judged(web(1), web(0), others(object.union(workload("other", {}, 1), unfinished))) == []
	stateful := object.union(web(1), {"kind": "StatefulSet"})
	judged(web(1), web(0), {"apps/StatefulSet": {"shop": {"web": stateful}}}) == []
	judged(web(1), web(0), {"apps/StatefulSet": {"shop": {"web": null}}}) == found(["spec", "replicas"])
}

test_nobody_asks_for_it if {
	judged(web(2), web(1), {"Service": {"shop": {"web": null}}}) == []
	judged(web(1), web(0), {"Service": {"shop": {"web": null}}}) == [{
		"severity": "info",
		"msg": "the last pod goes with this change: nobody does its work any more",
		"path": ["spec", "replicas"],
	}]
}

test_two_services if {
	second := object.union(service, {"metadata": {"name": "web-internal"}})
	[finding.msg | some finding in judged(web(1), web(0), {"Service": {"shop": {"web-internal": second}}})] == [concat(" ", [
		"the last pod behind Service \"web\" and Service \"web-internal\"",
		"goes with this change",
	])]
}

test_what_others_decide if {
	every metadata in [{"ownerReferences": [{"controller": true}]}, {"annotations": {"helm.sh/hook": "test"}}] {
		judged(workload("web", metadata, 1), workload("web", metadata, 0), {}) == []
	}
	rollout := {"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}}
	judged(web(1), web(0), {"argoproj.io/Rollout": {"shop": {"web": rollout}}}) == []
	keda := {"spec": {"scaleTargetRef": {"name": "web"}}}
	judged(web(1), web(0), {"keda.sh/ScaledObject": {"shop": {"web": keda}}}) == []
}
