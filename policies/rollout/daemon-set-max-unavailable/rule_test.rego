package tidegate.rollout.daemon_set_max_unavailable_test

import data.tidegate.rollout.daemon_set_max_unavailable

daemon_set(strategy) := {
	"apiVersion": "apps/v1",
	"kind": "DaemonSet",
	"metadata": {"name": "agent", "namespace": "shop"},
	"spec": {"updateStrategy": strategy},
}

of(value) := {"rollingUpdate": {"maxUnavailable": value}}

verdict(strategy, nodes) := findings if {
	findings := daemon_set_max_unavailable.deny with input as {"object": daemon_set(strategy), "params": {"nodes": nodes}}
}

found(value, part) := {{
	"msg": sprintf("maxUnavailable is %s: an update takes the pods of %s away at once", [value, part]),
	"path": ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"],
}}

test_half_of_the_nodes_or_more if {
	verdict(of("50%"), null) == found("50%", "50% of the nodes")
	verdict(of("99%"), null) == found("99%", "99% of the nodes")
	verdict(of("100%"), null) == found("100%", "all nodes")
	verdict(of("49%"), null) == set()
}

test_a_number_where_the_nodes_are_known if {
	verdict(of(3), 6) == found("3", "3 of 6 nodes")
	verdict(of(9), 6) == found("9", "6 of 6 nodes")
	verdict(of(2), 6) == set()
	verdict(of(3), null) == set()
}

# Kubernetes rounds it up.
test_a_small_percentage_where_the_nodes_are_known if {
	verdict(of("34%"), 3) == found("34%", "2 of 3 nodes")
	verdict(of("33%"), 3) == set()
	verdict(of("34%"), 4) == found("34%", "2 of 4 nodes")
	verdict(of("34%"), 5) == set()
	verdict(of("34%"), null) == set()
}

test_one_is_always_fine if {
	verdict(of(1), 1) == set()
	verdict(of(1), 2) == set()
	verdict({}, 1) == set()
}

test_not_rolling_or_not_known if {
	verdict(object.union(of("100%"), {"type": "OnDelete"}), null) == set()
	verdict(of("${UNAVAILABLE}"), 3) == set()
	verdict({"rollingUpdate": {"maxSurge": "100%", "maxUnavailable": 0}}, 3) == set()
}

test_hooks if {
	hook := {"metadata": {"annotations": {"helm.sh/hook": "pre-install"}}}
	daemon_set_max_unavailable.deny == set() with input as {"object": object.union(daemon_set(of("100%")), hook)}
}
