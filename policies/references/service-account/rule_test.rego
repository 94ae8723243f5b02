package tidegate.references.service_account_test

import data.tidegate.references.service_account

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "shop"}, "spec": spec}

verdict(obj) := findings if {
	findings := service_account.deny with input as {
		"object": obj,
		"inventory": {"ServiceAccount": {"shop": {"web": {}}, "other": {"api": {}}}},
		"complete": {"shop": {"ServiceAccount": true}},
	}
}

finding(field) := {
	"msg": `there is no ServiceAccount "api" in namespace "shop": the API server refuses the pods`,
	"path": ["spec", field],
}

test_absent if {
	verdict(pod({"serviceAccountName": "api"})) == {finding("serviceAccountName")}
	verdict(pod({"serviceAccount": "api"})) == {finding("serviceAccount")}
	verdict(pod({"serviceAccountName": "api", "serviceAccount": "web"})) == {finding("serviceAccountName")}
}

test_there if {
	verdict(pod({"serviceAccountName": "web"})) == set()
	verdict(pod({"serviceAccountName": "web", "serviceAccount": "api"})) == set()
	verdict(pod({})) == set()
}

test_every_namespace_has_a_default if {
	verdict(pod({"serviceAccountName": "default"})) == set()
}

test_not_known if {
	service_account.deny == set() with input as {"object": pod({"serviceAccountName": "api"})}
	verdict(pod({"serviceAccountName": "${ACCOUNT}"})) == set()
}

test_what_a_controller_owns if {
	owned := object.union(pod({"serviceAccountName": "api"}), {"metadata": {"ownerReferences": [{"controller": true}]}})
	verdict(owned) == set()
}
