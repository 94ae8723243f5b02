package tidegate.lib.immutable_conditions_test

import data.tidegate.lib.immutable

of(kind, old, new) := sort([[concat(".", item.field), item.doubtful] | some item in found]) if {
	found := immutable.by_condition with input as {
		"oldObject": {"apiVersion": "v1", "kind": kind, "spec": old},
		"object": {"apiVersion": "v1", "kind": kind, "spec": new},
	}
}

service(old, new) := of("Service", old, new)

ip(address) := {"clusterIP": address}

sure(field) := [[field, false]]

test_an_address_is_kept if {
	service(ip("10.0.0.1"), ip("10.0.0.2")) == sure("spec.clusterIP")
	service(ip("10.0.0.1"), ip("None")) == sure("spec.clusterIP")
	service(ip("None"), ip("10.0.0.1")) == sure("spec.clusterIP")
	service({}, ip("None")) == sure("spec.clusterIP")
	service(ip(""), ip("None")) == sure("spec.clusterIP")
	service(ip("None"), ip("None")) == []
	of("Other", ip("10.0.0.1"), ip("10.0.0.2")) == []
}

# The API server fills in what it was.
test_an_address_that_is_left_out if {
	service(ip("10.0.0.1"), {}) == []
	service(ip("None"), ip("")) == []
}

test_an_address_that_is_written_down_may_be_its_own if {
	service({}, ip("10.0.0.1")) == [["spec.clusterIP", true]]
	service({}, {"clusterIPs": ["10.0.0.1"]}) == [["spec.clusterIPs", true]]
}

test_addresses_as_a_list if {
	service({"clusterIPs": ["10.0.0.1"]}, {"clusterIPs": ["10.0.0.2"]}) == sure("spec.clusterIPs")
	service(ip("10.0.0.1"), {"clusterIPs": ["10.0.0.1"]}) == []
	service({"clusterIPs": ["10.0.0.1", "fd00::1"]}, {"clusterIPs": ["10.0.0.1", "fd00::2"]}) == sure("spec.clusterIPs")
	service({"clusterIPs": ["10.0.0.1"]}, {"clusterIPs": ["10.0.0.1", "fd00::2"]}) == []
	of("Other", {"clusterIPs": ["a", "b"]}, {"clusterIPs": ["a", "c"]}) == []
}

test_a_name_for_another_host_has_no_address if {
	external := {"type": "ExternalName", "clusterIP": "10.0.0.1"}
	service(external, ip("10.0.0.2")) == []
	service(ip("10.0.0.2"), external) == []
}

one(family) := {"clusterIP": "10.0.0.1", "ipFamilies": [family]}

test_families_of_addresses if {
	service(one("IPv4"), one("IPv6")) == sure("spec.ipFamilies")
	service(one("IPv4"), one("IPv4")) == []
	service(one("IPv4"), {}) == []
	headless := {"clusterIP": "None", "ipFamilies": ["IPv4"]}
	service(headless, object.union(headless, {"ipFamilies": ["IPv6"]})) == []
	of("Other", one("IPv4"), one("IPv6")) == []
}

test_what_is_filled_in_later if {
	service(ip("10.0.0.1"), ip("${IP}")) == []
	service(ip("${IP}"), ip("10.0.0.1")) == []
	service("${SPEC}", ip("None")) == []
}

# The API server has not taken it, so nobody knows which one the Service has.
test_addresses_of_a_wrong_type if {
	service(ip(5), ip("10.0.0.1")) == [["spec.clusterIP", true]]
	service({"clusterIPs": [5]}, ip("10.0.0.1")) == [["spec.clusterIP", true]]
}

balancer(fields) := object.union({"type": "LoadBalancer"}, fields)

test_classes_of_load_balancers if {
	service(balancer({"loadBalancerClass": "a"}), balancer({"loadBalancerClass": "b"})) == sure("spec.loadBalancerClass")
	service(balancer({"loadBalancerClass": "a"}), balancer({})) == sure("spec.loadBalancerClass")
	service(balancer({}), balancer({"loadBalancerClass": "b"})) == sure("spec.loadBalancerClass")
	service(balancer({}), balancer({})) == []
	service({"loadBalancerClass": "a"}, balancer({"loadBalancerClass": "b"})) == []
	of("Other", balancer({"loadBalancerClass": "a"}), balancer({})) == []
}

local(fields) := balancer(object.union({"externalTrafficPolicy": "Local"}, fields))

test_ports_of_health_checks if {
	service(local({"healthCheckNodePort": 1}), local({"healthCheckNodePort": 2})) == sure("spec.healthCheckNodePort")
	service(local({"healthCheckNodePort": 1}), local({})) == []
	service(balancer({"healthCheckNodePort": 1}), local({"healthCheckNodePort": 2})) == []
	bare := {"externalTrafficPolicy": "Local"}
	service(object.union(bare, {"healthCheckNodePort": 1}), object.union(bare, {"healthCheckNodePort": 2})) == []
}

test_a_port_that_is_written_down_may_be_its_own if {
	service(local({}), local({"healthCheckNodePort": 2})) == [["spec.healthCheckNodePort", true]]
	service(local({}), local({})) == []
	service(local({}), local({"healthCheckNodePort": "${PORT}"})) == []
	service(balancer({}), local({"healthCheckNodePort": 2})) == []
	service({"externalTrafficPolicy": "Local"}, local({"healthCheckNodePort": 2})) == []
}

# It keeps the address None, with which it cannot be reached from outside.
test_headless_services_are_not_reached_from_outside if {
	every type in ["LoadBalancer", "NodePort"] {
		service(ip("None"), {"type": type}) == sure("spec.type")
		service({"clusterIPs": ["None"]}, {"type": type, "clusterIP": ""}) == sure("spec.type")
		service({}, {"type": type}) == []
		service(ip("10.0.0.1"), {"type": type}) == []
	}
	service(ip("None"), {"type": "ClusterIP"}) == []
	service(ip("None"), {"type": "ExternalName"}) == []
	of("Other", ip("None"), {"type": "NodePort"}) == []
	service(ip("None"), {"type": "NodePort", "clusterIP": "10.0.0.1"}) == sure("spec.clusterIP")
}

definition(versions) := {"versions": versions}

test_versions_in_which_objects_are_stored if {
	v1 := {"name": "v1", "storage": true}
	v2 := {"name": "v2", "storage": true}
	kind := "CustomResourceDefinition"
	of(kind, definition([v1]), definition([v2])) == sure("spec.versions")
	of(kind, definition([v1]), definition([v2, {"name": "v1", "storage": false}])) == []
	of(kind, definition([v1, {"name": "v0", "storage": false}]), definition([v1])) == []
	of(kind, definition([v1]), definition([{"name": "${VERSION}", "storage": true}])) == []
	of("Other", definition([v1]), definition([v2])) == []
}

of_class(name) := {"volumeAttributesClassName": name}

test_classes_of_attributes_are_not_taken_away if {
	of("PersistentVolume", of_class("a"), {}) == sure("spec.volumeAttributesClassName")
	of("PersistentVolume", of_class("a"), of_class("b")) == []
	of("PersistentVolume", {}, of_class("b")) == []
	of("PersistentVolume", of_class("a"), "${SPEC}") == []
	of("PersistentVolumeClaim", of_class("a"), {}) == [["spec.volumeAttributesClassName", true]]
	of("Other", of_class("a"), {}) == []
}

pod(old, new) := of("Pod", old, new)

some_of(keys) := {"tolerations": [{"key": key} | some key in keys]}

test_tolerations_of_pods if {
	pod(some_of(["a"]), some_of(["b", "a"])) == []
	pod(some_of(["a", "b"]), some_of(["b"])) == sure("spec.tolerations")
	pod(some_of(["a"]), {}) == sure("spec.tolerations")
	pod(some_of(["a"]), some_of(["${KEY}"])) == []
	of("Job", some_of(["a"]), {}) == []
}

gated(names) := {"schedulingGates": [{"name": name} | some name in names]}

test_gates_of_pods if {
	pod(gated(["a", "b"]), gated(["b"])) == []
	pod(gated(["a"]), gated(["a", "b"])) == sure("spec.schedulingGates")
	pod({}, gated(["a"])) == sure("spec.schedulingGates")
	pod({}, gated(["${GATE}"])) == []
	of("Job", {}, gated(["a"])) == []
}

gated_with(fields) := object.union(gated(["a"]), fields)

to(labels) := {"nodeSelector": labels}

test_nodes_of_pods_that_wait if {
	pod(gated_with(to({"a": "b"})), gated_with(to({"a": "b", "c": "d"}))) == []
	pod(gated_with({}), gated_with(to({"c": "d"}))) == []
	pod(gated_with(to({"a": "b"})), gated_with(to({"a": "c"}))) == sure("spec.nodeSelector")
	pod(gated_with(to({"a": "b"})), gated_with({})) == sure("spec.nodeSelector")
	pod(gated_with(to({"a": "b"})), gated_with(to({"a": "${B}"}))) == []
	pod(gated_with(to({"a": "b"})), gated_with(to("${LABELS}"))) == []
	pod(to({"a": "b"}), to({"a": "c"})) == []
	of("Job", gated_with(to({"a": "b"})), gated_with({})) == []
}

required := "requiredDuringSchedulingIgnoredDuringExecution"

terms(list) := {"affinity": {"nodeAffinity": {required: {"nodeSelectorTerms": list}}}}

test_affinities_of_pods_that_wait if {
	one := {"matchExpressions": [{"key": "a"}]}
	two := {"matchExpressions": [{"key": "a"}, {"key": "b"}]}
	field := {"matchFields": [{"key": "c"}]}
	wider := sure(concat(".", ["spec", "affinity", "nodeAffinity", required]))
	pod(gated_with(terms([one])), gated_with(terms([two]))) == []
	pod(gated_with(terms([one])), gated_with(terms([object.union(one, field)]))) == []
	pod(gated_with({}), gated_with(terms([one]))) == []
	pod(gated_with(terms([])), gated_with(terms([one]))) == []
	every list in [[one], [field], [one, two], []] {
		pod(gated_with(terms([two])), gated_with(terms(list))) == wider
	}
	pod(gated_with(terms([field])), gated_with(terms([one]))) == wider
	pod(gated_with(terms([one, two])), gated_with(terms([one]))) == wider
	pod(gated_with(terms([two])), gated_with({})) == wider
	pod(gated_with(terms([two])), gated_with({"affinity": "${AFFINITY}"})) == []
	pod(terms([two]), terms([one])) == []
}

within(seconds) := {"activeDeadlineSeconds": seconds}

test_deadlines_of_pods if {
	pod(within(60), within(30)) == []
	pod(within(60), within(60)) == []
	pod(within(30), within(60)) == sure("spec.activeDeadlineSeconds")
	pod(within(30), {}) == sure("spec.activeDeadlineSeconds")
	pod({}, within(30)) == []
	pod(within("${A}"), within(30)) == []
	pod(within(30), within("${A}")) == []
	pod(within("${A}"), {}) == []
	of("Job", within(30), within(60)) == []
}

claim(old, new) := of("PersistentVolumeClaim", old, new)

test_sources_of_claims if {
	claim({"dataSource": {"name": "a"}}, {"dataSourceRef": {"name": "a"}}) == []
	claim({"dataSource": {"name": "a"}}, {"dataSourceRef": {"name": "b"}}) == sure("spec.dataSource")
	claim({}, {"dataSource": {"name": "b"}}) == sure("spec.dataSource")
	claim({"dataSource": {"name": "a"}}, {}) == []
	claim({"dataSource": {"name": "a"}}, {"dataSource": {"name": "${A}"}}) == []
	claim({}, {"dataSourceRef": {"name": "b"}}) == sure("spec.dataSource")
	claim("text", {}) == []
	claim({}, ["text"]) == []
	of("Job", {}, {"dataSource": {"name": "b"}}) == []
}
