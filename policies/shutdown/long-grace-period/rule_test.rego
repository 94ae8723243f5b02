package tidegate.shutdown.long_grace_period_test

import data.tidegate.shutdown.long_grace_period

verdict(kind, metadata, seconds) := findings if {
	findings := long_grace_period.deny with input.object as {
		"apiVersion": "apps/v1",
		"kind": kind,
		"metadata": metadata,
		"spec": {"template": {"spec": {"terminationGracePeriodSeconds": seconds}}},
	}
}

test_more_than_ten_minutes if {
	verdict("StatefulSet", {"name": "queue"}, 601) == {{
		"msg": "a drain may have to wait 601 s for each pod; the cluster autoscaler waits 600 s",
		"path": ["spec", "template", "spec", "terminationGracePeriodSeconds"],
		"measure": 601,
	}}
}

test_ten_minutes_are_what_the_autoscaler_gives if {
	verdict("StatefulSet", {"name": "queue"}, 600) == set()
	verdict("Deployment", {"name": "web"}, "${GRACE}") == set()
}

test_no_drain_waits_for_these if {
	verdict("DaemonSet", {"name": "agent"}, 3600) == set()
	verdict("Deployment", {"name": "web", "annotations": {"helm.sh/hook": "post-install"}}, 3600) == set()
	verdict("ReplicaSet", {"name": "web", "ownerReferences": [{"controller": true}]}, 3600) == set()
}
