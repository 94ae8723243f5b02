package tidegate.lib.workload_test

import data.tidegate.lib.workload

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {
		"metadata": {"labels": {"app": "web"}},
		"spec": {
			"initContainers": [{"name": "migrate"}, {"name": "proxy", "restartPolicy": "Always"}],
			"containers": [{"name": "web"}],
			"ephemeralContainers": [{"name": "debug"}],
		},
	}},
}

pod := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "one", "labels": {"app": "one"}},
	"spec": {"containers": [{"name": "one"}]},
}

cronjob := {
	"apiVersion": "batch/v1",
	"kind": "CronJob",
	"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "tick"}]}}}}},
}

rollout := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
}

configmap := {"apiVersion": "v1", "kind": "ConfigMap", "data": {"spec": "text"}}

annotated(annotations) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"annotations": annotations}}

test_kind_of_the_object if {
	workload.kind == "apps/Deployment" with input.object as deployment
	not workload.kind with input.object as null
}

test_workloads_and_others if {
	workload.is_workload with input.object as deployment
	workload.is_workload with input.object as pod
	not workload.is_workload with input.object as configmap
	not workload.is_workload with input.object as null
}

test_namespace_of_the_object_wins if {
	request := {"namespace": "other"}
	workload.namespace == "shop" with input.object as deployment with input.request as request
}

test_namespace_of_the_request_is_next if {
	workload.namespace == "other" with input.object as pod with input.request as {"namespace": "other"}
}

test_namespace_default_is_last if {
	workload.namespace == "default" with input.object as pod with input.request as null
	workload.namespace == "default" with input.object as {"metadata": {"namespace": 7}}
	workload.namespace == "default" with input as {"object": pod, "request": {"namespace": {}}}
}

test_template_path_follows_the_kind if {
	workload.pod_template_path == ["spec", "template"] with input.object as deployment
	workload.pod_template_path == [] with input.object as pod
	workload.pod_template_path == ["spec", "jobTemplate", "spec", "template"] with input.object as cronjob
}

test_no_template_no_path if {
	not workload.pod_template_path with input.object as configmap
	not workload.pod_template_path with input.object as rollout
	not workload.pod_template_path with input.object as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": "text"}
	not workload.pod_template_path with input.object as object.union(deployment, {"spec": {"template": "${T}"}})
}

test_pod_spec_and_its_path if {
	workload.pod_spec_path == ["spec", "template", "spec"] with input.object as deployment
	workload.pod_spec == {"containers": [{"name": "one"}]} with input.object as pod
	not workload.pod_spec with input.object as {"apiVersion": "v1", "kind": "Pod", "spec": "text"}
	not workload.pod_spec with input.object as {"apiVersion": "v1", "kind": "Pod"}
}

test_containers_of_every_class_with_their_paths if {
	base := ["spec", "template", "spec"]
	workload.containers == [
		{
			"class": "init",
			"container": {"name": "migrate"},
			"name": "migrate",
			"path": array.concat(base, ["initContainers", 0]),
		},
		{
			"class": "sidecar",
			"container": {"name": "proxy", "restartPolicy": "Always"},
			"name": "proxy",
			"path": array.concat(base, ["initContainers", 1]),
		},
		{
			"class": "app",
			"container": {"name": "web"},
			"name": "web",
			"path": array.concat(base, ["containers", 0]),
		},
		{
			"class": "ephemeral",
			"container": {"name": "debug"},
			"name": "debug",
			"path": array.concat(base, ["ephemeralContainers", 0]),
		},
	] with input.object as deployment
}

test_lasting_containers_are_apps_and_sidecars if {
	[entry.name | some entry in workload.lasting_containers] == ["proxy", "web"] with input.object as deployment
}

test_containers_of_a_wrong_type_are_none if {
	every containers in ["text", 3, true, {"name": "web"}, {"a": {"name": "web"}}] {
		workload.containers == [] with input.object as object.union(pod, {"spec": {"containers": containers}})
	}
}

test_items_of_a_wrong_type_are_passed_over if {
	spec := {"containers": [null, "web", {"name": "web"}, {"name": 7}, {"image": "x"}]}
	obj := {"apiVersion": "v1", "kind": "Pod", "spec": spec}
	found := workload.containers with input.object as obj
	[[entry.path, entry.name] | some entry in found] == [
		[["spec", "containers", 2], "web"],
		[["spec", "containers", 3], "(no name)"],
		[["spec", "containers", 4], "(no name)"],
	]
}

test_an_app_container_is_no_sidecar if {
	spec := {"containers": [{"name": "web", "restartPolicy": "Always"}]}
	found := workload.containers with input.object as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
	[entry.class | some entry in found] == ["app"]
}

test_no_containers_without_a_workload if {
	workload.containers == [] with input.object as configmap
	workload.containers == [] with input.object as null
}

test_labels_are_those_of_the_template if {
	workload.pod_labels == {"app": "web"} with input.object as deployment
	workload.pod_labels == {"app": "one"} with input.object as pod
	workload.pod_labels == {} with input.object as cronjob
	workload.pod_labels == {} with input.object as object.union(pod, {"metadata": {"labels": "text"}})
	not workload.pod_labels with input.object as configmap
	not workload.pod_labels with input.object as rollout
}

test_labels_of_other_objects if {
	workload.labels_of(deployment, "shop") == {"app": "web"}
	workload.labels_of(cronjob, "shop") == {}
	workload.labels_of(object.union(pod, {"metadata": {"labels": "text"}}), "shop") == {}
	not workload.labels_of(configmap, "shop")
}

test_a_rollout_borrows_the_template_it_refers_to if {
	inventory := {"apps/Deployment": {"shop": {"web": deployment}}}
	workload.pod_labels == {"app": "web"} with input as {"object": rollout, "inventory": inventory}
	workload.pod_template == deployment.spec.template with input as {"object": rollout, "inventory": inventory}
	workload.containers == [] with input as {"object": rollout, "inventory": inventory}
}

test_a_rollout_does_not_borrow_from_another_namespace if {
	inventory := {"apps/Deployment": {"other": {"web": deployment}}}
	not workload.pod_labels with input as {"object": rollout, "inventory": inventory}
}

test_a_rollout_prefers_its_own_template if {
	own := {"spec": {"template": {"metadata": {"labels": {"app": "own"}}}}}
	inventory := {"apps/Deployment": {"shop": {"web": deployment}}}
	workload.pod_labels == {"app": "own"} with input as {"object": object.union(rollout, own), "inventory": inventory}
}

lent(ref) if {
	referring := {"kind": "Rollout", "spec": {"workloadRef": ref}}
	inventory := {"argoproj.io/Rollout": {"shop": {"web": referring}}}
	workload.lends_template(deployment, "shop") with input.inventory as inventory
}

test_a_rollout_stands_for_the_workload_it_refers_to if {
	ref := {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
	lent(ref)
	not lent(object.union(ref, {"name": "api"}))
	not lent(object.union(ref, {"kind": "StatefulSet"}))
	not lent(object.union(ref, {"apiVersion": "example.com/v1"}))
	not lent("web")
	not workload.lends_template(deployment, "shop") with input as {}
}

test_a_template_of_a_wrong_type_is_none if {
	not workload.own_template({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": "text"}})
	not workload.own_template("text")
	not workload.own_template(null)
}

test_helm_and_argo_hooks if {
	workload.is_hook with input.object as annotated({"helm.sh/hook": "pre-install"})
	workload.is_hook with input.object as annotated({"helm.sh/hook": "test"})
	workload.is_hook with input.object as annotated({"argocd.argoproj.io/hook": "PreSync"})
	not workload.is_hook with input.object as annotated({"helm.sh/chart": "web-1.0.0"})
	not workload.is_hook with input.object as annotated({"helm.sh/hook": 1})
	not workload.is_hook with input.object as annotated({"argocd.argoproj.io/hook": {}})
	not workload.is_hook with input.object as annotated("text")
	not workload.is_hook with input.object as pod
}

test_helm_tests if {
	workload.is_test with input.object as annotated({"helm.sh/hook": "test"})
	workload.is_test with input.object as annotated({"helm.sh/hook": "pre-install, test"})
	workload.is_test with input.object as annotated({"helm.sh/hook": "test-success"})
	workload.is_test with input.object as annotated({"helm.sh/hook": "test-failure"})
	not workload.is_test with input.object as annotated({"helm.sh/hook": "pre-install"})
	not workload.is_test with input.object as annotated({"argocd.argoproj.io/hook": "test"})
}

test_hooks_that_are_deleted_when_they_succeed if {
	workload.removed_on_success(annotated({
		"helm.sh/hook": "pre-upgrade",
		"helm.sh/hook-delete-policy": "before-hook-creation, hook-succeeded",
	}))
	workload.removed_on_success(annotated({
		"argocd.argoproj.io/hook": "PreSync",
		"argocd.argoproj.io/hook-delete-policy": "HookSucceeded",
	}))
	not workload.removed_on_success(annotated({"helm.sh/hook": "pre-upgrade"}))
	not workload.removed_on_success(annotated({
		"helm.sh/hook": "pre-upgrade",
		"helm.sh/hook-delete-policy": "before-hook-creation,hook-failed",
	}))
	not workload.removed_on_success(annotated({"helm.sh/hook": "test", "helm.sh/hook-delete-policy": 1}))
	not workload.removed_on_success(annotated({"helm.sh/hook-delete-policy": "hook-succeeded"}))
}

test_owned_by_a_controller if {
	owned := {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "name": "web-1", "controller": true}]}}
	workload.is_owned with input.object as object.union(pod, owned)
	not workload.is_owned with input.object as {"metadata": {"ownerReferences": [{"kind": "App", "controller": false}]}}
	not workload.is_owned with input.object as {"metadata": {"ownerReferences": {"controller": {"controller": true}}}}
	not workload.is_owned with input.object as pod
}

test_identity_names_the_object if {
	workload.identity(deployment, "shop") == {"kind": "apps/Deployment", "namespace": "shop", "name": "web"}
}

test_title_for_messages if {
	workload.title(deployment) == `Deployment "web"`
	workload.title(cronjob) == "CronJob without a name"
	workload.title({"kind": "Job", "metadata": {"name": 3}}) == "Job without a name"
	not workload.title({"kind": 3, "metadata": {"name": "web"}})
	not workload.title({"metadata": {}})
}

test_what_the_injector_writes if {
	workload.is_injected({"name": "istio-proxy", "image": "auto"})
	not workload.is_injected({"name": "istio-proxy", "image": "docker.io/istio/proxyv2:1.25.0"})
	not workload.is_injected({"name": "istio-proxy"})
}

test_a_list_is_no_mapping if {
	workload.mapping({"a": "b"}) == {"a": "b"}
	every value in [["a"], "a", null] {
		not workload.mapping(value)
	}
}
