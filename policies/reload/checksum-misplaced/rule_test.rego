package tidegate.reload.checksum_misplaced_test

import data.tidegate.reload.checksum_misplaced

web(metadata, template) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web", "namespace": "shop"}, metadata),
	"spec": {"template": {"metadata": template, "spec": {"containers": [{"name": "web"}]}}},
}

verdict(obj) := findings if {
	findings := checksum_misplaced.deny with input as {"object": obj}
}

finding(what, path) := {{
	"msg": concat(" ", [
		what,
		"at the Deployment and not in its pod template: a change of the configuration replaces no pod",
	]),
	"path": path,
}}

test_at_the_workload if {
	found := finding("checksum/config stands", ["metadata", "annotations", "checksum/config"])
	verdict(web({"annotations": {"checksum/config": "ab12"}}, {})) == found
	verdict(web({"annotations": {"checksum/config": "ab12"}}, {"annotations": {"checksum/secret": "ab12"}})) == found
	verdict(web({"labels": {"config-hash": "ab12"}}, {})) == finding(
		"config-hash stands",
		["metadata", "labels", "config-hash"],
	)
	verdict(web({"annotations": {"checksum/config": "ab12", "checksum/secret": "cd34"}}, {})) == finding(
		"checksum/config and checksum/secret stand",
		["metadata", "annotations", "checksum/config"],
	)
}

test_in_the_template if {
	verdict(web({}, {"annotations": {"checksum/config": "ab12"}})) == set()
	verdict(web({"annotations": {"checksum/config": "ab12"}}, {"annotations": {"checksum/config": "ab12"}})) == set()
	verdict(web({"annotations": {"team": "shop"}}, {})) == set()
}

test_hooks_and_pods_of_a_controller if {
	wrong := {"checksum/config": "ab12"}
	verdict(web({"annotations": object.union(wrong, {"helm.sh/hook": "post-install"})}, {})) == set()
	owners := [{"kind": "Operator", "controller": true}]
	verdict(web({"annotations": wrong, "ownerReferences": owners}, {})) == set()
}
