package tidegate.lib.serving_test

import data.tidegate.lib.serving
import data.tidegate.lib.workload

pod(containers) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}},
	"spec": {"containers": containers},
}

service(spec) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"selector": {"app": "web"}, "ports": [{"port": 80}]}, spec),
}

one := pod([{"name": "web"}])

with_services(found) := {"Service": {"shop": found}}

test_services_that_select_the_pods if {
	plain := service({})
	early := service({"publishNotReadyAddresses": true})
	inventory := with_services({"a": plain, "b": early, "c": service({"selector": {"app": "other"}})})
	serving.selecting == [plain, early] with input as {"object": one, "inventory": inventory}
	serving.services == [plain] with input as {"object": one, "inventory": inventory}
	serving.services == [] with input as {"object": one, "inventory": {"Service": {"other": {"a": plain}}}}
}

test_containers_that_have_requests_to_answer if {
	plain := with_services({"a": service({})})
	[entry.name | some entry in serving.containers] == ["web"] with input as {"object": one, "inventory": plain}
	early := with_services({"b": service({"publishNotReadyAddresses": true})})
	serving.containers == [] with input as {"object": one, "inventory": early}
	serving.containers == [] with input as {"object": one, "inventory": {}}
}

test_services_as_findings_name_them if {
	serving.titles([service({}), service({})]) == `Service "web" and Service "web"`
	not serving.titles([])
	serving.related([service({})]) == [{
		"object": {"kind": "Service", "namespace": "shop", "name": "web"},
		"path": ["spec", "ports"],
	}] with input.object as one
}

answers(container, ports) if {
	some entry in workload.lasting_containers with input.object as pod([container])
	serving.answers(service({"ports": ports}), entry) with input.object as pod([container])
}

test_a_container_answers_at_the_ports_it_declares if {
	web := {"name": "web", "ports": [{"name": "http", "containerPort": 8080}]}
	answers(web, [{"port": 80, "targetPort": "http"}])
	answers(web, [{"port": 80, "targetPort": 8080}])
	answers(web, [{"port": 8080}])
	not answers(web, {"http": {"port": 8080}})
	not answers(web, "8080")
	answers(web, [{"port": 8080, "targetPort": 0}])
	answers(web, [{"port": 8080, "targetPort": ""}])
	answers(web, [{"port": 1}, {"port": 8080}])
	not answers(web, [{"port": 80}])
	not answers(web, [{"port": 80, "targetPort": "https"}])
	not answers(web, [{"port": 8080, "protocol": "UDP"}])
	not answers({"name": "web"}, [{"port": 8080}])
	answers({"ports": [{"containerPort": 53, "protocol": "UDP"}]}, [{"port": 53, "protocol": "UDP"}])
	not answers(web, "${PORTS}")
}

# cert-manager's own Services carry nothing else.
test_scrapes_are_no_requests if {
	web := {"name": "web", "ports": [{"name": "http-metrics", "containerPort": 9402}]}
	not answers(web, [{"port": 9402, "targetPort": "http-metrics"}])
	not answers(web, [{"port": 9402, "name": "tcp-prometheus-servicemonitor"}])
	not answers(web, [{"port": 9402, "name": "monitor-agent"}])
	not answers(web, [{"port": 9402, "name": "http-monitoring"}])
	answers(web, [{"port": 9402, "name": "metricsql"}])
	answers(web, [{"port": 9402, "name": "metrics"}, {"port": 80, "targetPort": 9402}])
	not alone([{"name": "web"}], [{"port": 9402, "name": "metrics"}])
}

alone(containers, ports) if {
	entries := serving.apps with input.object as pod(containers)
	serving.alone_answers(service({"ports": ports}), entries[0]) with input.object as pod(containers)
}

test_the_only_container_answers_at_numbers_that_nobody_declares if {
	alone([{"name": "web"}], [{"port": 80}])
	not alone([{"name": "web"}], [{"port": 80, "targetPort": "http"}])
	not alone([{"name": "web", "ports": [{"containerPort": 80}]}], [{"port": 80}])
	not alone([{"name": "web"}, {"name": "b"}], [{"port": 80}])
}

test_a_sidecar_is_not_the_only_container_but_may_be_the_one_that_answers if {
	sidecar := {"name": "s", "restartPolicy": "Always", "ports": [{"containerPort": 80}]}
	obj := object.union(pod([{"name": "web"}]), {"spec": {"initContainers": [sidecar], "containers": [{"name": "web"}]}})
	entries := serving.apps with input.object as obj
	[entry.name | some entry in entries] == ["web"]
	not serving.alone_answers(service({}), entries[0]) with input.object as obj
	serving.alone_answers(service({"ports": [{"port": 81}]}), entries[0]) with input.object as obj
}

doors(found, inventory) := [door.object.kind |
	some door in serving.doors(found, "shop") with input.inventory as inventory
]

test_a_load_balancer_is_its_own_door if {
	doors(service({"type": "LoadBalancer"}), {}) == ["Service"]
	doors(service({"type": "NodePort"}), {}) == []
	doors(service({}), {}) == []
}

ingress(spec) := {"networking.k8s.io/Ingress": {"shop": {"web": {"kind": "Ingress", "spec": spec}}}}

test_an_ingress_leads_to_its_backends if {
	backend := {"service": {"name": "web", "port": {"number": 80}}}
	other := {"service": {"name": "other"}}
	doors(service({}), ingress({"defaultBackend": backend})) == ["Ingress"]
	doors(service({}), ingress({"rules": [{"http": {"paths": [{"backend": backend}]}}]})) == ["Ingress"]
	doors(service({}), ingress({"rules": [{"http": {"paths": [{"backend": other}]}}]})) == []
	doors(service({}), ingress({"defaultBackend": {"resource": {"kind": "Bucket", "name": "web"}}})) == []
	elsewhere := {"networking.k8s.io/Ingress": {"other": {"web": {"kind": "Ingress", "spec": {"defaultBackend": backend}}}}}
	doors(service({}), elsewhere) == []
}

route(home, ref) := {"gateway.networking.k8s.io/HTTPRoute": {home: {"web": {
	"kind": "HTTPRoute",
	"spec": {"parentRefs": [{"name": "public"}], "rules": [{"backendRefs": [ref]}]},
}}}}

test_a_route_leads_to_its_backends if {
	doors(service({}), route("shop", {"name": "web", "port": 80})) == ["HTTPRoute"]
	doors(service({}), route("edge", {"name": "web", "namespace": "shop"})) == ["HTTPRoute"]
	doors(service({}), route("edge", {"name": "web"})) == []
	doors(service({}), route("shop", {"name": "other"})) == []
	doors(service({}), route("shop", {"name": "web", "kind": "Bucket"})) == []
	doors(service({}), route("shop", {"name": "web", "group": "example.com"})) == []
}

# GAMMA: the mesh splits what comes from inside.
test_a_route_of_a_service_is_no_door if {
	mesh := {"gateway.networking.k8s.io/HTTPRoute": {"shop": {"web": {
		"kind": "HTTPRoute",
		"spec": {
			"parentRefs": [{"group": "", "kind": "Service", "name": "reviews"}],
			"rules": [{"backendRefs": [{"name": "web"}]}],
		},
	}}}}
	doors(service({}), mesh) == []
}

test_a_door_knows_its_namespace if {
	inventory := object.union(
		route("edge", {"name": "web", "namespace": "shop"}),
		ingress({"defaultBackend": {"service": {"name": "web"}}}),
	)
	found := serving.doors(service({"type": "LoadBalancer"}), "shop") with input.inventory as inventory
	[door.namespace | some door in found] == ["shop", "shop", "edge"]
}
