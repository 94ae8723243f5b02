package tidegate.references.service_port_test

import data.tidegate.references.service_port

service(spec) := {
	"apiVersion": "v1",
	"kind": "Service",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"selector": {"app": "web"}}, spec),
}

to(port) := service({"ports": [object.union({"port": 80}, port)]})

workload(kind, name, labels, spec) := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": labels}, "spec": spec}},
}

pods(ports) := {"containers": [{"name": "web", "ports": ports}]}

deployments(list) := {"apps/Deployment": {"shop": {obj.metadata.name: obj | some obj in list}}}

front(spec) := deployments([workload("Deployment", "web", {"app": "web"}, spec)])

verdict(obj, inventory) := findings if {
	findings := service_port.deny with input as {"object": obj, "inventory": inventory}
}

http := [{"name": "http", "containerPort": 8080}]

finding(text) := {
	"msg": text,
	"path": ["spec", "ports", 0, "targetPort"],
	"related": [{
		"object": {"kind": "apps/Deployment", "namespace": "shop", "name": "web"},
		"path": ["spec", "template", "spec"],
	}],
}

test_a_name_that_nobody_declares if {
	verdict(to({"targetPort": "web"}), front(pods(http))) == {finding(concat("", [
		`port 80 leads to port "web" (TCP) of the pods, which Deployment "web" does not declare: `,
		"it is one of http (TCP)",
	]))}
}

test_pods_that_declare_nothing if {
	said := `port 80 leads to port "web" (TCP) of the pods, which Deployment "web" does not declare`
	verdict(to({"targetPort": "web"}), front({"containers": [{"name": "web"}]})) == {finding(said)}
	verdict(to({"targetPort": "web"}), front({"containers": [{"ports": [{"containerPort": 1}]}]})) == {finding(said)}
}

test_a_name_that_is_declared if {
	verdict(to({"targetPort": "http"}), front(pods(http))) == set()
	verdict(to({"targetPort": "http", "protocol": "TCP"}), front(pods(http))) == set()
}

# Endpoints are made for a name and a protocol; see FindPort in pkg/api/v1/pod of Kubernetes.
test_another_protocol if {
	count(verdict(to({"targetPort": "http", "protocol": "UDP"}), front(pods(http)))) == 1
	verdict(
		to({"targetPort": "dns", "protocol": "UDP"}),
		front(pods([{"name": "dns", "containerPort": 53, "protocol": "UDP"}])),
	) == set()
}

test_numbers_are_never_reported if {
	verdict(to({"targetPort": 8081}), front(pods(http))) == set()
	verdict(to({"targetPort": "8081"}), front(pods(http))) == set()
	verdict(to({}), front(pods(http))) == set()
}

test_a_headless_service_is_a_warning if {
	found := verdict(service({"clusterIP": "None", "ports": [{"port": 80, "targetPort": "web"}]}), front(pods(http)))
	{item.severity | some item in found} == {"warning"}
}

sidecar(policy) := {
	"containers": [{"name": "web"}],
	"initContainers": [object.union({"name": "proxy", "ports": http}, policy)],
}

test_native_sidecars_count_and_plain_init_containers_do_not if {
	verdict(to({"targetPort": "http"}), front(sidecar({"restartPolicy": "Always"}))) == set()
	count(verdict(to({"targetPort": "http"}), front(sidecar({})))) == 1
}

test_ports_of_a_mesh if {
	verdict(to({"targetPort": "http-envoy-prom"}), front(pods(http))) == set()
	verdict(to({"targetPort": "linkerd-admin"}), front(pods(http))) == set()
}

test_placeholders_are_unknown if {
	verdict(to({"targetPort": "${PORT}"}), front(pods(http))) == set()
	verdict(to({"targetPort": "web"}), front(pods([{"name": "${PORT}", "containerPort": 1}]))) == set()
	verdict(to({"targetPort": "web"}), front(pods("${PORTS}"))) == set()
	every ports in ["text", [{"name": "web", "containerPort": 1, "protocol": "UDP"}]] {
		count(verdict(to({"targetPort": "web"}), front(pods(ports)))) == 1
	}
}

test_another_workload_may_declare_it if {
	one := workload("Deployment", "a", {"app": "web"}, pods(http))
	other := workload("Deployment", "b", {"app": "web", "track": "x"}, pods([{"name": "web", "containerPort": 1}]))
	verdict(to({"targetPort": "web"}), deployments([one, other])) == set()
	{item.msg | some item in verdict(to({"targetPort": "admin"}), deployments([one, other]))} == {concat("", [
		`port 80 leads to port "admin" (TCP) of the pods, which Deployment "a" and Deployment "b" do not declare: `,
		"it is one of http (TCP) and web (TCP)",
	])}
}

test_what_another_workload_declares if {
	one := workload("Deployment", "web", {"app": "web"}, pods(http))
	other := workload("Deployment", "api", {"app": "api"}, pods([{"name": "web", "containerPort": 1}]))
	count(verdict(to({"targetPort": "web"}), deployments([one, other]))) == 1
}

test_pods_that_it_may_select_later if {
	leader := service({"selector": {"app": "web", "role": "leader"}, "ports": [{"port": 80, "targetPort": "web"}]})
	verdict(leader, front(pods(http))) == set()
}

test_pods_that_are_not_there if {
	verdict(to({"targetPort": "web"}), {}) == set()
	verdict(to({"targetPort": "web"}), deployments([workload("Deployment", "api", {"app": "api"}, pods(http))])) == set()
}

test_jobs_and_hooks_are_no_servers if {
	job := {
		"apiVersion": "batch/v1",
		"kind": "Job",
		"metadata": {"name": "j"},
		"spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": pods(http)}},
	}
	verdict(to({"targetPort": "web"}), {"batch/Job": {"shop": {"j": job}}}) == set()
	hook := object.union(
		workload("Deployment", "web", {"app": "web"}, pods(http)),
		{"metadata": {"annotations": {"helm.sh/hook": "test"}}},
	)
	verdict(to({"targetPort": "web"}), deployments([hook])) == set()
}

rollout := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "template"}},
}

test_a_rollout_whose_pods_are_not_in_sight if {
	inventory := object.union(front(pods(http)), {"argoproj.io/Rollout": {"shop": {"web": rollout}}})
	verdict(to({"targetPort": "web"}), inventory) == set()
}

test_a_rollout_that_borrows_its_template if {
	lender := workload("Deployment", "template", {"app": "web"}, pods(http))
	inventory := object.union(deployments([lender]), {"argoproj.io/Rollout": {"shop": {"web": rollout}}})
	verdict(to({"targetPort": "http"}), inventory) == set()
}

test_without_a_namespace if {
	bare := {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "web"},
		"spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": pods(http)}},
	}
	here := {
		"apiVersion": "v1",
		"kind": "Service",
		"metadata": {"name": "web"},
		"spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": "http"}]},
	}
	verdict(here, {"apps/Deployment": {"default": {"web": bare}}}) == set()
}

test_wrong_types if {
	verdict(service({"ports": "text"}), front(pods(http))) == set()
	verdict(to({"targetPort": ["web"]}), front(pods(http))) == set()
	count(verdict(to({"targetPort": "web"}), front({"containers": "text", "initContainers": "text"}))) == 1
}
