package tidegate.lib.backend_test

import data.tidegate.lib.backend

web := {"spec": {"ports": [{"name": "http", "port": 80}, {"port": 9090}]}}

absent(name, inventory) if {
	known := {"shop": {"Service": true}}
	backend.service_is_absent("shop", name) with input as {"complete": known, "inventory": inventory}
}

test_a_service_that_is_not_there if {
	absent("api", {"Service": {"shop": {"web": web}}})
	not absent("web", {"Service": {"shop": {"web": web}}})
}

test_a_namespace_without_services_has_routes_only if {
	not absent("api", {})
	not absent("api", {"Service": {"other": {"web": web}}})
}

# kube-score and others ask for the name alone.
test_a_service_in_another_namespace if {
	absent("web", {"Service": {"other": {"web": web}}})
}

test_pods_without_a_service if {
	absent("api", {"apps/Deployment": {"shop": {"web": {}}}})
	absent("api", {"apps/StatefulSet": {"shop": {"web": {}}}})
	not absent("api", {"apps/Deployment": {"other": {"web": {}}}})
	not absent("api", {"batch/Job": {"shop": {"web": {}}}})
}

test_what_operators_make if {
	every name in [
		"prometheus-operated",
		"events-kafka-bootstrap",
		"events-kafka-external-bootstrap",
		"events-bridge-service",
		"logs-es-http",
		"llm-head-svc",
		"llm-serve-svc",
	] {
		not absent(name, {"Service": {"shop": {"web": web}}})
	}
	there := {"Service": {"shop": {"web": web}}, "serving.knative.dev/Service": {"shop": {"api": {}}}}
	not absent("api", there)
	absent("apis", there)
}

test_ports if {
	backend.has_port(web, "name", "http")
	backend.has_port(web, "port", 9090)
	not backend.has_port(web, "port", 8080)
	not backend.has_port(web, "name", 80)
	backend.ports(web)
}

test_ports_that_nobody_can_know if {
	not backend.ports({"spec": {"ports": []}})
	not backend.ports({"spec": {"ports": "text"}})
	not backend.ports({"spec": {}})
	not backend.ports({"spec": {"type": "ExternalName", "ports": [{"port": 80}]}})
	not backend.ports({"spec": {"ports": [{"port": "${PORT}"}]}})
	not backend.ports({"spec": {"ports": [{"port": 80, "name": "${NAME}"}]}})
}

test_offered_in_words if {
	backend.offered(web) == "http (80) and 9090"
}
