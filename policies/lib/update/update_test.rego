package tidegate.lib.update_test

import data.tidegate.lib.update

test_updates_are_those_of_the_workloads_own_pods if {
	web := {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}}
	rollout := {"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}}
	update.is_updated with input as {"object": web}
	not update.is_updated with input as {"object": object.union(web, {"metadata": {"annotations": {
		"helm.sh/hook": "pre-install",
	}}})}
	not update.is_updated with input as {"object": object.union(web, {"metadata": {"ownerReferences": [{
		"kind": "App",
		"controller": true,
	}]}})}
	not update.is_updated with input as {
		"object": web,
		"inventory": {"argoproj.io/Rollout": {"shop": {"web": rollout}}},
	}
}

deployment(rolling) := {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": rolling}}}

stateful_set(rolling) := {"spec": {"updateStrategy": {"rollingUpdate": rolling}}}

fences(rolling, n) := [found.surge, found.unavailable] if found := update.fences(deployment(rolling), n)

# ResolveFenceposts of pkg/controller/deployment/util/deployment_util.go.
test_surge_is_rounded_up_and_unavailable_down if {
	fences({"maxSurge": "25%", "maxUnavailable": "25%"}, 10) == [3, 2]
	fences({"maxSurge": "1%", "maxUnavailable": "99%"}, 2) == [1, 1]
	fences({"maxSurge": 3, "maxUnavailable": 2}, 10) == [3, 2]
}

test_both_are_a_quarter_where_nothing_is_written if {
	every obj in [
		{"spec": {}},
		{"spec": {"strategy": {}}},
		{"spec": {"strategy": {"rollingUpdate": {}}}},
		{"spec": {"strategy": {"type": "RollingUpdate"}}},
		{"spec": {"strategy": {"type": ""}}},
	] {
		update.fences(obj, 1) == {"surge": 1, "unavailable": 0}
		update.fences(obj, 4) == {"surge": 1, "unavailable": 1}
	}
	fences({"maxSurge": 0}, 8) == [0, 2]
	fences({"maxUnavailable": 0}, 8) == [2, 0]
}

test_one_pod_goes_where_both_come_to_nothing if {
	fences({"maxSurge": 0, "maxUnavailable": "25%"}, 3) == [0, 1]
	fences({"maxSurge": "0%", "maxUnavailable": "1%"}, 1) == [0, 1]
	fences({"maxSurge": "0%", "maxUnavailable": "50%"}, 2) == [0, 1]
	fences({"maxSurge": "1%", "maxUnavailable": "1%"}, 1) == [1, 0]
}

test_no_more_than_there_are if {
	fences({"maxUnavailable": 5}, 2) == [1, 2]
	fences({"maxUnavailable": "100%"}, 3) == [1, 3]
}

test_other_strategies_and_placeholders_have_no_fences if {
	every strategy in [
		{"type": "Recreate"},
		{"type": "${STRATEGY}"},
		{"rollingUpdate": "${ROLLING}"},
		{"rollingUpdate": {"maxSurge": "${SURGE}"}},
		{"rollingUpdate": {"maxUnavailable": "${UNAVAILABLE}"}},
		"${STRATEGY}",
	] {
		not update.fences({"spec": {"strategy": strategy}}, 2)
	}
	not update.fences({"spec": "${SPEC}"}, 2)
}

rollout(strategy) := {"kind": "Rollout", "spec": {"strategy": strategy}}

# GetReplicasForScaleDown and -Up of utils/replicaset and ResolveFenceposts of Argo Rollouts.
test_a_canary_counts_as_a_deployment_does if {
	update.fences(rollout({"canary": {}}), 1) == {"surge": 1, "unavailable": 0}
	update.fences(rollout({"canary": {"maxSurge": 0, "maxUnavailable": 1}}), 3) == {"surge": 0, "unavailable": 1}
	not update.fences(rollout({"canary": {"maxSurge": "${SURGE}"}}), 3)
	not update.fences(rollout({"canary": "${CANARY}"}), 3)
}

test_old_pods_stay_until_requests_go_elsewhere if {
	routed := {"canary": {"maxSurge": 0, "trafficRouting": {"nginx": {}}}}
	every strategy in [{"blueGreen": {"activeService": "web"}}, routed] {
		update.fences(rollout(strategy), 3) == {"surge": 3, "unavailable": 0}
	}
}

test_a_setting_that_is_not_known if {
	not update.setting({"strategy": "${STRATEGY}"}, "strategy", "maxSurge", 1)
	not update.setting({"strategy": {"rollingUpdate": "${ROLLING}"}}, "strategy", "maxSurge", 1)
}

# getStatefulSetMaxUnavailable of pkg/controller/statefulset/stateful_set_utils.go.
test_a_stateful_set_takes_at_least_one if {
	update.taken({"spec": {}}, 3) == 1
	update.taken(stateful_set({}), 3) == 1
	update.taken(stateful_set({"maxUnavailable": "10%"}), 3) == 1
	update.taken(stateful_set({"maxUnavailable": "70%"}), 3) == 2
	update.taken(stateful_set({"maxUnavailable": 2}), 3) == 2
	update.taken(stateful_set({"maxUnavailable": "100%"}), 3) == 3
	update.taken(stateful_set({"maxUnavailable": 9}), 3) == 3
}

test_what_is_below_the_partition_stays if {
	update.taken(stateful_set({"maxUnavailable": "100%", "partition": 2}), 3) == 1
	update.taken(stateful_set({"maxUnavailable": "100%", "partition": 3}), 3) == 0
	update.taken(stateful_set({"partition": 5}), 3) == 0
}

test_a_stateful_set_that_does_not_roll_or_is_not_known if {
	every strategy in [
		{"type": "OnDelete"},
		{"rollingUpdate": {"partition": "${PARTITION}"}},
		{"rollingUpdate": {"maxUnavailable": "${UNAVAILABLE}"}},
		"${STRATEGY}",
	] {
		not update.taken({"spec": {"updateStrategy": strategy}}, 3)
	}
}

nodes(rolling, n) := [found.surge, found.unavailable] if found := update.node_fences(stateful_set(rolling), n)

# UnavailableCount and SurgeCount of pkg/controller/daemon/util/daemonset_util.go.
test_fences_of_a_daemon_set_are_rounded_up if {
	nodes({}, 3) == [0, 1]
	nodes({"maxUnavailable": "34%"}, 3) == [0, 2]
	nodes({"maxUnavailable": "1%"}, 3) == [0, 1]
	nodes({"maxUnavailable": 9}, 3) == [0, 3]
	nodes({"maxUnavailable": 0, "maxSurge": "34%"}, 3) == [2, 0]
	nodes({"maxUnavailable": 0, "maxSurge": 9}, 3) == [3, 0]
	not nodes({"maxUnavailable": "${UNAVAILABLE}"}, 3)
	not nodes({"maxUnavailable": 0, "maxSurge": "${SURGE}"}, 3)
	not update.node_fences({"spec": {"updateStrategy": {"type": "OnDelete"}}}, 3)
}

test_a_daemon_set_that_surges if {
	update.daemon_set_surges(stateful_set({"maxSurge": 1, "maxUnavailable": 0}))
	update.daemon_set_surges(stateful_set({"maxSurge": "1%", "maxUnavailable": 0}))
}

test_a_daemon_set_that_does_not_surge if {
	not update.daemon_set_surges({"spec": {}})
	not update.daemon_set_surges(stateful_set({"maxSurge": 0}))
	not update.daemon_set_surges(stateful_set({"maxSurge": "0%"}))
	not update.daemon_set_surges(stateful_set({"maxSurge": "${SURGE}"}))
	not update.daemon_set_surges({"spec": {"updateStrategy": {"type": "OnDelete", "rollingUpdate": {"maxSurge": 1}}}})
}
