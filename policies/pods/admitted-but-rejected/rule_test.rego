package tidegate.pods.admitted_but_rejected_test

import data.tidegate.pods.admitted_but_rejected

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": spec}},
}

spec := {"hostPID": true, "containers": [{"name": "a", "securityContext": {"privileged": true}}]}

labelled(level) := {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": level}}}

verdict(obj, level) := findings if {
	findings := admitted_but_rejected.deny with input as {"object": obj, "namespaceObject": labelled(level)}
}

test_the_controls_are_named if {
	verdict(deployment(spec), "baseline") == {{
		"msg": concat(" ", [
			`namespace "shop" enforces baseline: it lets Deployment "web" in`,
			"and refuses its pods for pods/host-namespaces and pods/privileged",
		]),
		"path": ["spec", "template", "spec"],
		"related": {"object": {"kind": "Namespace", "name": "shop"}},
	}}
	count(verdict(deployment(spec), "restricted")) == 1
}

test_root_alone_is_refused_at_restricted if {
	root := {
		"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
		"containers": [{"name": "a", "securityContext": {
			"allowPrivilegeEscalation": false,
			"capabilities": {"drop": ["ALL"]},
		}}],
	}
	count(verdict(deployment(root), "restricted")) == 1
	verdict(deployment(root), "baseline") == set()
}

test_a_pod_is_refused_at_once if {
	verdict({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}, "baseline") == set()
}

test_nothing_is_refused_where_nothing_is_enforced if {
	verdict(deployment(spec), "privileged") == set()
	verdict(deployment(spec), "${LEVEL}") == set()
	admitted_but_rejected.deny == set() with input as {"object": deployment(spec), "params": {"level": "restricted"}}
	warned := {"metadata": {"labels": {"pod-security.kubernetes.io/warn": "restricted"}}}
	admitted_but_rejected.deny == set() with input as {"object": deployment(spec), "namespaceObject": warned}
}

test_what_the_level_allows if {
	verdict(deployment({"containers": [{"name": "a"}]}), "baseline") == set()
}
