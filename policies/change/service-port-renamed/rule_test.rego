package tidegate.change.service_port_renamed_test

import data.tidegate.change.service_port_renamed

service(ports) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}},
	"spec": {"selector": {"app": "web"}, "ports": ports},
}

verdict(old, new, inventory) := findings if {
	findings := service_port_renamed.deny with input as {
		"oldObject": service(old),
		"object": service(new),
		"inventory": inventory,
	}
}

alone(old, new) := verdict(old, new, {})

http := {"name": "http", "port": 80, "targetPort": 8080}

web := object.union(http, {"name": "web"})

bare := {"port": 80, "targetPort": 8080}

found(text, path) := {{"msg": text, "path": path, "key": "http", "related": []}}

test_another_name_for_the_same_number if {
	alone([http], [web]) == found("port 80 was called \"http\" and is called \"web\" now", ["spec", "ports", 0, "name"])
	alone([http], [{"name": "a", "port": 81}, object.union(web, {"protocol": "TCP"})]) == found(
		"port 80 was called \"http\" and is called \"web\" now",
		["spec", "ports", 1, "name"],
	)
}

test_no_name_any_more if {
	alone([http], [bare]) == found("port 80 was called \"http\" and has no name now", ["spec", "ports", 0])
	alone([http], [object.union(http, {"name": ""})]) == found(
		"port 80 was called \"http\" and has no name now",
		["spec", "ports", 0],
	)
}

test_the_name_stays if {
	alone([http], [object.union(http, {"targetPort": "http"})]) == set()
	alone([http], [object.union(http, {"port": 81})]) == set()
	alone([http], [web, object.union(http, {"port": 81})]) == set()
}

test_a_name_is_new if {
	alone([bare], [http]) == set()
	alone([object.union(bare, {"name": ""})], [http]) == set()
	alone([object.union(bare, {"name": 7})], [http]) == set()
}

test_another_number_or_protocol_is_another_port if {
	alone([http], [object.union(web, {"port": 81})]) == set()
	alone([http], [object.union(web, {"protocol": "UDP"})]) == set()
	count(alone([object.union(http, {"protocol": "UDP"})], [object.union(web, {"protocol": "UDP"})])) == 1
}

test_what_is_filled_in_later if {
	alone([http], [object.union(http, {"name": "${NAME}"})]) == set()
	alone([http], [object.union(http, {"name": 1.5})]) == set()
	alone([object.union(http, {"name": "${NAME}"})], [http]) == set()
}

test_nothing_was_there_before if {
	service_port_renamed.deny == set() with input as {"oldObject": null, "object": service([http])}
	service_port_renamed.deny == set() with input as {
		"oldObject": {"spec": {"externalName": "a.example.com"}},
		"object": service([http]),
	}
}

ingress(name, spec) := {name: {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": name},
	"spec": spec,
}}

backend(service_name, port) := {"service": {"name": service_name, "port": {"name": port}}}

rules(service_name, port) := {"rules": [{"http": {"paths": [{"backend": backend(service_name, port)}]}}]}

monitor(labels, port) := {"scrape": {
	"apiVersion": "monitoring.coreos.com/v1",
	"kind": "ServiceMonitor",
	"metadata": {"name": "scrape"},
	"spec": {"selector": {"matchLabels": labels}, "endpoints": [{"port": "other"}, {"port": port}]},
}}

inventory(ingresses, monitors) := {
	"networking.k8s.io/Ingress": {"shop": ingresses},
	"monitoring.coreos.com/ServiceMonitor": {"shop": monitors},
}

said(ingresses, monitors) := texts if {
	texts := [[finding.msg, [related.object.name | some related in finding.related]] |
		some finding in verdict([http], [web], inventory(ingresses, monitors))
	]
}

renamed := "port 80 was called \"http\" and is called \"web\" now"

test_who_still_asks_for_the_old_name if {
	said(ingress("shop", rules("web", "http")), {}) == [[
		concat("", [renamed, ", but Ingress \"shop\" still asks for \"http\""]),
		["shop"],
	]]
	said(ingress("shop", {"defaultBackend": backend("web", "http")}), monitor({"app": "web"}, "http")) == [[
		concat("", [renamed, ", but Ingress \"shop\" and ServiceMonitor \"scrape\" still ask for \"http\""]),
		["shop", "scrape"],
	]]
	said({}, monitor({}, "http")) == [[
		concat("", [renamed, ", but ServiceMonitor \"scrape\" still asks for \"http\""]),
		["scrape"],
	]]
}

test_who_asks_for_something_else if {
	every ingresses in [ingress("a", rules("other", "http")), ingress("a", rules("web", "web"))] {
		said(ingresses, {}) == [[renamed, []]]
	}
	every monitors in [monitor({"app": "other"}, "http"), monitor({"app": "web"}, "web")] {
		said({}, monitors) == [[renamed, []]]
	}
}

test_a_service_without_labels if {
	unlabelled := json.remove(service([web]), ["metadata/labels"])
	findings := service_port_renamed.deny with input as {
		"oldObject": service([http]),
		"object": unlabelled,
		"inventory": inventory({}, monitor({}, "http")),
	}
	[count(finding.related) | some finding in findings] == [1]
}

test_where_it_is_told if {
	findings := verdict([http], [web], inventory(ingress("shop", rules("web", "http")), {}))
	[finding.related | some finding in findings] == [[{
		"object": {"kind": "networking.k8s.io/Ingress", "namespace": "shop", "name": "shop"},
		"path": ["spec"],
	}]]
}
