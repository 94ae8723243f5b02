package tidegate.lib.immutable_test

import data.tidegate.lib.immutable

changed(old, new) := found if {
	found := [[concat(".", item.field), item.path] | some item in immutable.changed] with input as {
		"oldObject": old,
		"object": new,
	}
}

obj(api_version, kind, fields) := object.union({"apiVersion": api_version, "kind": kind}, fields)

spec(kind, value) := obj(
	{
		"Deployment": "apps/v1",
		"Job": "batch/v1",
		"PersistentVolume": "v1",
		"PersistentVolumeClaim": "v1",
		"Pod": "v1",
		"ResourceQuota": "v1",
		"ServiceCIDR": "networking.k8s.io/v1",
		"StatefulSet": "apps/v1",
	}[kind],
	kind, {"spec": value},
)

# The paths that differ when a kind's spec becomes another.
of(kind, old, new) := [item[1] | some item in changed(spec(kind, old), spec(kind, new))]

job(old, new) := of("Job", {"template": old}, {"template": new})

container(old, new) := [array.slice(path, 5, count(path)) |
	some path in job({"spec": {"containers": [old]}}, {"spec": {"containers": [new]}})
]

test_only_what_is_in_the_table if {
	of("Deployment", {"selector": {"matchLabels": {"a": "b"}}}, {"selector": {"matchLabels": {"a": "c"}}}) == [[
		"spec", "selector",
		"matchLabels", "a",
	]]
	of("Deployment", {"replicas": 1, "template": {"a": 1}}, {"replicas": 2, "template": {"a": 2}}) == []
	changed(obj("v1", "ConfigMap", {"spec": {"a": 1}}), obj("v1", "ConfigMap", {"spec": {"a": 2}})) == []
}

# Kubernetes 1.37, pkg/apis/apps/validation: before 1.37 everything else in the spec was refused as a whole.
test_stateful_sets if {
	of("StatefulSet", {"serviceName": "a"}, {"serviceName": "b"}) == [["spec", "serviceName"]]
	of("StatefulSet", {"serviceName": "a"}, {}) == [["spec", "serviceName"]]
	of("StatefulSet", {"selector": {"matchLabels": {"kind": "a"}}}, {"selector": {"matchLabels": {"kind": "b"}}}) != []
	of("StatefulSet", {}, {"podManagementPolicy": "Parallel"}) == [["spec", "podManagementPolicy"]]
	of("StatefulSet", {}, {"podManagementPolicy": "OrderedReady"}) == []
	every field in [
		"minReadySeconds", "ordinals", "persistentVolumeClaimRetentionPolicy", "replicas",
		"revisionHistoryLimit", "template", "updateStrategy",
	] {
		of("StatefulSet", {field: 1}, {field: 2}) == []
	}
}

claims(old, new) := of("StatefulSet", {"volumeClaimTemplates": [old]}, {"volumeClaimTemplates": [new]})

data_claim(fields) := object.union({"metadata": {"name": "data"}}, fields)

size(value) := data_claim({"spec": {"resources": {"requests": {"storage": value}}}})

test_templates_of_claims if {
	claims(data_claim({}), data_claim({"metadata": {"labels": {"version": "2"}}})) == [[
		"spec", "volumeClaimTemplates", 0,
		"metadata", "labels", "version",
	]]
	claims(data_claim({}), data_claim({"kind": "PersistentVolumeClaim", "apiVersion": "v1", "status": {"phase": "x"}})) == []
	claims(data_claim({"spec": {"volumeMode": "Filesystem"}}), data_claim({"spec": {}})) == []
	claims(size("1Ti"), size("1024Gi")) == []
	claims(size("1Gi"), size("2Gi")) == [[
		"spec", "volumeClaimTemplates", 0, "spec",
		"resources", "requests", "storage",
	]]
	two := [data_claim({"kind": "x"}), data_claim({})]
	of("StatefulSet", {"volumeClaimTemplates": [data_claim({})]}, {"volumeClaimTemplates": two}) == [[
		"spec", "volumeClaimTemplates", 1,
		"metadata", "name",
	]]
}

test_what_the_api_server_fills_in if {
	container({"image": "a:1"}, {"image": "a:1", "terminationMessagePath": "/dev/termination-log", "tty": false}) == []
	container({"image": "a:1"}, {"image": "a:1", "imagePullPolicy": "IfNotPresent"}) == []
	container({"image": "a:1"}, {"image": "a:1", "imagePullPolicy": "Always"}) == [["imagePullPolicy"]]
	every image in ["a", "a:latest", "registry:5000/a", "x/a:latest"] {
		container({"image": image}, {"image": image, "imagePullPolicy": "Always"}) == []
	}
	every image in ["a:1", "a@sha256:1", "a:latest@sha256:1", "registry:5000/a:1", 7] {
		container({"image": image}, {"image": image, "imagePullPolicy": "IfNotPresent"}) == []
	}
	container({"ports": [{"containerPort": 1}]}, {"ports": [{"containerPort": 1, "protocol": "TCP"}]}) == []
	container({"image": "a"}, {"image": "a", "restartPolicy": "Always"}) == [["restartPolicy"]]
	container({"args": []}, {}) == []
	container({"command": ""}, {}) == []
}

volume(old, new) := of("PersistentVolume", old, new)

claim(old, new) := of("PersistentVolumeClaim", old, new)

probe(fields) := {"livenessProbe": {"httpGet": object.union({"port": 80}, fields)}}

test_what_it_fills_in_below_some_names if {
	container(probe({}), probe({"path": "/"})) == []
	container(probe({}), probe({"path": "/live"})) == [["livenessProbe", "httpGet", "path"]]
	container({"volumeMounts": [{"name": "a"}]}, {"volumeMounts": [{"name": "a", "path": "/"}]}) != []
	pod({}, {"restartPolicy": "Always"}) == []
	pod({}, {"restartPolicy": "Never"}) == [["spec", "restartPolicy"]]
	volume({"azureDisk": {"diskName": "a"}}, {"azureDisk": {"diskName": "a", "fsType": "ext4"}}) == []
	volume({"csi": {"driver": "a"}}, {"csi": {"driver": "a", "fsType": "ext4"}}) == [["spec", "csi", "fsType"]]
}

# Kubernetes compares pointers: one to nothing is not none. What is in a list or mapping that is empty is not there.
test_what_is_said_although_it_is_empty if {
	container({}, {"securityContext": {}}) == [["securityContext"]]
	container({}, {"securityContext": {"capabilities": {"drop": []}}}) == [["securityContext", "capabilities"]]
	container(
		{"securityContext": {"capabilities": {"drop": [], "add": null}}},
		{"securityContext": {"capabilities": {}}},
	) == []
	container({}, {"resources": {}}) == []
	job({"spec": {}}, {"spec": {"securityContext": {}}}) == []
	job({"spec": {}}, {"spec": {"affinity": {}}}) == [["spec", "template", "spec", "affinity"]]
	job({"spec": {}}, {"spec": {"affinity": {"podAffinity": {"a": ""}}}}) == [[
		"spec", "template", "spec", "affinity",
		"podAffinity",
	]]
	of("Deployment", {"selector": {"matchLabels": {"affinity": "a"}}}, {"selector": {"matchLabels": {}}}) != []
	claim({"storageClassName": ""}, {}) == [["spec", "storageClassName"]]
	claim({"volumeName": ""}, {}) == []
}

named(port) := {"hostNetwork": true, "containers": [{"ports": [{"containerPort": 80, "hostPort": port}]}]}

test_ports_of_the_host_network if {
	listening := {"hostNetwork": true, "containers": [{"ports": [{"containerPort": 80}]}]}
	pod(listening, named(80)) == []
	pod(listening, named(81)) != []
	pod(object.union(listening, {"hostNetwork": false}), object.union(named(80), {"hostNetwork": false})) != []
	job({"spec": listening}, {"spec": named(80)}) != []
	pod(listening, {"hostNetwork": true, "containers": [{"ports": [{"containerPort": 81}]}]}) != []
}

asking(cpu) := {"resources": {"limits": {"cpu": "1"}, "requests": {"cpu": cpu}}}

test_requests_that_are_not_said_are_the_limits_in_pods if {
	limited := {"resources": {"limits": {"cpu": "1"}}}
	pod({"containers": [limited]}, {"containers": [asking("1000m")]}) == []
	pod({"containers": [limited]}, {"containers": [asking("500m")]}) != []
	pod({"containers": [limited]}, {"containers": [{"resources": {"limits": {"cpu": "2"}}}]}) != []
	container(limited, asking("1000m")) == [["resources", "requests", "cpu"]]
	container({}, {"resources": {"requests": {"cpu": "1"}}}) == [["resources", "requests", "cpu"]]
	container(limited, {"resources": {"limits": {"cpu": "1000m"}}}) == []
	container({"env": [{"value": "1"}]}, {"env": [{"value": "1000m"}]}) == [["env", 0, "value"]]
}

test_what_is_filled_in_for_pods_alone if {
	pod({}, {"enableServiceLinks": true}) == []
	pod({}, {"enableServiceLinks": false}) == [["spec", "enableServiceLinks"]]
	job({"spec": {}}, {"spec": {"enableServiceLinks": true}}) == [["spec", "template", "spec", "enableServiceLinks"]]
	pod({}, {"setHostnameAsFQDN": true}) != []
}

test_an_account_that_is_left_out if {
	pod({}, {"serviceAccountName": "default"}) == []
	pod({}, {"serviceAccount": "default"}) == []
	pod({}, {"serviceAccountName": "other"}) != []
	pod({}, {"hostname": "default"}) != []
	job({"spec": {}}, {"spec": {"serviceAccountName": "default"}}) != []
}

# It stays under its other name, which the API server fills in.
test_an_account_that_is_taken_away if {
	job({"spec": {"serviceAccountName": "a"}}, {"spec": {}}) == []
	job({"spec": {"serviceAccount": "a"}}, {"spec": {"serviceAccountName": ""}}) == []
	job({"spec": {"serviceAccountName": "a"}}, {"spec": {"serviceAccount": "b"}}) != []
	job({"spec": {"schedulerName": "a"}}, {"spec": {}}) != []
}

test_one_account_under_two_names if {
	job({"spec": {"serviceAccount": "a"}}, {"spec": {"serviceAccountName": "a"}}) == []
	job({"spec": {"serviceAccount": "a"}}, {"spec": {"serviceAccountName": "a", "serviceAccount": "a"}}) == []
	job({"spec": {"serviceAccountName": "a"}}, {"spec": {"serviceAccountName": "b"}}) == [[
		"spec", "template", "spec",
		"serviceAccountName",
	]]
}

test_what_differs_in_two_places_is_told_where_they_meet if {
	container({"image": "a:1", "name": "a"}, {"image": "a:2", "name": "b"}) == [[]]
	container({"image": "a:1", "args": ["x", "y"]}, {"image": "a:1", "args": ["v", "w"]}) == [["args"]]
	container({"image": "a:1"}, {"image": "a:1", "args": ["v", "w"]}) == [["args"]]
}

test_what_is_filled_in_later if {
	container({"image": "a:${TAG}"}, {"image": "a:2"}) == []
	container({"image": "a:1"}, {"image": "a:${TAG}"}) == []
	container({"image": "a:1", "name": "a"}, {"image": "a:${TAG}", "name": "b"}) == [["name"]]
	job({"spec": "${SPEC}"}, {"spec": {"a": 1}}) == []
}

opened(old, new) := fields if {
	fields := immutable.open with input as {"oldObject": old, "object": new}
}

one(value) := spec("Deployment", {"selector": {"matchLabels": {"a": value}}})

test_fields_that_may_be_changed if {
	opened(one("x"), one("${A}")) == [["spec", "selector"]]
	opened(one("${A}"), one("${A}")) == []
	opened(one("x"), one("y")) == []
	two := spec("Deployment", {"selector": {"matchLabels": {"a": "${A}", "b": "c"}}})
	opened(one("x"), two) == []
	opened(spec("StatefulSet", {}), spec("StatefulSet", {"podManagementPolicy": "OrderedReady"})) == []
}

change(suspend, template) := of("Job", {"suspend": suspend, "template": {}}, {"suspend": false, "template": template})

# Kubernetes 1.36 and later; before, a suspended Job's resources could not be changed.
test_suspended_jobs_may_be_sent_elsewhere if {
	elsewhere := [
		{"spec": {"nodeSelector": {"a": "b"}}},
		{"spec": {"tolerations": [{"key": "a"}]}},
		{"spec": {"schedulingGates": [{"name": "a"}]}},
		{"spec": {"affinity": {"nodeAffinity": {"a": "b"}}}},
		{"spec": {"containers": [{"resources": {"limits": {"cpu": 1}}}]}},
		{"metadata": {"labels": {"a": "b"}}},
	]
	every template in elsewhere {
		change(true, template) == []
		count(change(false, template)) == 1
		count(change("true", template)) == 1
	}
	count(change(true, {"spec": {"containers": [{"image": "a:2"}]}})) == 1
	count(change(true, {"spec": {"affinity": {"podAffinity": {"a": "b"}}}})) == 1
	count(change(true, {"spec": {"resources": {"limits": {"cpu": 1}}}})) == 1
	count(change(true, {"spec": {"volumes": [{"ephemeral": {"resources": {"limits": {"cpu": 1}}}}]}})) == 1
	count(change(true, {"spec": {"volumes": [{"resources": {"limits": {"cpu": 1}}}]}})) == 1
	of("Job", {"suspend": true, "podFailurePolicy": {"metadata": 1}}, {"podFailurePolicy": {"metadata": 2}}) != []
}

grown(mode, parallelism) := of(
	"Job",
	{"completions": 2, "completionMode": mode},
	{"completions": 3, "completionMode": mode, "parallelism": parallelism},
)

test_completions_of_indexed_jobs if {
	grown("Indexed", 3) == []
	grown("Indexed", 2) == [["spec", "completions"]]
	grown("NonIndexed", 3) == [["spec", "completions"]]
	of("Job", {}, {"completions": 1}) == []
	of(
		"Job",
		{"completionMode": "NonIndexed", "completions": 3},
		{"completionMode": "Indexed", "completions": 3, "parallelism": 3},
	) == [["spec", "completionMode"]]
}

pod(old, new) := of("Pod", old, new)

test_pods if {
	pod({"containers": [{"image": "a:1"}]}, {"containers": [{"image": "a:2"}]}) == []
	pod({"initContainers": [{"image": "a:1"}]}, {"initContainers": [{"image": "a:2"}]}) == []
	pod({"ephemeralContainers": [{"image": "a:1"}]}, {"ephemeralContainers": [{"image": "a:2"}]}) != []
	pod({"containers": [{"name": "a"}]}, {"containers": [{"name": "b"}]}) == [["spec", "containers", 0, "name"]]
	pod({}, {"hostNetwork": true, "dnsPolicy": "None"}) == [["spec", "dnsPolicy"], ["spec", "hostNetwork"]]
	pod({}, {"tolerations": [{"key": "a"}], "schedulingGates": [{"name": "a"}], "activeDeadlineSeconds": 1}) == []
}

# The images of a Job are in its template.
test_images_of_jobs if container({"image": "a:1"}, {"image": "a:2"}) != []

test_pods_that_wait_may_be_sent_elsewhere if {
	gated := {"schedulingGates": [{"name": "a"}]}
	every fields in [{"nodeSelector": {"a": "b"}}, {"affinity": {"nodeAffinity": {"a": "b"}}}] {
		pod(gated, object.union(gated, fields)) == []
		count(pod({}, fields)) == 1
		count(pod({"schedulingGates": []}, fields)) == 1
	}
	count(pod(gated, {"hostname": "a"})) == 1
	count(pod(gated, object.union(gated, {"affinity": {"podAffinity": {"a": "b"}}}))) == 1
	count(pod(gated, object.union(gated, {"containers": [{"resources": {"limits": {"cpu": 1}}}]}))) == 1
	of("Deployment", object.union(gated, {"selector": {}}), {"selector": {"nodeSelector": "a"}}) != []
}

test_nothing_is_said_of_a_spec_that_is_no_mapping if {
	volume("${SPEC}", {"nfs": {"server": "b"}}) == []
	volume({"nfs": {"server": "b"}}, "${SPEC}") == []
}

test_lists_in_which_the_order_says_nothing if {
	of("ResourceQuota", {"scopes": ["A", "B"]}, {"scopes": ["B", "A"]}) == []
	of("ResourceQuota", {"scopes": ["A"]}, {"scopes": ["B"]}) == [["spec", "scopes"]]
}

test_a_second_range_of_addresses if {
	of("ServiceCIDR", {"cidrs": ["a"]}, {"cidrs": ["a", "b"]}) == []
	of("ServiceCIDR", {"cidrs": ["a", "c"]}, {"cidrs": ["a", "b"]}) == [["spec", "cidrs", 1]]
	of("ServiceCIDR", {"cidrs": ["a"]}, {"cidrs": ["b"]}) == [["spec", "cidrs", 0]]
}

class(fields) := obj("storage.k8s.io/v1", "StorageClass", fields)

secret(fields) := obj("v1", "Secret", fields)

role(ref) := obj("rbac.authorization.k8s.io/v1", "RoleBinding", {"roleRef": ref})

driver(fields) := obj("storage.k8s.io/v1", "CSIDriver", {"spec": fields})

claim_template(exactly) := obj("resource.k8s.io/v1", "ResourceClaimTemplate", {"spec": {"spec": {"devices": {"requests": [{
	"name": "a",
	"exactly": exactly,
}]}}}})

test_claims_for_devices if {
	one := claim_template({"deviceClassName": "x"})
	changed(one, claim_template({"deviceClassName": "x", "allocationMode": "ExactCount", "count": 1})) == []
	[item[0] | some item in changed(one, claim_template({"deviceClassName": "y"}))] == ["spec"]
}

test_other_kinds if {
	changed(class({}), class({"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate", "allowVolumeExpansion": true})) == []
	changed(class({"parameters": {"a": "b"}}), class({})) == [["parameters", ["parameters", "a"]]]
	changed(secret({}), secret({"type": "Opaque"})) == []
	changed(secret({}), secret({"type": "kubernetes.io/tls"})) == [["type", ["type"]]]
	changed(role({"kind": "Role"}), role({"kind": "Role", "apiGroup": "rbac.authorization.k8s.io"})) == []
	changed(role({"kind": "Role"}), role({"kind": "ClusterRole"})) == [["roleRef", ["roleRef", "kind"]]]
	changed(driver({}), driver({"attachRequired": true, "volumeLifecycleModes": ["Persistent"]})) == []
	changed(driver({}), driver({"attachRequired": false})) == [["spec.attachRequired", ["spec", "attachRequired"]]]
}

forced(annotations) if {
	immutable.is_forced with input as {"object": {"metadata": {"annotations": annotations}}}
}

test_what_is_made_again_on_purpose if {
	forced({"argocd.argoproj.io/sync-options": "Validate=false, Force=true"})
	forced({"kustomize.toolkit.fluxcd.io/force": "Enabled"})
	forced({"kapp.k14s.io/update-strategy": "fallback-on-replace"})
	not forced({"argocd.argoproj.io/sync-options": "Force=false"})
	not forced({"kapp.k14s.io/update-strategy": "skip"})
	not forced({"argocd.argoproj.io/sync-options": true})
	not forced({"helm.sh/resource-policy": "keep"})
}

test_hooks_are_made_again if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "pre-install"}}}
	immutable.is_made_again with input as {"object": hook}
	flux := {"metadata": {"annotations": {"kustomize.toolkit.fluxcd.io/force": "enabled"}}}
	immutable.is_made_again with input as {"object": flux}
	not immutable.is_made_again with input as {"object": {"metadata": {}}}
	not immutable.is_forced with input as {"object": hook}
}
