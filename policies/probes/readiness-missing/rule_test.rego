package tidegate.probes.readiness_missing_test

import data.tidegate.probes.readiness_missing

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": spec}},
}

service(name, fields) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": name},
	"spec": object.union({"selector": {"app": "web"}}, fields),
}

to(target) := service("web", {"ports": [{"port": 80, "targetPort": target}]})

verdict(obj, services) := findings if {
	findings := readiness_missing.deny with input as {"object": obj, "inventory": {"Service": {"shop": {name: found |
		some found in services
		name := found.metadata.name
	}}}}
}

http := {"name": "http", "containerPort": 8080}

web := {"name": "web", "ports": [http]}

ready := {"readinessProbe": {"tcpSocket": {"port": 8080}}}

at(path) := array.concat(["spec", "template", "spec"], path)

related(names) := [{
	"object": {"kind": "Service", "namespace": "shop", "name": name},
	"path": ["spec", "ports"],
} |
	some name in names
]

finding(name, i, services, names) := {
	"msg": concat("", [
		sprintf("container \"%s\" has no readinessProbe: requests from %s reach it ", [name, services]),
		"as soon as it has started",
	]),
	"path": at(["containers", i, "readinessProbe"]),
	"related": related(names),
}

of_web := finding("web", 0, `Service "web"`, ["web"])

test_by_name_and_by_number if {
	verdict(deployment({"containers": [web]}), [to("http")]) == {of_web}
	verdict(deployment({"containers": [web]}), [to(8080)]) == {of_web}
}

test_without_a_target_the_port_of_the_service_counts if {
	every ports in [[{"port": 8080}], [{"port": 8080, "targetPort": 0}], [{"port": 8080, "targetPort": ""}]] {
		containers := [{"name": "a", "ports": [{"containerPort": 1}]}, web]
		verdict(deployment({"containers": containers}), [service("web", {"ports": ports})]) == {finding(
			"web",
			1,
			`Service "web"`,
			["web"],
		)}
	}
}

test_a_probe_is_what_is_asked_for if {
	verdict(deployment({"containers": [object.union(web, ready)]}), [to("http")]) == set()
	verdict(deployment({"containers": [object.union(web, {"readinessProbe": "${PROBE}"})]}), [to("http")]) == set()
}

# Another tool is content with any one probe in the pod.
test_the_probe_of_another_container_does_not_help if {
	other := object.union({"name": "other"}, ready)
	verdict(deployment({"containers": [web, other]}), [to("http")]) == {of_web}
}

test_the_container_that_answers_has_the_probe if {
	proxy := object.union({"name": "proxy", "ports": [{"name": "https", "containerPort": 8443}]}, ready)
	verdict(deployment({"containers": [web, proxy]}), [to("https")]) == set()
}

test_a_native_sidecar_may_be_the_one_that_answers if {
	proxy := {"name": "proxy", "restartPolicy": "Always", "ports": [{"containerPort": 8443}]}
	{found.path | some found in verdict(deployment({"containers": [web], "initContainers": [proxy]}), [to(8443)])} == {
		at(["initContainers", 0, "readinessProbe"]),
	}
}

test_several_services_are_named_together if {
	verdict(deployment({"containers": [web]}), [to("http"), service("all", {"ports": [{"port": 8080}]})]) == {finding(
		"web",
		0,
		`Service "all" and Service "web"`,
		["all", "web"],
	)}
}

test_services_that_do_not_send_here if {
	every other in [
		service("web", {"ports": [{"port": 8080}], "selector": {"app": "api"}}),
		service("web", {"ports": [{"port": 8080}], "selector": {"app": "${NAME}"}}),
		service("web", {"ports": [{"port": 8080}], "publishNotReadyAddresses": true}),
		service("web", {"ports": "${PORTS}"}),
		service("web", {"ports": {"a": {"port": 8080}}}),
		service("web", {"ports": ["text"]}),
		service("web", {}),
		to("admin"),
	] {
		verdict(deployment({"containers": [web]}), [other]) == set()
	}
	verdict(deployment({"containers": [web]}), []) == set()
}

test_a_service_that_asks_for_ready_pods_only_explicitly if {
	explicit := service("web", {"ports": [{"port": 8080}], "publishNotReadyAddresses": false})
	verdict(deployment({"containers": [web]}), [explicit]) == {of_web}
}

test_the_protocol_is_part_of_the_port if {
	udp := service("web", {"ports": [{"port": 8080, "protocol": "UDP"}]})
	other := object.union({"name": "other"}, ready)
	verdict(deployment({"containers": [web, other]}), [udp]) == set()
	dns := {"name": "web", "ports": [{"containerPort": 8080, "protocol": "UDP"}]}
	verdict(deployment({"containers": [dns, other]}), [udp]) == {of_web}
}

test_a_host_port_is_not_what_a_service_sends_to if {
	host := {"name": "web", "ports": [{"containerPort": 1, "hostPort": 8080}]}
	verdict(deployment({"containers": [host, object.union({"name": "other"}, ready)]}), [to(8080)]) == set()
}

test_one_container_answers_at_an_undeclared_port if {
	verdict(deployment({"containers": [{"name": "web"}]}), [to(8080)]) == {of_web}
	sidecar := {"name": "s", "restartPolicy": "Always"}
	verdict(deployment({"containers": [{"name": "web"}], "initContainers": [sidecar]}), [to(8080)]) == {of_web}
	asked := object.union(sidecar, ready)
	verdict(deployment({"containers": [{"name": "web"}], "initContainers": [asked]}), [to(8080)]) == set()
}

test_of_several_containers_nobody_knows_which_answers if {
	verdict(deployment({"containers": [{"name": "a"}, {"name": "b"}]}), [to(8080)]) == {{
		"msg": `no container has a readinessProbe: requests from Service "web" reach the pod as soon as it has started`,
		"path": at(["containers"]),
		"related": related(["web"]),
	}}
	verdict(deployment({"containers": [{"name": "a"}, object.union({"name": "b"}, ready)]}), [to(8080)]) == set()
	verdict(deployment({"containers": [{"name": "a"}, {"name": "b"}]}), [to("http")]) == set()
	verdict(deployment({"containers": [{"name": "a"}, {"name": "b"}]}), []) == set()
}

test_a_startup_probe_makes_it_a_lesser_matter if {
	started := object.union(web, {"startupProbe": {"tcpSocket": {"port": 8080}}})
	verdict(deployment({"containers": [started]}), [to("http")]) == {{
		"msg": concat(" ", [
			`container "web" has no readinessProbe: requests from Service "web" reach it`,
			"for good once its startupProbe has succeeded",
		]),
		"path": at(["containers", 0, "readinessProbe"]),
		"related": related(["web"]),
		"severity": "info",
	}}
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	verdict(object.union(deployment({"containers": [web]}), hook), [to("http")]) == set()
	verdict(object.union(deployment({"containers": [{"name": "a"}, {"name": "b"}]}), hook), [to(8080)]) == set()
}

test_a_service_of_another_namespace if {
	readiness_missing.deny == set() with input as {
		"object": deployment({"containers": [web]}),
		"inventory": {"Service": {"other": {"web": to("http")}}},
	}
}

# The gateway of Istio's chart: the injector brings the probe.
test_an_injected_container_is_not_known if {
	verdict(deployment({"containers": [object.union(web, {"image": "auto"})]}), [to("http")]) == set()
}
