package tidegate.pods.service_account_token_test

import data.tidegate.pods.service_account_token

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

verdict(spec, inventory) := findings if {
	findings := service_account_token.deny with input as {"object": deployment(spec), "inventory": inventory}
}

found(account) := {{
	"msg": sprintf(
		"a token of ServiceAccount \"%s\" is mounted, and nothing here says that the pod needs it",
		[account],
	),
	"path": ["spec", "template", "spec", "automountServiceAccountToken"],
}}

account(automount) := {"ServiceAccount": {"shop": {"web": {
	"metadata": {"name": "web"},
	"automountServiceAccountToken": automount,
}}}}

test_mounted_unless_somebody_says_no if {
	verdict({}, {}) == found("default")
	verdict({"serviceAccountName": "web"}, {}) == found("web")
	verdict({"serviceAccount": "web"}, {}) == found("web")
	verdict({"serviceAccountName": "", "serviceAccount": ""}, {}) == found("default")
	verdict({"serviceAccountName": "web"}, {"ServiceAccount": {"shop": {"web": {"metadata": {"name": "web"}}}}}) == found("web")
}

test_the_pod_says_no if {
	verdict({"automountServiceAccountToken": false}, {}) == set()
	verdict({"automountServiceAccountToken": false, "serviceAccountName": "web"}, account(true)) == set()
	verdict({"automountServiceAccountToken": "${MOUNT}"}, {}) == set()
}

test_true_is_a_word_for_an_account_of_its_own if {
	verdict({"automountServiceAccountToken": true, "serviceAccountName": "web"}, {}) == set()
	verdict({"automountServiceAccountToken": true}, {}) == found("default")
	verdict({"serviceAccountName": "web"}, account(true)) == set()
	of_default := {"ServiceAccount": {"shop": {"default": {"automountServiceAccountToken": true}}}}
	verdict({}, of_default) == found("default")
}

test_the_account_says_no if {
	verdict({"serviceAccountName": "web"}, account(false)) == set()
	verdict({"serviceAccountName": "web", "automountServiceAccountToken": true}, account(false)) == set()
	verdict({"serviceAccountName": "other"}, account(false)) == found("other")
}

test_an_account_that_is_filled_in_later if {
	verdict({"serviceAccountName": "${ACCOUNT}"}, {}) == set()
}

bound(kind, namespace, subject) := {sprintf("rbac.authorization.k8s.io/%s", [kind]): {namespace: {"b": {
	"metadata": {"name": "b"},
	"subjects": [{"kind": "User", "name": "ann"}, subject],
}}}}

test_an_account_that_is_granted_something if {
	spec := {"serviceAccountName": "web"}
	subject := {"kind": "ServiceAccount", "name": "web", "namespace": "shop"}
	verdict(spec, bound("RoleBinding", "shop", subject)) == set()
	verdict(spec, bound("RoleBinding", "other", subject)) == set()
	verdict(spec, bound("ClusterRoleBinding", "", subject)) == set()
	verdict(spec, bound("RoleBinding", "shop", {"kind": "ServiceAccount", "name": "web"})) == set()
	verdict(spec, bound("Role", "shop", subject)) == found("web")
	every other in [
		{"kind": "ServiceAccount", "name": "api", "namespace": "shop"},
		{"kind": "ServiceAccount", "name": "web", "namespace": "other"},
		{"kind": "Group", "name": "web", "namespace": "shop"},
	] {
		verdict(spec, bound("RoleBinding", "shop", other)) == found("web")
	}
}

test_nothing_to_say_of_what_has_no_pods if {
	service_account_token.deny == set() with input as {"object": {"apiVersion": "v1", "kind": "ConfigMap"}}
}
