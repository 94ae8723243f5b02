package tidegate.references.gateway_backend_test

import data.tidegate.references.gateway_backend

route(refs) := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "HTTPRoute",
	"metadata": {"name": "shop", "namespace": "edge"},
	"spec": {"rules": [{"backendRefs": refs}]},
}

service(name) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": name},
	"spec": {"ports": [{"name": "http", "port": 80, "targetPort": 8080}]},
}

services := {"Service": {"edge": {"web": service("web")}, "shop": {"api": service("api")}}}

verdict(obj) := findings if {
	findings := gateway_backend.deny with input as {
		"object": obj,
		"inventory": services,
		"complete": {"edge": {"Service": true}, "shop": {"Service": true}},
	}
}

path(tail) := array.concat(["spec", "rules", 0, "backendRefs", 0], tail)

test_there if {
	verdict(route([{"name": "web", "port": 80}, {"name": "api", "namespace": "shop", "port": 80}])) == set()
	verdict(route([{"name": "web", "kind": "Service", "group": "", "port": 80}])) == set()
}

test_a_missing_service if {
	verdict(route([{"name": "api", "port": 80}])) == {{
		"msg": `there is no Service "api" in namespace "edge": requests that would go there fail`,
		"path": path(["name"]),
	}}
	verdict(route([{"name": "web", "port": 80, "namespace": "shop"}])) == {{
		"msg": `there is no Service "web" in namespace "shop": requests that would go there fail`,
		"path": path(["name"]),
	}}
}

test_a_missing_port if {
	verdict(route([{"name": "web", "port": 8080}])) == {{
		"msg": `Service "web" has no port 8080: it has http (80)`,
		"path": path(["port"]),
		"related": [{"object": {"kind": "Service", "namespace": "edge", "name": "web"}, "path": ["spec", "ports"]}],
	}}
	verdict(route([{"name": "web", "port": "${PORT}"}])) == set()
	verdict(route([{"name": "web"}])) == set()
}

test_a_service_without_ports_that_can_be_known if {
	external := {"kind": "Service", "metadata": {"name": "web"}, "spec": {"type": "ExternalName", "ports": [{"port": 1}]}}
	gateway_backend.deny == set() with input as {
		"object": route([{"name": "web", "port": 8080}]),
		"inventory": {"Service": {"edge": {"web": external}}},
	}
}

test_no_request_is_lost_where_the_weight_is_0 if {
	{item.severity | some item in verdict(route([{"name": "api", "port": 80, "weight": 0}]))} == {"warning"}
	{item.severity | some item in verdict(route([{"name": "web", "port": 81, "weight": 0}]))} == {"warning"}
	{object.get(item, "severity", "") | some item in verdict(route([{"name": "api", "weight": 1}]))} == {""}
}

test_mirrors if {
	mirror := {"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "api", "port": 80}}}
	obj := object.union(route([]), {"spec": {"rules": [{"filters": [{"type": "URLRewrite"}, mirror]}]}})
	verdict(obj) == {{
		"msg": `there is no Service "api" in namespace "edge": requests that would go there fail`,
		"path": ["spec", "rules", 0, "filters", 1, "requestMirror", "backendRef", "name"],
		"severity": "warning",
	}}
}

test_other_kinds_and_placeholders if {
	verdict(route([{"name": "x", "kind": "ServiceImport", "group": "multicluster.x-k8s.io"}])) == set()
	verdict(route([{"name": "x", "kind": "ServiceImport"}])) == set()
	verdict(route([{"name": "x", "group": "example.com"}])) == set()
	verdict(route([{"name": "${NAME}", "port": 80}])) == set()
	verdict(route([{"name": "api", "namespace": "${NS}", "port": 80}])) == set()
}

grant(from, to) := {"spec": {"from": [object.union(here, from)], "to": [object.union({"group": "", "kind": "Service"}, to)]}}

here := {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": "edge"}

granted(ref, grants) := findings if {
	kind := "gateway.networking.k8s.io/ReferenceGrant"
	findings := gateway_backend.deny with input as {
		"object": route([ref]),
		"inventory": object.union(services, {kind: {"shop": {"g": grants}}}),
		"complete": {"shop": {kind: true}, "edge": {kind: true}},
	}
}

api := {"name": "api", "namespace": "shop", "port": 80}

test_a_grant_that_permits if {
	granted(api, grant({}, {})) == set()
	granted(api, grant({}, {"name": "api"})) == set()
	granted(api, grant({"namespace": "${NS}"}, {"name": "${NAME}"})) == set()
}

test_a_grant_for_others if {
	said := concat(" ", [
		`no ReferenceGrant of namespace "shop" lets HTTPRoutes of namespace "edge" lead`,
		`to Service "api"`,
	])
	finding := {"msg": said, "path": path(["namespace"])}
	granted(api, grant({"namespace": "staging"}, {})) == {finding}
	granted(api, grant({"kind": "GRPCRoute"}, {})) == {finding}
	granted(api, grant({"group": "example.com"}, {})) == {finding}
	granted(api, grant({}, {"name": "web"})) == {finding}
	granted(api, grant({}, {"kind": "Secret"})) == {finding}
	granted(object.union(api, {"weight": 0}), grant({}, {"kind": "Secret"})) == {object.union(
		finding,
		{"severity": "warning"},
	)}
}

test_its_own_namespace_needs_none if {
	granted({"name": "web", "port": 80}, grant({"namespace": "staging"}, {})) == set()
	granted({"name": "web", "namespace": "edge", "port": 80}, grant({"namespace": "staging"}, {})) == set()
}

test_wrong_types if {
	verdict(object.union(route([]), {"spec": {"rules": "text"}})) == set()
	verdict(object.union(route([]), {"spec": {"rules": [{"backendRefs": "text", "filters": "text"}]}})) == set()
	verdict(route(["text"])) == set()
}
