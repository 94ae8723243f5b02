package tidegate.reload.profiling_exposed_test

import data.tidegate.reload.profiling_exposed

service(port, fields) := object.union(
	{
		"apiVersion": "v1",
		"kind": "Service",
		"metadata": {"name": "web", "namespace": "shop"},
		"spec": {"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80}, port]},
	},
	fields,
)

pprof := {"name": "pprof", "port": 6061}

balanced := {"spec": {"type": "LoadBalancer"}}

verdict(obj, inventory) := findings if {
	findings := profiling_exposed.deny with input as {"object": obj, "inventory": inventory}
}

finding(what, how, fields) := {object.union(
	{
		"msg": sprintf("port %s is reached %s", [what, how]),
		"path": ["spec", "ports", 1],
		"related": [],
	},
	fields,
)}

sure := `"pprof" leads to a profiler or debugger and`

outside := "from outside through this LoadBalancer"

inside := "by everything in the cluster"

info := {"severity": "info"}

warning := {"severity": "warning"}

test_ways_out if {
	verdict(service(pprof, balanced), {}) == finding(sure, outside, {})
	verdict(service(pprof, {"spec": {"type": "NodePort"}}), {}) == finding(sure, "from outside through this NodePort", {})
	addresses := {"spec": {"externalIPs": ["192.0.2.7"]}}
	verdict(service(pprof, addresses), {}) == finding(sure, "from outside through externalIPs", {})
}

test_inside if {
	verdict(service(pprof, {}), {}) == finding(sure, inside, info)
	verdict(service(pprof, {"spec": {"type": "ClusterIP", "externalIPs": []}}), {}) == finding(sure, inside, info)
	verdict(service(pprof, {"spec": {"type": "ExternalName"}}), {}) == set()
}

test_names if {
	every name in ["debug", "http-debug", "dlv", "jdwp", "profiling", "PPROF"] {
		what := sprintf("%q leads to a profiler or debugger and", [name])
		verdict(service({"name": name, "port": 80}, balanced), {}) == finding(what, outside, {})
		by_target := `"web" leads to a profiler or debugger and`
		verdict(service({"name": "web", "port": 80, "targetPort": name}, balanced), {}) == finding(by_target, outside, {})
	}
	every name in ["http", "debugging-info", "profile", "user-profile", 7] {
		verdict(service({"name": name, "port": 80}, balanced), {}) == set()
	}
	verdict(service(object.union(pprof, {"protocol": "UDP"}), balanced), {}) == set()
}

test_numbers if {
	known := "6060 leads to 6060, where Go programs serve pprof and"
	verdict(service({"port": 6060}, balanced), {}) == finding(known, outside, {})
	verdict(service({"port": 6060}, {}), {}) == finding(known, inside, info)
	verdict(service({"port": 80, "targetPort": 9229}, balanced), {}) == finding(
		"80 leads to 9229, where the inspector of Node.js listens and",
		outside, {},
	)
	every number in [2345, 40000] {
		verdict(service({"name": "tcp-7", "port": number}, balanced), {}) == finding(
			sprintf(`"tcp-7" leads to %d, where Delve listens and`, [number]),
			outside, {},
		)
	}
	verdict(service({"name": 7, "port": 6060}, balanced), {}) == finding(known, outside, {})
	verdict(service({"port": 5006}, balanced), {}) == set()
	verdict(service({"port": "${PORT}"}, balanced), {}) == set()
}

test_numbers_with_another_name if {
	doubtful := `"api" leads to 6060, where Go programs serve pprof and`
	verdict(service({"name": "api", "port": 6060}, balanced), {}) == finding(doubtful, outside, warning)
	verdict(service({"name": "api", "port": 6060}, {}), {}) == set()
	mapped := `"api" leads to port 5005, where the debugger of Java listens and`
	verdict(service({"name": "api", "port": 5005, "targetPort": "web"}, balanced), {}) == finding(mapped, outside, warning)
	verdict(service({"port": 5005, "targetPort": 8080}, balanced), {}) == finding(
		"5005 leads to port 5005, where the debugger of Java listens and",
		outside, warning,
	)
}

deployment(labels, ports) := {"apps/Deployment": {"shop": {"web": {"spec": {"template": {
	"metadata": {"labels": labels},
	"spec": {"containers": [{"name": "web", "ports": ports}]},
}}}}}}

test_names_of_the_pods if {
	port := {"name": "admin", "port": 8081}
	what := `"admin" leads to port "pprof" of the pods, a profiler or debugger and`
	ports := [{"name": "http", "containerPort": 80}, {"name": "pprof", "containerPort": 8081}]
	verdict(service(port, balanced), deployment({"app": "web"}, ports)) == finding(what, outside, {})
	verdict(service(port, {}), deployment({"app": "web"}, ports)) == set()
	by_name := service({"name": "http", "port": 80, "targetPort": "p"}, balanced)
	verdict(by_name, deployment({"app": "web"}, [{"name": "p", "containerPort": 6060}])) == finding(
		`"http" leads to port 6060 of the pods, where Go programs serve pprof and`,
		outside, {},
	)
	verdict(by_name, deployment({"app": "web"}, [{"name": "p", "containerPort": 8080}])) == set()
	verdict(by_name, deployment({"app": "web"}, [{"name": "q", "containerPort": 6060}])) == set()
	verdict(service(port, balanced), deployment({"app": "api"}, ports)) == set()
	verdict(service(port, balanced), deployment({"app": "web"}, [{"name": "admin", "containerPort": 8081}])) == set()
}

ingress(spec, annotations) := {"networking.k8s.io/Ingress": {"shop": {"shop": {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "shop", "annotations": annotations},
	"spec": spec,
}}}}

backend(name, port) := {"service": {"name": name, "port": port}}

rules(name, port) := {"rules": [{}, {"http": {"paths": [{"path": "/", "backend": backend(name, port)}]}}]}

through_ingress := {"related": [{
	"object": {"kind": "networking.k8s.io/Ingress", "namespace": "shop", "name": "shop"},
	"path": ["spec"],
}]}

test_ingresses if {
	how := `from outside through Ingress "shop"`
	every port in [{"number": 6061}, {"name": "pprof"}] {
		verdict(service(pprof, {}), ingress(rules("web", port), {})) == finding(sure, how, through_ingress)
		by_default := {"defaultBackend": backend("web", port)}
		verdict(service(pprof, {}), ingress(by_default, {})) == finding(sure, how, through_ingress)
	}
	verdict(service(pprof, {}), ingress(rules("web", {"number": 80}), {})) == finding(sure, inside, info)
	verdict(service(pprof, {}), ingress(rules("api", {"number": 6061}), {})) == finding(sure, inside, info)
	login := {"nginx.ingress.kubernetes.io/auth-url": "https://sso.example.com"}
	guarded := ingress(rules("web", {"name": "pprof"}), login)
	verdict(service(pprof, {}), guarded) == finding(sure, how, object.union(through_ingress, warning))
}

route(kind, ref, parent, home) := {concat("/", ["gateway.networking.k8s.io", kind]): {home: {"shop": {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "shop"},
	"spec": {"parentRefs": [parent], "rules": [{"backendRefs": [object.union({"name": "web", "port": 6061}, ref)]}]},
}}}}

through(kind, home) := finding(
	sure,
	sprintf("from outside through %s %q", [kind, "shop"]),
	{"related": [{
		"object": {"kind": concat("/", ["gateway.networking.k8s.io", kind]), "namespace": home, "name": "shop"},
		"path": ["spec"],
	}]},
)

test_routes if {
	gateway := {"name": "public"}
	every kind in ["HTTPRoute", "TCPRoute", "TLSRoute"] {
		verdict(service(pprof, {}), route(kind, {}, gateway, "shop")) == through(kind, "shop")
	}
	verdict(service(pprof, {}), route("TCPRoute", {"namespace": "shop"}, gateway, "edge")) == through("TCPRoute", "edge")
	alone := finding(sure, inside, info)
	verdict(service(pprof, {}), route("TCPRoute", {}, gateway, "edge")) == alone
	verdict(service(pprof, {}), route("TCPRoute", {"port": 80}, gateway, "shop")) == alone
	verdict(service(pprof, {}), route("TCPRoute", {"name": "api"}, gateway, "shop")) == alone
	verdict(service(pprof, {}), route("TCPRoute", {"kind": "ServiceImport"}, gateway, "shop")) == alone
	verdict(service(pprof, {}), route("TCPRoute", {}, {"name": "web", "kind": "Service"}, "shop")) == alone
}

from(ranges) := service(pprof, {"spec": {"type": "LoadBalancer", "loadBalancerSourceRanges": ranges}})

test_guards if {
	every annotation in [
		{"service.beta.kubernetes.io/aws-load-balancer-internal": "true"},
		{"service.beta.kubernetes.io/azure-load-balancer-internal": true},
		{"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"},
		{"networking.gke.io/load-balancer-type": "Internal"},
		{"service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": "intranet"},
	] {
		obj := object.union(service(pprof, balanced), {"metadata": {"annotations": annotation}})
		verdict(obj, {}) == finding(sure, outside, warning)
	}
	other := {"metadata": {"annotations": {"example.com/owner": "shop"}}}
	verdict(object.union(service(pprof, balanced), other), {}) == finding(sure, outside, {})
	open := {"metadata": {"annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "false"}}}
	verdict(object.union(service(pprof, balanced), open), {}) == finding(sure, outside, {})
	verdict(from(["10.0.0.0/8"]), {}) == finding(sure, outside, warning)
	verdict(from(["10.0.0.0/8", "0.0.0.0/0"]), {}) == finding(sure, outside, {})
	verdict(from([]), {}) == finding(sure, outside, {})
}

on_path(path, annotations) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "shop", "namespace": "shop", "annotations": annotations},
	"spec": {"rules": [{}, {"http": {"paths": [{"path": "/"}, {"path": path}]}}]},
}

shown(path, kind, at) := {
	"msg": sprintf("path %q leads to profiles and internals of the program, for all who reach this %s", [path, kind]),
	"path": at,
}

test_paths_of_an_ingress if {
	at := ["spec", "rules", 1, "http", "paths", 1, "path"]
	every path in [
		"/debug",
		"/debug/",
		"/debug/pprof",
		"/debug(/|$)(.*)",
		"/debug.*",
		"/api/debug/pprof/",
		"/api/debug/vars",
	] {
		verdict(on_path(path, {}), {}) == {shown(path, "Ingress", at)}
	}
	every path in ["/debugger", "/debug-ui", "/api/debug", "/app/debug/pproffer", 7] {
		verdict(on_path(path, {}), {}) == set()
	}
	every key in [
		"nginx.ingress.kubernetes.io/auth-type",
		"nginx.ingress.kubernetes.io/whitelist-source-range",
		"haproxy-ingress.github.io/allowlist-source-range",
	] {
		verdict(on_path("/debug", {key: "x"}), {}) == {object.union(shown("/debug", "Ingress", at), warning)}
	}
}

http_route(refs, path) := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "HTTPRoute",
	"metadata": {"name": "shop", "namespace": "shop"},
	"spec": {
		"parentRefs": [{"name": "public"}],
		"rules": [{"matches": [{"path": {"value": path}}], "backendRefs": refs}],
	},
}

test_paths_of_a_route if {
	at := ["spec", "rules", 0, "matches", 0, "path", "value"]
	refs := [{"name": "web", "port": 80}]
	verdict(http_route(refs, "/debug/pprof"), {}) == {shown("/debug/pprof", "HTTPRoute", at)}
	verdict(http_route(refs, "/"), {}) == set()
	verdict(http_route(refs, 7), {}) == set()
	verdict(http_route([], "/debug/pprof"), {}) == set()
}
