package tidegate.references.ingress_backend_test

import data.tidegate.references.ingress_backend

ingress(spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "shop", "namespace": "shop"},
	"spec": spec,
}

rules(paths) := ingress({"rules": [{"host": "a.example", "http": {"paths": paths}}]})

to(path, name, port) := {"path": path, "backend": {"service": {"name": name, "port": port}}}

web := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"ports": [{"name": "http", "port": 80, "targetPort": 8080}]},
}

verdict(obj) := findings if {
	findings := ingress_backend.deny with input as {
		"object": obj,
		"inventory": {"Service": {"shop": {"web": web}}},
		"complete": {"shop": {"Service": true}},
	}
}

place(i, tail) := array.concat(["spec", "rules", 0, "http", "paths", i, "backend", "service"], tail)

test_there if {
	verdict(rules([to("/", "web", {"name": "http"}), to("/", "web", {"number": 80})])) == set()
}

test_a_missing_service_is_told_once if {
	paths := [to("/", "web", {"number": 80}), to("/a", "api", {"number": 80}), to("/b", "api", {"number": 81})]
	verdict(rules(paths)) == {{
		"msg": `there is no Service "api" in namespace "shop": requests for a.example/a and a.example/b fail`,
		"path": place(1, ["name"]),
	}}
}

test_rules_without_host_and_path if {
	verdict(ingress({"rules": [{"http": {"paths": [{"backend": {"service": {"name": "api"}}}]}}]})) == {{
		"msg": `there is no Service "api" in namespace "shop": requests for */ fail`,
		"path": place(0, ["name"]),
	}}
}

test_default_backend if {
	verdict(ingress({"defaultBackend": {"service": {"name": "api", "port": {"number": 80}}}})) == {{
		"msg": `there is no Service "api" in namespace "shop": requests for everything else fail`,
		"path": ["spec", "defaultBackend", "service", "name"],
	}}
	verdict(ingress({"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}})) == set()
}

related := [{"object": {"kind": "Service", "namespace": "shop", "name": "web"}, "path": ["spec", "ports"]}]

test_a_missing_port if {
	verdict(rules([to("/", "web", {"name": "admin"})])) == {{
		"msg": `Service "web" has no port admin: it has http (80)`,
		"path": place(0, ["port", "name"]),
		"related": related,
	}}
	verdict(rules([to("/", "web", {"number": 81})])) == {{
		"msg": `Service "web" has no port 81: it has http (80)`,
		"path": place(0, ["port", "number"]),
		"related": related,
	}}
}

# What leads to pods is a port of the Service; ingress-nginx, which is not maintained any more, took both.
test_the_port_of_the_pods_is_none_of_the_service if {
	verdict(rules([to("/", "web", {"number": 8080})])) == {{
		"msg": `Service "web" has no port 8080: it has http (80)`,
		"path": place(0, ["port", "number"]),
		"related": related,
	}}
}

test_actions_and_resources if {
	verdict(rules([to("/", "redirect", {"name": "use-annotation"})])) == set()
	verdict(rules([to("/", "web", {"name": "use-annotation"})])) == set()
	verdict(ingress({"defaultBackend": {"service": {"name": "web", "port": {"name": "use-annotation"}}}})) == set()
	verdict(rules([{"path": "/", "backend": {"resource": {"kind": "Bucket", "name": "b"}}}])) == set()
}

test_placeholders_are_unknown if {
	verdict(rules([to("/", "${NAME}", {"number": 80})])) == set()
	verdict(rules([to("/", "web", {"number": "${PORT}"})])) == set()
}

test_wrong_types if {
	verdict(ingress({"rules": "text"})) == set()
	verdict(ingress({"rules": ["text", {"http": {"paths": "text"}}]})) == set()
}

# The name of another host stands for the Service.
test_ports_that_nobody_can_know if {
	other_host := object.union(web, {"spec": {"type": "ExternalName"}})
	findings := ingress_backend.deny with input as {
		"object": rules([to("/", "web", {"number": 443})]),
		"inventory": {"Service": {"shop": {"web": other_host}}},
		"complete": {"shop": {"Service": true}},
	}
	findings == set()
}
