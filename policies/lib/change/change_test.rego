package tidegate.lib.change_test

import data.tidegate.lib.change

config(metadata) := {"apiVersion": "v1", "kind": "ConfigMap", "metadata": object.union({"name": "a"}, metadata)}

annotated(annotations) := config({"annotations": annotations})

removed(old) if change.is_removal with input as {"object": null, "oldObject": old, "request": null}

test_what_is_gone_is_removed if {
	removed(config({}))
	removed(annotated({"helm.sh/resource-policy": "other"}))
	removed(annotated({"helm.sh/resource-policy": true}))
	not change.is_removal with input as {"object": config({}), "oldObject": config({})}
	not change.is_removal with input as {"object": config({}), "oldObject": null}
	not change.is_removal with input as {"object": null, "oldObject": null}
}

test_what_comes_and_goes_is_not if {
	not removed(annotated({"helm.sh/hook": "pre-upgrade"}))
	not removed(annotated({"argocd.argoproj.io/hook": "Sync"}))
	not removed(config({"ownerReferences": [{"controller": true}]}))
}

test_what_stays_in_the_cluster_is_not if {
	not removed(annotated({"helm.sh/resource-policy": "keep"}))
	not removed(annotated({"argocd.argoproj.io/sync-options": "Validate=false, Prune=false"}))
	not removed(annotated({"argocd.argoproj.io/sync-options": "Delete=false"}))
	not removed(annotated({"kustomize.toolkit.fluxcd.io/prune": "Disabled"}))
	not removed(annotated({"kapp.k14s.io/delete-strategy": "orphan"}))
	removed(annotated({"argocd.argoproj.io/sync-options": "Prune=true"}))
}

# A request to delete is carried out, whatever a deployer was told.
test_a_request_is_no_plan if {
	kept := annotated({"helm.sh/resource-policy": "keep"})
	change.is_removal with input as {"object": null, "oldObject": kept, "request": {"operation": "DELETE"}}
	not change.is_planned with input as {"request": {"operation": "DELETE"}}
	change.is_planned with input as {"request": null}
}

test_where_it_was if {
	change.namespace == "shop" with input as {"oldObject": config({"namespace": "shop"})}
	change.namespace == "" with input as {"oldObject": {"metadata": {}}}
	change.namespace == "" with input as {"oldObject": {"metadata": {"namespace": 7}}}
	change.kind == "ConfigMap" with input as {"oldObject": config({})}
}

deployment(spec) := {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": spec}}}

kept(old, new) := names if {
	names := [pair.entry.name | some pair in change.kept_containers] with input as {"object": new, "oldObject": old}
}

test_containers_that_stay if {
	old := deployment({
		"containers": [{"name": "web"}, {"name": "gone"}],
		"initContainers": [{"name": "proxy", "restartPolicy": "Always"}, {"name": "setup"}],
	})
	new := deployment({
		"initContainers": [{"name": "proxy", "restartPolicy": "Always"}, {"name": "setup", "restartPolicy": "Always"}],
		"containers": [{"name": "web"}, {"name": "new"}],
	})
	kept(old, new) == ["proxy", "web"]
	old.spec.template.spec == change.old_pod_spec with input as {"object": new, "oldObject": old}
}

test_a_sidecar_that_becomes_an_app_stays if {
	old := deployment({"initContainers": [{"name": "proxy", "restartPolicy": "Always"}], "containers": [{"name": "web"}]})
	new := deployment({"containers": [{"name": "web"}, {"name": "proxy"}]})
	kept(old, new) == ["web", "proxy"]
}

test_nothing_stays_where_nothing_was if {
	new := deployment({"containers": [{"name": "web"}]})
	not change.old_pod_spec with input as {"object": new, "oldObject": null}
	not change.old_pod_spec with input as {"object": new, "oldObject": deployment("${SPEC}")}
	kept(null, new) == []
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	kept(deployment({"containers": [{"name": "web"}]}), object.union(new, hook)) == []
}
