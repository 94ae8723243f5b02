package tidegate.lib.referrers_test

import data.tidegate.lib.referrers

gone(api_version, kind, ns) := {
	"apiVersion": api_version,
	"kind": kind,
	"metadata": {"name": "it", "namespace": ns},
}

found(old, kind, obj) := items if {
	items := referrers.left with input as {
		"object": null,
		"oldObject": old,
		"inventory": {kind: {"shop": {"a": obj}}},
	}
}

paths(old, kind, obj) := [item.path | some item in found(old, kind, obj)]

config := gone("v1", "ConfigMap", "shop")

secret := gone("v1", "Secret", "shop")

service := gone("v1", "Service", "shop")

pods(spec) := {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": spec}}}

env(source) := pods({"containers": [{"env": [{"valueFrom": source}]}]})

top := ["spec", "template", "spec"]

test_what_pods_name if {
	obj := env({"configMapKeyRef": {"name": "it", "key": "a"}})
	found(config, "apps/Deployment", obj) == [{
		"kind": "apps/Deployment",
		"object": obj,
		"namespace": "shop",
		"path": array.concat(top, ["containers", 0, "env", 0, "valueFrom", "configMapKeyRef", "name"]),
	}]
	found(secret, "apps/Deployment", obj) == []
	found(config, "apps/Deployment", env({"configMapKeyRef": {"name": "other"}})) == []
	found(config, "apps/Deployment", {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {}}) == []
}

test_what_is_optional_is_not_missed if {
	found(config, "apps/Deployment", env({"configMapKeyRef": {"name": "it", "optional": true}})) == []
	count(found(config, "apps/Deployment", env({"configMapKeyRef": {"name": "it", "optional": false}}))) == 1
}

test_one_for_each_object if {
	obj := pods({
		"serviceAccountName": "it",
		"serviceAccount": "it",
		"volumes": [{"persistentVolumeClaim": {"claimName": "it"}}],
	})
	paths(gone("v1", "ServiceAccount", "shop"), "apps/Deployment", obj) == [array.concat(top, ["serviceAccount"])]
	paths(gone("v1", "PersistentVolumeClaim", "shop"), "apps/Deployment", obj) == [array.concat(top, [
		"volumes", 0, "persistentVolumeClaim",
		"claimName",
	])]
}

test_what_a_controller_made_is_judged_elsewhere if {
	owned := object.union(pods({"serviceAccountName": "it"}), {"metadata": {"ownerReferences": [{"controller": true}]}})
	found(gone("v1", "ServiceAccount", "shop"), "apps/Deployment", owned) == []
}

test_a_pod_of_its_own if {
	pod := {"apiVersion": "v1", "kind": "Pod", "spec": {"priorityClassName": "it"}}
	paths(gone("scheduling.k8s.io/v1", "PriorityClass", ""), "Pod", pod) == [["spec", "priorityClassName"]]
}

test_fields_of_other_objects if {
	ingress := {"spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": "it"}}}]}}]}}
	paths(service, "networking.k8s.io/Ingress", ingress) == [[
		"spec", "rules", 0, "http", "paths", 0,
		"backend", "service", "name",
	]]
	paths(service, "apps/StatefulSet", {"spec": {"serviceName": "it"}}) == [["spec", "serviceName"]]
	paths(secret, "networking.k8s.io/Ingress", {"spec": {"tls": [{"secretName": "it"}]}}) == [["spec", "tls", 0, "secretName"]]
	found(service, "networking.k8s.io/Ingress", {"metadata": {"name": "it"}}) == []
	found(service, "apps/StatefulSet", {"spec": {"serviceName": "other"}}) == []
}

test_in_another_namespace if {
	found(gone("v1", "Service", "other"), "apps/StatefulSet", {"spec": {"serviceName": "it"}}) == []
	hook := {"webhooks": [{"clientConfig": {"service": {"name": "it", "namespace": "other"}}}]}
	kind := "admissionregistration.k8s.io/ValidatingWebhookConfiguration"
	found(service, kind, hook) == []
	count(found(gone("v1", "Service", "other"), kind, hook)) == 1
}

target(ref) := {"spec": {"scaleTargetRef": object.union({"name": "it"}, ref)}}

test_the_kind_stands_beside_the_name if {
	deployment := gone("apps/v1", "Deployment", "shop")
	kind := "autoscaling/HorizontalPodAutoscaler"
	count(found(deployment, kind, target({"apiVersion": "apps/v1", "kind": "Deployment"}))) == 1
	count(found(deployment, "keda.sh/ScaledObject", target({}))) == 1
	found(deployment, kind, target({"apiVersion": "apps/v1", "kind": "StatefulSet"})) == []
	found(deployment, kind, target({"apiVersion": "argoproj.io/v1alpha1", "kind": "Deployment"})) == []
	found(gone("v1", "ReplicationController", "shop"), kind, target({"apiVersion": "v1", "kind": "ReplicationController"})) != []
}

route(ref) := {"spec": {"rules": [{"backendRefs": [object.union({"name": "it"}, ref)]}]}}

test_routes if {
	kind := "gateway.networking.k8s.io/HTTPRoute"
	count(found(service, kind, route({}))) == 1
	count(found(service, kind, route({"group": "", "kind": "Service"}))) == 1
	found(service, kind, route({"group": "multicluster.x-k8s.io", "kind": "ServiceImport"})) == []
	found(service, kind, route({"namespace": "other"})) == []
	gateway := gone("gateway.networking.k8s.io/v1", "Gateway", "infra")
	count(found(gateway, kind, {"spec": {"parentRefs": [{"name": "it", "namespace": "infra"}]}})) == 1
	found(gateway, kind, {"spec": {"parentRefs": [{"name": "it"}]}}) == []
}

test_roles if {
	ref := {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "it"}}
	kind := "rbac.authorization.k8s.io/RoleBinding"
	count(found(gone("rbac.authorization.k8s.io/v1", "Role", "shop"), kind, ref)) == 1
	found(gone("rbac.authorization.k8s.io/v1", "ClusterRole", ""), kind, ref) == []
}

made(kind, maker) if {
	referrers.is_made_by_another with input as {
		"oldObject": secret,
		"inventory": {kind: {"shop": {"a": maker}}},
	}
}

test_a_secret_that_another_object_makes if {
	made("external-secrets.io/ExternalSecret", {"metadata": {"name": "a"}, "spec": {"target": {"name": "it"}}})
	made("external-secrets.io/ExternalSecret", {"metadata": {"name": "it"}, "spec": {}})
	made("cert-manager.io/Certificate", {"metadata": {"name": "a"}, "spec": {"secretName": "it"}})
	made("bitnami.com/SealedSecret", {"metadata": {"name": "it"}})
	not made("cert-manager.io/Certificate", {"metadata": {"name": "it"}, "spec": {"secretName": "other"}})
	not made("Secret", {"metadata": {"name": "it"}})
	not referrers.is_made_by_another with input as {
		"oldObject": config,
		"inventory": {"bitnami.com/SealedSecret": {"shop": {"it": {"metadata": {"name": "it"}}}}},
	}
}
