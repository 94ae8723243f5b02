package tidegate.references.scale_target_missing_requests_test

import data.tidegate.references.scale_target_missing_requests as rule

hpa(spec) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union(
		{"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
		spec,
	),
}

keda(trigger) := {
	"apiVersion": "keda.sh/v1alpha1",
	"kind": "ScaledObject",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"name": "web"}, "triggers": [trigger]},
}

verdict(obj, spec) := with_limits(obj, spec, {})

with_limits(obj, spec, ranges) := findings if {
	deployment := {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "web", "namespace": "shop"},
		"spec": {"template": {"spec": spec}},
	}
	findings := rule.deny with input as {
		"object": obj,
		"inventory": {"apps/Deployment": {"shop": {"web": deployment}}, "LimitRange": {"shop": ranges}},
	}
}

web(resources) := {"name": "web", "resources": resources}

pod(resources) := {"containers": [web(resources)]}

cpu := {"metrics": [{"type": "Resource", "resource": {
	"name": "cpu",
	"target": {"type": "Utilization", "averageUtilization": 70},
}}]}

finding(text, path) := {
	"msg": concat("", [`Deployment "web" is scaled by the utilization of `, text]),
	"path": path,
	"related": [{
		"object": {"kind": "apps/Deployment", "namespace": "shop", "name": "web"},
		"path": ["spec", "template", "spec", "containers"],
	}],
}

test_no_requests if {
	nothing := `cpu, of which container "web" requests nothing`
	verdict(hpa(cpu), pod({})) == {finding(nothing, ["spec", "metrics", 0])}
	verdict(hpa(cpu), pod({"requests": {"memory": "1Mi"}})) == {finding(nothing, ["spec", "metrics", 0])}
	two := {"containers": [web({}), {"name": "exporter"}]}
	said := `cpu, of which containers "web" and "exporter" request nothing`
	verdict(hpa(cpu), two) == {finding(said, ["spec", "metrics", 0])}
}

test_requests if {
	verdict(hpa(cpu), pod({"requests": {"cpu": "1"}})) == set()
	verdict(hpa(cpu), pod({"limits": {"cpu": "1"}})) == set()
}

test_requests_of_the_whole_pod if {
	verdict(hpa(cpu), object.union(pod({}), {"resources": {"requests": {"cpu": "1"}}})) == set()
	count(verdict(hpa(cpu), object.union(pod({}), {"resources": {"requests": {"memory": "1Mi"}}}))) == 1
}

test_requests_that_come_later if {
	verdict(hpa(cpu), pod("${RESOURCES}")) == set()
	verdict(hpa(cpu), pod({"requests": "${REQUESTS}"})) == set()
	verdict(hpa(cpu), pod({"limits": "${LIMITS}"})) == set()
	verdict(hpa(cpu), pod({"requests": {"cpu": "${CPU}"}})) == set()
}

init(policy) := {
	"containers": [web({"requests": {"cpu": "1"}})],
	"initContainers": [object.union({"name": "proxy"}, policy)],
}

test_native_sidecars_count_and_plain_init_containers_do_not if {
	count(verdict(hpa(cpu), init({"restartPolicy": "Always"}))) == 1
	verdict(hpa(cpu), init({})) == set()
}

test_one_container_only if {
	metric := {"type": "ContainerResource", "containerResource": {
		"name": "cpu",
		"container": "web",
		"target": {"type": "Utilization", "averageUtilization": 70},
	}}
	verdict(hpa({"metrics": [metric]}), {"containers": [web({"requests": {"cpu": "1"}}), {"name": "exporter"}]}) == set()
	count(verdict(hpa({"metrics": [metric]}), {"containers": [web({}), {"name": "exporter"}]})) == 1
}

test_values_are_no_shares if {
	metric := {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "AverageValue", "averageValue": "1"}}}
	verdict(hpa({"metrics": [metric]}), pod({})) == set()
	odd := {"type": "Resource", "resource": {
		"name": "ephemeral-storage",
		"target": {"type": "Utilization", "averageUtilization": 70},
	}}
	verdict(hpa({"metrics": [odd]}), pod({})) == set()
	verdict(hpa({"metrics": "text"}), pod({})) == set()
}

test_older_versions if {
	beta := {"metrics": [{"type": "Resource", "resource": {"name": "memory", "targetAverageUtilization": 70}}]}
	verdict(hpa(beta), pod({})) == {finding(
		`memory, of which container "web" requests nothing`,
		["spec", "metrics", 0],
	)}
	verdict(hpa({"targetCPUUtilizationPercentage": 70}), pod({})) == {finding(
		`cpu, of which container "web" requests nothing`,
		["spec", "targetCPUUtilizationPercentage"],
	)}
}

test_the_default_is_cpu if {
	said := `cpu (the default, as there are no metrics), of which container "web" requests nothing`
	verdict(hpa({}), pod({})) == {finding(said, ["spec", "metrics"])}
	verdict(hpa({"metrics": []}), pod({})) == {finding(said, ["spec", "metrics"])}
}

test_keda if {
	found := {finding(`cpu, of which container "web" requests nothing`, ["spec", "triggers", 0])}
	verdict(keda({"type": "cpu", "metricType": "Utilization", "metadata": {"value": "60"}}), pod({})) == found
	verdict(keda({"type": "cpu", "metadata": {"type": "Utilization", "value": "60"}}), pod({})) == found
	verdict(keda({"type": "cpu", "metricType": "AverageValue", "metadata": {"value": "60"}}), pod({})) == set()
	verdict(keda({"type": "kafka", "metricType": "Utilization", "metadata": {}}), pod({})) == set()
	verdict(keda("text"), pod({})) == set()
	other := {"type": "cpu", "metricType": "Utilization", "metadata": {"value": "60", "containerName": "other"}}
	verdict(keda(other), pod({})) == set()
	verdict(object.union(keda({}), {"spec": {"triggers": "text"}}), pod({})) == set()
}

test_triggers_are_of_keda_only if {
	trigger := {"type": "cpu", "metricType": "Utilization"}
	metric := {"type": "External", "external": {}}
	verdict(hpa({"triggers": [trigger], "metrics": [metric]}), pod({})) == set()
}

range(kind, field, resource) := {"r": {"spec": {"limits": [{"type": kind, field: {resource: "1"}}]}}}

test_a_target_that_is_not_found if {
	bare := object.union(object.remove(hpa(cpu), ["spec"]), {"spec": {
		"scaleTargetRef": {"kind": "Deployment", "name": "web"},
		"metrics": cpu.metrics,
	}})
	verdict(bare, pod({})) == set()
}

test_a_limit_range if {
	with_limits(hpa(cpu), pod({}), range("Container", "defaultRequest", "cpu")) == set()
	with_limits(hpa(cpu), pod({}), range("Container", "default", "cpu")) == set()
	count(with_limits(hpa(cpu), pod({}), range("Container", "default", "memory"))) == 1
	count(with_limits(hpa(cpu), pod({}), range("Container", "max", "cpu"))) == 1
	count(with_limits(hpa(cpu), pod({}), range("Pod", "default", "cpu"))) == 1
}

test_wrong_types if {
	verdict(hpa(cpu), {"containers": "text", "initContainers": "text"}) == set()
	verdict(hpa(cpu), {"containers": [null, "text"]}) == set()
	count(verdict(hpa(cpu), {"containers": [{"name": 5}]})) == 1
	verdict(object.union(hpa(cpu), {"spec": "text"}), pod({})) == set()
	verdict(hpa({"metrics": 5}), pod({})) == set()
	verdict(object.union(keda({"type": "cpu"}), {"spec": {"scaleTargetRef": ["web"]}}), pod({})) == set()
}
