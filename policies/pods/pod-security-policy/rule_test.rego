package tidegate.pods.pod_security_policy_test

import data.tidegate.pods.pod_security_policy

verdict(obj) := findings if {
	findings := pod_security_policy.deny with input as {"object": obj}
}

test_the_object if {
	verdict({"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy", "metadata": {
		"name": "restricted",
		"annotations": {"seccomp.security.alpha.kubernetes.io/defaultProfileName": "runtime/default"},
	}}) == {{
		"msg": concat(" ", [
			"PodSecurityPolicy was removed in Kubernetes 1.25:",
			"the API server knows no such kind, and nothing enforces it",
		]),
		"path": ["kind"],
	}}
}

role(kind, granted) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": kind,
	"metadata": {"name": "use-psp"},
	"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}, granted],
}

grant(groups, resources, verbs) := {"apiGroups": groups, "resources": resources, "verbs": verbs}

test_a_grant if {
	every kind in ["Role", "ClusterRole"] {
		verdict(role(kind, grant(["policy"], ["secrets", "podsecuritypolicies"], ["use"]))) == {{
			"msg": "the use of PodSecurityPolicies is granted, and there are none since Kubernetes 1.25",
			"path": ["rules", 1, "resources", 1],
			"severity": "info",
		}}
	}
	every groups in [["extensions"], ["*"], ["apps", "policy"]] {
		count(verdict(role("Role", grant(groups, ["podsecuritypolicies"], ["get", "*"])))) == 1
	}
}

test_other_grants if {
	every granted in [
		grant(["policy"], ["podsecuritypolicies"], ["get", "list"]),
		grant(["policy"], ["poddisruptionbudgets"], ["use"]),
		grant(["example.com"], ["podsecuritypolicies"], ["use"]),
		grant(["*"], ["*"], ["*"]),
		{"nonResourceURLs": ["/healthz"], "verbs": ["get"]},
	] {
		verdict(role("ClusterRole", granted)) == set()
	}
	verdict(object.union(role("Role", grant(["policy"], ["podsecuritypolicies"], ["use"])), {"kind": "Binding"})) == set()
}

test_annotations_of_pods_and_of_what_makes_them if {
	names := [
		"kubernetes.io/psp",
		"seccomp.security.alpha.kubernetes.io/pod",
		"container.seccomp.security.alpha.kubernetes.io/web",
	]
	every name in names {
		obj := {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"annotations": {name: "x"}}, "spec": {
			"template": {"metadata": {"annotations": {name: "x", "kubernetes.io/other": "y"}}, "spec": {}},
		}}
		verdict(obj) == {{
			"msg": sprintf("nothing reads the annotation %s since PodSecurityPolicy is gone", [name]),
			"path": array.concat(path, ["annotations", name]),
			"severity": "info",
		} |
			some path in [["metadata"], ["spec", "template", "metadata"]]
		}
	}
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"annotations": {"kubernetes.io/psp": "x"}}, "spec": {}}
	count(verdict(pod)) == 1
}
