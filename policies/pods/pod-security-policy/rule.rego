# METADATA
# title: Nothing counts on PodSecurityPolicy
# description: |
#   Kubernetes 1.25 removed PodSecurityPolicy. A manifest with one no longer applies, a grant of its use grants nothing,
#   and the annotations that went with it, those for seccomp among them, are not read any more: the pods that were
#   confined by them run without.
# custom:
#   severity: error
#   applies_to:
#     - policy/PodSecurityPolicy
#     - extensions/PodSecurityPolicy
#     - rbac.authorization.k8s.io/Role
#     - rbac.authorization.k8s.io/ClusterRole
#     - workloads
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Remove it. Label the namespace with pod-security.kubernetes.io/enforce instead, and write what the annotations
#     said into the securityContext: seccompProfile.
#   title_zh: 不再依赖 PodSecurityPolicy
#   remediation_zh: |
#     将其删除，改为给命名空间加上标签 pod-security.kubernetes.io/enforce；
#     原来由注解表达的内容写进 securityContext 的 seccompProfile。
#   not_a_problem: |
#     When the same chart is for clusters older than 1.25, and renders this for them only: tell the render which version
#     it is for (--kubernetes-version). Grants and annotations do no harm and are info.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-policy/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/migrate-from-psp/
#   since: 0.1.0
package tidegate.pods.pod_security_policy

import data.tidegate.lib.workload

deny contains finding if {
	input.object.kind == "PodSecurityPolicy"
	finding := {
		"msg": "PodSecurityPolicy was removed in Kubernetes 1.25: the API server knows no such kind, and nothing enforces it",
		"path": ["kind"],
	}
}

deny contains finding if {
	input.object.kind in {"Role", "ClusterRole"}
	some i, granted in input.object.rules
	some j, resource in granted.resources
	resource == "podsecuritypolicies"
	some group in granted.apiGroups
	group in {"policy", "extensions", "*"}
	some verb in granted.verbs
	verb in {"use", "*"}
	finding := {
		"msg": "the use of PodSecurityPolicies is granted, and there are none since Kubernetes 1.25",
		"path": ["rules", i, "resources", j],
		"severity": "info",
	}
}

deny contains finding if {
	some path in annotated
	some name, _ in workload.mapping(object.get(input.object, path, {}))
	is_leftover(name)
	finding := {
		"msg": sprintf("nothing reads the annotation %s since PodSecurityPolicy is gone", [name]),
		"path": array.concat(path, [name]),
		"severity": "info",
	}
}

annotated := {
	["metadata", "annotations"],
	array.concat(data.tidegate.lib.workload.pod_template_path, ["metadata", "annotations"]),
}

is_leftover(name) if name == "kubernetes.io/psp"

is_leftover(name) if startswith(name, "seccomp.security.alpha.kubernetes.io/")

is_leftover(name) if startswith(name, "container.seccomp.security.alpha.kubernetes.io/")
