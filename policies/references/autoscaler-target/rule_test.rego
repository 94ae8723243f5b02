package tidegate.references.autoscaler_target_test

import data.tidegate.references.autoscaler_target

hpa(ref) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "scale", "namespace": "shop"},
	"spec": {"scaleTargetRef": ref},
}

keda(ref) := {
	"apiVersion": "keda.sh/v1alpha1",
	"kind": "ScaledObject",
	"metadata": {"name": "scale", "namespace": "shop"},
	"spec": {"scaleTargetRef": ref},
}

deployment(name) := {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}

verdict(obj, inventory) := findings if {
	findings := autoscaler_target.deny with input as {"object": obj, "inventory": inventory}
}

known(obj, inventory) := findings if {
	complete := {"shop": {"apps/Deployment": true}}
	findings := autoscaler_target.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

deployments(names) := {"apps/Deployment": {"shop": {name: {"kind": "Deployment"} | some name in names}}}

test_there if {
	known(hpa(deployment("web")), deployments(["web"])) == set()
	known(keda({"name": "web"}), deployments(["web"])) == set()
	known(hpa(object.union(deployment("web"), {"apiVersion": "apps/v1beta2"})), deployments(["web"])) == set()
}

absent := {
	"msg": `there is no Deployment "web" in namespace "shop": HorizontalPodAutoscaler "scale" has nothing to scale`,
	"path": ["spec", "scaleTargetRef", "name"],
}

test_absent_where_all_are_known if {
	known(hpa(deployment("web")), {}) == {absent}
	known(hpa(deployment("web")), deployments(["shop-web"])) == {absent}
	verdict(hpa(deployment("web")), {}) == set()
	count(known(keda({"name": "web"}), {})) == 1
}

test_a_name_that_comes_later if {
	known(hpa(deployment("${NAME}")), {}) == set()
	known(hpa(deployment("web")), deployments(["${NAME}"])) == set()
	verdict(hpa(deployment("web")), deployments(["${NAME}", "shop-web"])) == set()
}

near(names) := {
	"severity": "warning",
	"msg": sprintf(
		`there is no Deployment "web" beside HorizontalPodAutoscaler "scale", but %s, which nothing scales`,
		[names],
	),
	"path": ["spec", "scaleTargetRef", "name"],
}

test_a_name_that_is_near if {
	verdict(hpa(deployment("web")), deployments(["shop-web"])) == {near(`"shop-web"`)}
	verdict(hpa(deployment("web")), deployments(["web-server", "shop-web"])) == {near(`"shop-web" and "web-server"`)}
	count(verdict(hpa(deployment("shop-web")), deployments(["web"]))) == 1
	verdict(hpa(deployment("web")), deployments(["webhook", "api"])) == set()
}

# Each of two siblings has its autoscaler; the target of the other may be made by an operator.
test_a_near_name_that_has_an_autoscaler if {
	other := {"kind": "HorizontalPodAutoscaler", "spec": {"scaleTargetRef": deployment("shop-web")}}
	scalers := {"autoscaling/HorizontalPodAutoscaler": {"shop": {"other": other}}}
	verdict(hpa(deployment("web")), object.union(deployments(["shop-web"]), scalers)) == set()
}

set_of_that_name := {"apps/StatefulSet": {"shop": {"web": {"kind": "StatefulSet"}}}}

other_kind := {
	"msg": `there is no apps/Deployment "web", but apps/StatefulSet of that name`,
	"path": ["spec", "scaleTargetRef"],
	"related": [{"object": {"kind": "apps/StatefulSet", "namespace": "shop", "name": "web"}, "path": ["kind"]}],
}

test_another_kind_of_that_name if {
	verdict(hpa(deployment("web")), set_of_that_name) == {other_kind}
	known(hpa(deployment("web")), set_of_that_name) == {other_kind}
	verdict(hpa(deployment("web")), object.union(set_of_that_name, deployments(["shop-web"]))) == {other_kind}
	verdict(hpa(deployment("web")), object.union(set_of_that_name, deployments(["web"]))) == set()
}

test_another_group if {
	count(verdict(hpa({"apiVersion": "extensions/v1beta1", "kind": "Deployment", "name": "web"}), deployments(["web"]))) == 1
	said := {item.msg | some item in verdict(hpa({"kind": "Deployment", "name": "web"}), deployments(["web"]))}
	said == {`there is no Deployment "web", but apps/Deployment of that name`}
}

test_a_custom_kind if {
	verdict(hpa({"apiVersion": "ray.io/v1", "kind": "RayCluster", "name": "web"}), deployments(["web"])) == set()
	verdict(hpa({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "web"}), {}) == set()
	count(verdict(hpa({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "web"}), deployments(["web"]))) == 1
}

# The inventory has kinds that some rule reads; what is known to be complete may be another one.
test_a_custom_kind_that_is_known if {
	autoscaler_target.deny == set() with input as {
		"object": hpa({"apiVersion": "ray.io/v1", "kind": "RayCluster", "name": "web"}),
		"inventory": {"ray.io/RayCluster": {"shop": {"shop-web": {}}}},
		"complete": {"shop": {"ray.io/RayCluster": true}},
	}
	near_custom := {"ray.io/RayCluster": {"shop": {"shop-web": {}}}}
	verdict(hpa({"apiVersion": "ray.io/v1", "kind": "RayCluster", "name": "web"}), near_custom) == set()
	daemons := {"apps/DaemonSet": {"shop": {"shop-web": {}}}}
	count(verdict(hpa({"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "web"}), daemons)) == 1
}

test_kinds_that_cannot_be_scaled if {
	verdict(hpa({"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "agent"}), {}) == {{
		"msg": `a DaemonSet cannot be scaled: HorizontalPodAutoscaler "scale" never does anything`,
		"path": ["spec", "scaleTargetRef", "kind"],
	}}
	count(verdict(hpa({"apiVersion": "batch/v1", "kind": "CronJob", "name": "agent"}), {})) == 1
	count(verdict(hpa({"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "web"}), deployments(["web"]))) == 1
	verdict(hpa({"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "${NAME}"}), {}) == set()
}

test_wrong_types if {
	verdict(hpa("text"), deployments(["web"])) == set()
	verdict(hpa(["web"]), deployments(["web"])) == set()
	known(keda(["web"]), deployments(["web"])) == set()
	verdict(hpa({"apiVersion": "apps/v1", "kind": "Deployment", "name": 3}), set_of_that_name) == set()
}
