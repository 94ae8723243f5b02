package tidegate.rollout.stateful_set_service_test

import data.tidegate.rollout.stateful_set_service

complete := {"shop": {"Service": true}}

stateful_set(service, container) := {
	"apiVersion": "apps/v1",
	"kind": "StatefulSet",
	"metadata": {"name": "db", "namespace": "shop"},
	"spec": object.union(
		{"template": {
			"metadata": {"labels": {"app": "db"}},
			"spec": {"containers": [object.union({"name": "db"}, container)]},
		}},
		service,
	),
}

named := {"serviceName": "database"}

services(spec) := {"Service": {"shop": {"database": {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "database"},
	"spec": spec,
}}}}

headless := {"clusterIP": "None", "selector": {"app": "db"}}

verdict(obj, inventory) := findings if {
	findings := stateful_set_service.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

of_service(spec) := verdict(stateful_set(named, {}), services(spec))

info(problem, fields) := {{
	"msg": sprintf("%s: the pods have no names of their own in DNS", [problem]),
	"path": ["spec", "serviceName"],
	"severity": "info",
	"related": [{"object": {"kind": "Service", "namespace": "shop", "name": "database"}, "path": ["spec", field]} |
		some field in fields
	],
}}

test_a_headless_service_that_selects_the_pods if of_service(headless) == set()

test_no_name if {
	verdict(stateful_set({}, {}), {}) == info("serviceName is missing", [])
	verdict(stateful_set({"serviceName": ""}, {}), {}) == info("serviceName is missing", [])
}

test_no_such_service if {
	verdict(stateful_set(named, {}), {}) == info("there is no Service \"database\"", [])
	stateful_set_service.deny == set() with input as {"object": stateful_set(named, {}), "inventory": {}, "complete": {}}
	verdict(stateful_set({"serviceName": "${SERVICE}"}, {}), {}) == set()
}

test_not_headless if {
	of_service({"selector": {"app": "db"}}) == info("Service \"database\" is not headless", ["clusterIP"])
	of_service({"selector": {"app": "db"}, "clusterIP": "10.0.0.7"}) == info(
		"Service \"database\" is not headless",
		["clusterIP"],
	)
	of_service({"selector": {"app": "db"}, "clusterIP": "${IP}"}) == set()
}

test_other_pods if {
	of_service({"selector": {"app": "api"}, "clusterIP": "None"}) == info(
		"Service \"database\" does not select them",
		["selector"],
	)
	of_service({"selector": {"app": "${APP}"}, "clusterIP": "None"}) == set()
	of_service({"clusterIP": "None"}) == set()
}

texts(container, service) := {found.msg |
	some found in verdict(stateful_set(service, container), {})
	not found.severity
}

asked(problem, mention) := {sprintf("%s: the pods have no names of their own in DNS, but \"%s\" asks for one", [
	problem,
	mention,
])}

missing := "there is no Service \"database\""

test_pods_that_are_asked_for_by_name_are_a_warning if {
	every container in [
		{"command": ["join", "--peer=db-0.database"]},
		{"args": ["--peer=db-0.database"]},
		{"env": [{"name": "OTHER", "value": "x"}, {"name": "PEERS", "value": "db-0.database:2380,db-1.database:2380"}]},
	] {
		texts(container, named) == asked(missing, "db-0.database")
	}
	texts({"args": ["--advertise=$(POD_NAME).database"]}, named) == asked(missing, "POD_NAME).database")
	texts({"args": ["--advertise=${HOSTNAME}.database"]}, named) == asked(missing, "HOSTNAME}.database")
	texts({"args": ["--advertise=$(POD_NAME).db.shop.svc"]}, {}) == asked(
		"serviceName is missing",
		"POD_NAME).db.shop.svc",
	)
}

test_what_asks_for_something_else if {
	every container in [
		{"args": ["--log=$(POD_NAME).log"]},
		{"args": ["--peer=other-db.database"]},
		{"args": ["--peer=mydb-0.database"]},
		{"args": ["--peer=my-db-0.database"]},
		{"args": "--peer=db-0.database"},
		{"args": [7]},
		{"env": [{"name": "PEERS", "valueFrom": {}}, {"name": "N", "value": 7}]},
	] {
		texts(container, named) == set()
	}
}

test_a_name_that_is_filled_in_later if {
	obj := object.union(stateful_set(named, {"args": ["db-0.database"]}), {"metadata": {"name": "${NAME}-(db"}})
	{found.severity | some found in verdict(obj, {})} == {"info"}
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	verdict(object.union(stateful_set({}, {}), hook), {}) == set()
}

test_wrong_types if {
	verdict(stateful_set({"serviceName": 5}, {}), {"Service": {"shop": {5: {"spec": {}}}}}) == set()
	verdict(object.union(stateful_set({}, {}), {"spec": "text"}), {}) == set()
	of_service("text") == info("Service \"database\" is not headless", ["clusterIP"])
}
