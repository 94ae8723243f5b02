package tidegate.rollout.replicas_with_autoscaler_test

import data.tidegate.rollout.replicas_with_autoscaler

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": spec,
}

hpa(name, target, lowest, highest) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": name},
	"spec": {
		"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
		"minReplicas": lowest,
		"maxReplicas": highest,
	},
}

keda := {
	"apiVersion": "keda.sh/v1alpha1",
	"kind": "ScaledObject",
	"metadata": {"name": "jobs"},
	"spec": {"scaleTargetRef": {"name": "web"}},
}

autoscalers(list) := {"autoscaling/HorizontalPodAutoscaler": {"shop": {scaler.metadata.name: scaler |
	some scaler in list
}}}

verdict(spec, inventory) := findings if {
	findings := replicas_with_autoscaler.deny with input as {"object": deployment(spec), "inventory": inventory}
}

related(kind, name) := {
	"object": {"kind": kind, "namespace": "shop", "name": name},
	"path": ["spec", "scaleTargetRef"],
}

test_a_number_beside_an_autoscaler if {
	verdict({"replicas": 3}, autoscalers([hpa("web", "web", 2, 9)])) == {{
		"msg": "replicas is 3, but HorizontalPodAutoscaler \"web\" decides how many there are: each apply sets it back",
		"path": ["spec", "replicas"],
		"related": [related("autoscaling/HorizontalPodAutoscaler", "web")],
	}}
	verdict({"replicas": 1}, {"keda.sh/ScaledObject": {"shop": {"jobs": keda}}}) == {{
		"msg": "replicas is 1, but ScaledObject \"jobs\" decides how many there are: each apply sets it back",
		"path": ["spec", "replicas"],
		"related": [related("keda.sh/ScaledObject", "jobs")],
	}}
}

test_several_autoscalers if {
	both := autoscalers([hpa("a", "web", 2, 9), hpa("b", "web", 2, 9)])
	{found.msg | some found in verdict({"replicas": 3}, both)} == {concat(" ", [
		"replicas is 3, but HorizontalPodAutoscaler \"a\" and HorizontalPodAutoscaler \"b\"",
		"decide how many there are: each apply sets it back",
	])}
}

test_one_decides if {
	verdict({}, autoscalers([hpa("web", "web", 2, 9)])) == set()
	verdict({"replicas": 3}, autoscalers([hpa("web", "api", 2, 9)])) == set()
	verdict({"replicas": 3}, {}) == set()
	verdict({"replicas": "${REPLICAS}"}, {}) == set()
}

# KEDA starts pods again whatever the manifest says.
test_0_switches_the_autoscaler_of_kubernetes_off if {
	verdict({"replicas": 0}, autoscalers([hpa("web", "web", 2, 9)])) == set()
	count(verdict({"replicas": 0}, {"keda.sh/ScaledObject": {"shop": {"jobs": keda}}})) == 1
}

test_the_only_number_that_the_autoscaler_allows if {
	verdict({"replicas": 3}, autoscalers([hpa("web", "web", 3, 3)])) == set()
	count(verdict({"replicas": 3}, autoscalers([hpa("web", "web", 3, 9)]))) == 1
	count(verdict({"replicas": 9}, autoscalers([hpa("web", "web", 3, 9)]))) == 1
}

test_a_number_that_is_filled_in_later if {
	verdict({"replicas": "${REPLICAS}"}, autoscalers([hpa("web", "web", 2, 9)])) == {{
		"unknown": true,
		"msg": "replicas is filled in later",
		"path": ["spec", "replicas"],
	}}
}
