package tidegate.change.deleted_but_referenced_test

import data.tidegate.change.deleted_but_referenced

config(metadata) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": object.union({"name": "settings", "namespace": "shop"}, metadata),
}

deployment(name, reads) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {"spec": {"containers": [{"envFrom": [{"configMapRef": {"name": reads}}]}]}}},
}

judged(old, new, request, inventory) := findings if {
	findings := deleted_but_referenced.deny with input as {
		"oldObject": old,
		"object": new,
		"request": request,
		"inventory": inventory,
	}
}

deployments(names) := {"apps/Deployment": {"shop": {name: deployment(name, "settings") | some name in names}}}

verdict(names) := judged(config({}), null, null, deployments(names))

path := ["spec", "template", "spec", "containers", 0, "envFrom", 0, "configMapRef", "name"]

related(names) := [{
	"object": {"kind": "apps/Deployment", "namespace": "shop", "name": name},
	"path": path,
} |
	some name in names
]

test_others_still_name_it if {
	verdict(["web"]) == {{
		"msg": "ConfigMap \"settings\" is taken away, and Deployment \"web\" still needs it",
		"path": [],
		"related": related(["web"]),
	}}
	verdict(["api", "web", "worker"]) == {{
		"msg": concat(" ", [
			"ConfigMap \"settings\" is taken away, and Deployment \"api\", Deployment \"web\" and",
			"Deployment \"worker\" still need it",
		]),
		"path": [],
		"related": related(["api", "web", "worker"]),
	}}
	[finding.msg | some finding in verdict(["a", "b", "c", "d", "e"])] == [concat(" ", [
		"ConfigMap \"settings\" is taken away, and Deployment \"a\", Deployment \"b\", Deployment \"c\" and",
		"2 more still need it",
	])]
}

test_nobody_names_it if {
	verdict([]) == set()
	judged(config({}), null, null, {"apps/Deployment": {"shop": {"web": deployment("web", "settings-2")}}}) == set()
}

test_a_whole_release_is_deleted_in_a_cluster if {
	found := judged(config({}), null, {"operation": "DELETE"}, deployments(["web"]))
	[finding.severity | some finding in found] == ["warning"]
}

test_it_stays if {
	judged(config({}), config({}), null, deployments(["web"])) == set()
	kept := config({"annotations": {"helm.sh/resource-policy": "keep"}})
	judged(kept, null, null, deployments(["web"])) == set()
}

test_another_object_makes_it if {
	secret := {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "tls", "namespace": "shop"}}
	ingress := {"kind": "Ingress", "metadata": {"name": "web"}, "spec": {"tls": [{"secretName": "tls"}]}}
	named := {"networking.k8s.io/Ingress": {"shop": {"web": ingress}}}
	count(judged(secret, null, null, named)) == 1
	maker := {"metadata": {"name": "web"}, "spec": {"secretName": "tls"}}
	judged(secret, null, null, object.union(named, {"cert-manager.io/Certificate": {"shop": {"web": maker}}})) == set()
}
