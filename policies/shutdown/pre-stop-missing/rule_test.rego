package tidegate.shutdown.pre_stop_missing_test

import data.tidegate.shutdown.pre_stop_missing

container := {"name": "web", "ports": [{"name": "http", "containerPort": 8080}]}

workload(kind, spec, containers) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union(
		{"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": containers}}},
		spec,
	),
}

deployment(fields) := workload("Deployment", {}, [object.union(container, fields)])

service := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": "http"}]},
}

inside := {"Service": {"shop": {"web": service}}}

balanced := {"Service": {"shop": {"web": object.union(service, {"spec": {"type": "LoadBalancer"}})}}}

ingress := {"networking.k8s.io/Ingress": {"shop": {"shop": {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "shop", "namespace": "shop"},
	"spec": {"defaultBackend": {"service": {"name": "web"}}},
}}}}

verdict(obj, inventory) := found if {
	found := pre_stop_missing.deny with input as {"object": obj, "inventory": inventory}
}

severities(found) := [object.get(finding, "severity", "warning") | some finding in found]

text := `container "web" has no preStop hook: it stops while requests from Service "web" still arrive`

path := ["spec", "template", "spec", "containers", 0, "lifecycle", "preStop"]

named := {"object": {"kind": "Service", "namespace": "shop", "name": "web"}, "path": ["spec", "ports"]}

test_inside_the_cluster_it_is_noted if {
	verdict(deployment({}), inside) == {{"msg": text, "path": path, "severity": "info", "related": [named]}}
}

test_behind_a_load_balancer_it_is_a_warning if {
	verdict(deployment({}), balanced) == {{"msg": text, "path": path, "related": [named]}}
}

test_behind_an_ingress_both_are_named if {
	door := {
		"object": {"kind": "networking.k8s.io/Ingress", "namespace": "shop", "name": "shop"},
		"path": ["spec"],
	}
	verdict(deployment({}), object.union(inside, ingress)) == {{"msg": text, "path": path, "related": [named, door]}}
}

test_no_service_no_requests if {
	verdict(deployment({}), {}) == set()
	verdict(deployment({}), {"Service": {"other": {"web": service}}}) == set()
}

test_a_hook_of_any_kind_is_one if {
	every hook in [{"sleep": {"seconds": 5}}, {"exec": {"command": ["/wait-shutdown"]}}, "${HOOK}"] {
		verdict(deployment({"lifecycle": {"preStop": hook}}), balanced) == set()
	}
	verdict(deployment({"lifecycle": "${HOOKS}"}), balanced) == set()
	count(verdict(deployment({"lifecycle": {"postStart": {}}}), balanced)) == 1
}

# The gateway of Istio's chart: everything but the name comes from the injector.
test_an_injected_container_is_not_known if {
	verdict(deployment({"image": "auto"}), balanced) == set()
}

# Traefik, CoreDNS, Envoy, kube-apiserver and others go on for a while when they are told to end.
test_servers_that_drain_by_themselves if {
	every word in [
		"--entryPoints.web.transport.lifeCycle.requestAcceptGraceTimeout=10s",
		"--drain-time-s=45",
		"--shutdown-delay-duration=70s",
		"--lameduck=5s",
		"--shutdown_sleep=5",
		"exec web --termination-wait 5",
	] {
		verdict(deployment({"args": [word]}), balanced) == set()
		verdict(deployment({"command": ["web", word]}), balanced) == set()
	}
	every name in ["SHUTDOWN_DELAY", "GRACEFUL_TIMEOUT", "TERMINATION_DRAIN_DURATION_SECONDS"] {
		verdict(deployment({"env": [{"name": name, "value": "10"}]}), balanced) == set()
	}
	count(verdict(deployment({"args": ["--shutdown=now", 7], "env": [{"name": "DELAY"}, {"name": 7}, {"value": "drain"}]}), balanced)) == 1
}

change(old) := severities(found) if {
	found := pre_stop_missing.deny with input as {
		"object": deployment({}),
		"oldObject": old,
		"inventory": balanced,
	}
}

test_what_was_there_before_is_only_noted if {
	change(deployment({})) == ["info"]
	change(workload("Deployment", {}, [{"name": "a"}, container])) == ["info"]
}

test_what_this_change_brings_is_a_warning if {
	change(null) == ["warning"]
	change(deployment({"name": "other"})) == ["warning"]
	change(deployment({"lifecycle": {"preStop": {"sleep": {"seconds": 5}}}})) == ["warning"]
	change({"metadata": {}}) == ["warning"]
}

test_only_who_answers_has_to_wait if {
	found := verdict(workload("Deployment", {}, [{"name": "helper"}, container]), inside)
	[finding.path[4] | some finding in found] == [1]
}

test_a_lone_container_answers_at_an_undeclared_number if {
	numbered := {"Service": {"shop": {"web": object.union(service, {"spec": {"ports": [{"port": 80}]}})}}}
	count(verdict(workload("Deployment", {}, [{"name": "web"}]), numbered)) == 1
	verdict(workload("Deployment", {}, [{"name": "web"}, {"name": "b"}]), numbered) == set()
}

# Nobody could answer in their stead, so waiting would only make the outage longer.
test_pods_whose_going_is_an_outage_anyway if {
	verdict(workload("Deployment", {"strategy": {"type": "Recreate"}}, [container]), balanced) == set()
	verdict(object.union(deployment({}), {"kind": "Pod", "apiVersion": "v1"}), balanced) == set()
	known := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}
	every case in [
		{"kind": "StatefulSet", "replicas": 1, "findings": 0},
		{"kind": "StatefulSet", "replicas": 2, "findings": 1},
		{"kind": "ReplicationController", "replicas": 1, "findings": 0},
		{"kind": "Deployment", "replicas": 1, "findings": 1},
		{"kind": "Deployment", "replicas": 0, "findings": 0},
	] {
		found := pre_stop_missing.deny with input as {
			"object": workload(case.kind, {"replicas": case.replicas}, [container]),
			"inventory": balanced,
			"complete": known,
		}
		count(found) == case.findings
	}
}

test_an_unknown_number_of_pods_may_be_several if {
	count(verdict(workload("StatefulSet", {"replicas": 1}, [container]), balanced)) == 1
}

test_a_rolling_update_is_no_outage if {
	count(verdict(workload("Deployment", {"strategy": {"type": "RollingUpdate"}}, [container]), balanced)) == 1
}

# See shutdown/zero-grace-period: without time there is no hook.
test_no_time_no_hook if {
	spec := {"template": {"spec": {"terminationGracePeriodSeconds": 0}}}
	verdict(object.union(deployment({}), {"spec": spec}), balanced) == set()
}

test_hooks_and_owned_objects_are_passed_over if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "post-install"}}}
	verdict(object.union(deployment({}), hook), balanced) == set()
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	verdict(object.union(deployment({}), owned), balanced) == set()
}
