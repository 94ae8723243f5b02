package tidegate.reload.inner_loop_leftover_test

import data.tidegate.reload.inner_loop_leftover

web(metadata, template, container) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web"}, metadata),
	"spec": {"template": {
		"metadata": template,
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}},
}

verdict(obj) := findings if {
	findings := inner_loop_leftover.deny with input.object as obj
}

label(name, value) := {[f.msg, f.severity, f.path] |
	some f in verdict(web({"labels": {name: value}}, {}, {}))
}

annotation(name, value) := {[f.msg, f.severity] | some f in verdict(web({}, {"annotations": {name: value}}, {}))}

test_labels_of_each_tool if {
	label("devspace.sh/replaced", "true") == {[
		"label devspace.sh/replaced is left over from DevSpace",
		"error",
		["metadata", "labels", "devspace.sh/replaced"],
	]}
	every name, value in {
		"dev.okteto.com/deployed-by": "me",
		"devspace.sh/imageName": "web",
		"app.kubernetes.io/managed-by": "tilt",
		"tilt.dev/pod-template-hash": "0123",
	} {
		[found[1] | some found in label(name, value)] == ["error"]
	}
	[found[1] | some found in label("skaffold.dev/run-id", "0123")] == ["info"]
	[found[1] | some found in label("app.kubernetes.io/managed-by", "skaffold-v2")] == ["info"]
}

test_annotations_of_the_pods if {
	annotation("telepresence.getambassador.io/inject-traffic-agent", "enabled") == {[
		"annotation telepresence.getambassador.io/inject-traffic-agent is left over from Telepresence",
		"error",
	]}
	every name, value in {
		"telepresence.io/inject-traffic-agent": "enabled",
		"telepresence.getambassador.io/manually-injected": "true",
		"dev.okteto.com/developer": "me",
		"devspace.sh/container": "web",
		"tilt.dev/owner-name": "web",
	} {
		count(annotation(name, value)) == 1
	}
	found := verdict(web({}, {"annotations": {"devspace.sh/container": "web"}}, {}))
	[f.path | some f in found] == [["spec", "template", "metadata", "annotations", "devspace.sh/container"]]
}

test_other_marks if {
	every name, value in {
		"app.kubernetes.io/managed-by": "Helm",
		"dev.okteto.com/auto-ingress": "true",
		"dev.okteto.com/policy": "keep",
		"devspace.sh/replaced": "false",
		"telepresence.getambassador.io/inject-traffic-agent": "disabled",
		"telepresence.io/other": "true",
		"example.com/tilt.dev": "true",
		"skaffold": "true",
	} {
		label(name, value) == set()
		annotation(name, value) == set()
	}
	label("app.kubernetes.io/managed-by", 7) == set()
	label("app.kubernetes.io/name", "tilt") == set()
	label("tilt", "tilt") == set()
	verdict(web({"labels": ["devspace.sh/replaced"]}, {}, {})) == set()
}

traced(fields) := {[f.msg, array.slice(f.path, 3, 8)] | some f in verdict(web({}, {}, fields))}

test_where_a_container_shows_it if {
	traced({"name": "traffic-agent"}) == {[
		`container "traffic-agent" is left over from Telepresence`,
		["containers", 0, "name"],
	]}
	traced({"name": "okteto-bin"}) == {[`container "okteto-bin" is left over from Okteto`, ["containers", 0, "name"]]}
	traced({"command": ["/tilt-restart-wrapper", "--watch_file=/.restart", "/web"]}) == {[
		`the command of container "web" is left over from Tilt`,
		["containers", 0, "command"],
	]}
	traced({"image": "registry.example.com/web:tilt-0123456789abcdef"}) == {[
		`the image of container "web" is left over from Tilt`,
		["containers", 0, "image"],
	]}
	traced({"image": "okteto/bin:1.6.1"}) == {[
		`the image of container "web" is left over from Okteto`,
		["containers", 0, "image"],
	]}
	traced({"command": ["/.devspace/devspace_start.sh"]}) == {[
		`the command of container "web" is left over from DevSpace`,
		["containers", 0, "command"],
	]}
	traced({"volumeMounts": [{"mountPath": "/data"}, {"mountPath": "/var/okteto/bin"}, {"mountPath": "/var/okteto/cloudbin"}]}) == {[
		`a mount of container "web" is left over from Okteto`,
		["containers", 0, "volumeMounts", 1],
	]}
}

test_other_containers if {
	every fields in [
		{"command": ["/web", "tilt-restart-wrapper"]},
		{"image": "registry.example.com/web:tilt-1"},
		{"image": "registry.example.com/tilt:1"},
		{"image": "registry.example.com/okteto/binary:1"},
		{"image": 7, "command": [7], "volumeMounts": [{"mountPath": 7}]},
		{"volumeMounts": [{"mountPath": "/var/lib/okteto"}]},
	] {
		verdict(web({}, {}, fields)) == set()
	}
}

test_init_containers_too if {
	obj := {"apiVersion": "v1", "kind": "Pod", "spec": {"initContainers": [{"name": "okteto-init"}]}}
	[f.path | some f in verdict(obj)] == [["spec", "initContainers", 0, "name"]]
}

test_one_finding_a_tool if {
	both := web(
		{"labels": {"devspace.sh/replaced": "true"}},
		{"annotations": {"devspace.sh/container": "web"}, "labels": {"skaffold.dev/run-id": "0123"}},
		{"command": ["/.devspace/devspace_start.sh"]},
	)
	{[f.path[0], f.severity] | some f in verdict(both)} == {["metadata", "error"], ["spec", "info"]}
	count(verdict(both)) == 2
}

test_a_pod_is_its_own_template if {
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"tilt.dev/pod-template-hash": "0"}}}
	count(verdict(pod)) == 1
}

test_a_borrowed_template_is_none_of_the_rollout if {
	rollout := {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "Rollout",
		"metadata": {"name": "web", "labels": {"devspace.sh/replaced": "true"}},
		"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
	}
	count(verdict(rollout)) == 1
}

test_owned_pods_are_passed_over if {
	owned := {"ownerReferences": [{"controller": true}], "labels": {"devspace.sh/replaced": "true"}}
	verdict(web(owned, {}, {})) == set()
}

test_an_image_is_looked_at_for_a_mark if {
	inner_loop_leftover.image_is("web:tilt-0123", ":tilt-", `tilt-[0-9]+$`)
	not inner_loop_leftover.image_is("web:tilt-0123", ":dev-", `tilt-[0-9]+$`)
	not inner_loop_leftover.image_is("web:tilt-x", ":tilt-", `tilt-[0-9]+$`)
	not inner_loop_leftover.image_is(["web:tilt-0123"], ":tilt-", `tilt-[0-9]+$`)
}
