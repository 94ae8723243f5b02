package tidegate.rollout.recreate_strategy_test

import data.tidegate.rollout.recreate_strategy

complete := {"shop": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

deployment(replicas, strategy, spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {
		"replicas": replicas,
		"strategy": strategy,
		"template": {"metadata": {"labels": {"app": "web"}}, "spec": spec},
	},
}

verdict(obj, inventory) := findings if {
	findings := recreate_strategy.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

service(app) := {"Service": {"shop": {"web": {
	"kind": "Service",
	"metadata": {"name": "web"},
	"spec": {"selector": {"app": app}},
}}}}

recreate(replicas, spec) := deployment(replicas, {"type": "Recreate"}, spec)

found := {{
	"msg": "strategy Recreate ends every pod before a new one starts: each update is an outage",
	"path": ["spec", "strategy", "type"],
}}

test_several_pods if verdict(recreate(2, {}), {}) == found

test_one_pod_that_is_served if {
	verdict(recreate(1, {}), service("web")) == found
	verdict(recreate(1, {}), service("api")) == set()
	verdict(recreate(1, {}), {}) == set()
}

test_a_number_that_is_not_known if {
	verdict(recreate("${REPLICAS}", {}), service("web")) == found
	verdict(recreate("${REPLICAS}", {}), {}) == set()
}

test_no_pods if verdict(recreate(0, {}), service("web")) == set()

test_other_strategies if {
	verdict(deployment(2, {"type": "RollingUpdate"}, {}), {}) == set()
	verdict(deployment(2, {}, {}), {}) == set()
	verdict(deployment(2, "${STRATEGY}", {}), {}) == set()
}

test_a_volume_may_be_for_one_node if {
	spec := {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
	verdict(recreate(2, spec), {}) == set()
	shared := {"PersistentVolumeClaim": {"shop": {"data": {"spec": {"accessModes": ["ReadWriteMany"]}}}}}
	verdict(recreate(2, spec), shared) == found
}

test_a_port_of_the_node if {
	verdict(recreate(2, on_port(80)), {}) == set()
	verdict(recreate(2, on_port(0)), {}) == found
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	verdict(object.union(recreate(2, {}), hook), {}) == set()
}

on_port(port) := {"containers": [{"name": "web", "ports": [{"containerPort": 80, "hostPort": port}]}]}
