package tidegate.lib.standards_test

import data.tidegate.lib.standards

profiled(field, pod_profile, profiles) := object.union(
	{"securityContext": {name: value | some name, value in {field: pod_profile}; value != null}},
	{"containers": [container |
		some i, profile in profiles
		context := {name: value | some name, value in {field: profile}; value != null}
		container := {"name": sprintf("c%d", [i]), "securityContext": context}
	]},
)

unconfined := {"type": "Unconfined"}

runtime := {"type": "RuntimeDefault"}

local := {"type": "Localhost", "localhostProfile": "a.json"}

test_profiles_that_are_written if {
	every rule, field in {"pods/seccomp": "seccompProfile", "pods/apparmor": "appArmorProfile"} {
		every level in ["baseline", "restricted"] {
			found(rule, profiled(field, runtime, [unconfined, null, local]), level, "latest") == {sprintf(
				"containers.0.securityContext.%s.type",
				[field],
			)}
			found(rule, profiled(field, unconfined, [runtime, null]), level, "latest") == {sprintf(
				"securityContext.%s.type",
				[field],
			)}
			every fine in [runtime, local, {"type": "${TYPE}"}, "${PROFILE}"] {
				found(rule, profiled(field, fine, [fine, null]), level, "latest") == set()
			}
			count(found(rule, profiled(field, {}, []), level, "latest")) == 1
		}
	}
	found("pods/seccomp", profiled("seccompProfile", unconfined, [unconfined]), "baseline", "v1.18") == set()
	count(found("pods/apparmor", profiled("appArmorProfile", unconfined, []), "baseline", "v1.18")) == 1
	messages("pods/seccomp", profiled("seccompProfile", unconfined, [])) == {
		`the seccomp profile of the pod is of type "Unconfined"`,
	}
	messages("pods/apparmor", profiled("appArmorProfile", runtime, [unconfined])) == {
		`the AppArmor profile of container "c0" is of type "Unconfined"`,
	}
}

test_a_seccomp_profile_is_asked_for_at_restricted if {
	rule := "pods/seccomp"
	bare := profiled("seccompProfile", null, [null, null])
	found(rule, bare, "restricted", "v1.19") == {"securityContext.seccompProfile"}
	found(rule, bare, "restricted", "v1.18") == set()
	found(rule, bare, "baseline", "latest") == set()
	messages(rule, bare) == {`no seccomp profile is set for containers "c0" and "c1"`}
	some_set := profiled("seccompProfile", null, [null, runtime])
	found(rule, some_set, "restricted", "latest") == {"containers.0.securityContext.seccompProfile"}
	found(rule, some_set, "baseline", "latest") == set()
	messages(rule, some_set) == {`no seccomp profile is set for container "c0"`}
	found(rule, profiled("seccompProfile", null, [runtime, local]), "restricted", "latest") == set()
	found(rule, {"containers": []}, "restricted", "latest") == set()
	found(rule, {"containers": [{"name": "a"}]}, "restricted", "latest") == {"securityContext.seccompProfile"}
}

test_windows_need_not_set_a_seccomp_profile if {
	spec := windows(profiled("seccompProfile", null, [null, runtime]))
	found("pods/seccomp", spec, "restricted", "v1.25") == set()
	count(found("pods/seccomp", spec, "restricted", "v1.24")) == 1
}

# A context that is filled in later may set a profile.
test_unknown_contexts_may_set_a_profile if {
	found("pods/seccomp", {"securityContext": "${C}", "containers": [{"name": "a"}]}, "restricted", "latest") == set()
	spec := {"containers": [{"name": "a", "securityContext": "${C}"}, {"name": "b"}]}
	found("pods/seccomp", spec, "restricted", "latest") == {"containers.1.securityContext.seccompProfile"}
}

annotated(annotations, version) := {violation.path[count(violation.path) - 1] |
	obj := {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "web"},
		"spec": {"template": {"metadata": {"annotations": annotations}, "spec": {"containers": [{"name": "a"}]}}},
	}
	labels := namespace({"enforce": "restricted", "enforce-version": version})
	all := standards.violations with input as {"object": obj, "namespaceObject": labels}
	some rule in ["pods/seccomp", "pods/apparmor"]
	some violation in all[rule]
	violation.path[2] == "metadata"
}

test_annotations_for_seccomp_before_1_19 if {
	every name in ["seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/a"] {
		annotated({name: "unconfined"}, "v1.18") == {name}
		annotated({name: "unconfined"}, "v1.19") == set()
		every fine in ["runtime/default", "docker/default", "localhost/a.json", "${PROFILE}", 5] {
			annotated({name: fine}, "v1.18") == set()
		}
	}
	annotated({"container.seccomp.security.alpha.kubernetes.io/b": "unconfined"}, "v1.18") == set()
	obj := {
		"metadata": {"annotations": {"seccomp.security.alpha.kubernetes.io/pod": "x"}},
		"apiVersion": "v1", "kind": "Pod", "spec": {},
	}
	{violation.values | some violation in standards.seccomp} == {
		["seccomp.security.alpha.kubernetes.io/pod", "x"],
	} with input as {"object": obj, "namespaceObject": namespace({"enforce": "baseline", "enforce-version": "v1.1"})}
}

test_annotations_about_profiles_alone_are_looked_at if {
	names := {
		"container.apparmor.security.beta.kubernetes.io/a",
		"container.seccomp.security.alpha.kubernetes.io/a",
		"seccomp.security.alpha.kubernetes.io/pod",
	}
	all := {name: "x" | some name in (names | {"checksum/config", "kubernetes.io/psp"})}
	obj := {"metadata": {"annotations": all}, "apiVersion": "v1", "kind": "Pod", "spec": {}}
	{annotation.name | some annotation in standards.annotations} == names with input as {"object": obj}
}

test_annotations_for_apparmor if {
	name := "container.apparmor.security.beta.kubernetes.io/b"
	annotated({name: "unconfined"}, "v1.0") == {name}
	annotated({name: "unconfined"}, "latest") == {name}
	every fine in ["", "runtime/default", "localhost/a", "${PROFILE}"] {
		annotated({name: fine}, "latest") == set()
	}
	annotated({"apparmor.security.beta.kubernetes.io/allowedProfileNames": "*"}, "latest") == set()
	obj := {"metadata": {"annotations": {name: "x"}}, "apiVersion": "v1", "kind": "Pod", "spec": {}}
	{violation.values | some violation in standards.apparmor} == {
		["container.apparmor.security.beta.kubernetes.io/b", "x"],
	} with input as {"object": obj}
}

options(fields) := profiled("seLinuxOptions", fields, [])

test_selinux if {
	rule := "pods/selinux"
	found(rule, options({"type": "spc_t"}), "baseline", "v1.0") == {"securityContext.seLinuxOptions.type"}
	found(rule, options({"user": "u", "role": "r"}), "restricted", "latest") == {
		"securityContext.seLinuxOptions.user",
		"securityContext.seLinuxOptions.role",
	}
	found(rule, profiled("seLinuxOptions", {}, [{"type": "spc_t"}]), "baseline", "latest") == {
		"containers.0.securityContext.seLinuxOptions.type",
	}
	every fields in [
		{"type": "container_t", "level": "s0:c1,c2"}, {"type": "container_init_t"}, {"type": "container_kvm_t"},
		{"type": ""}, {"user": "", "role": ""}, {"type": "${T}", "user": "${U}", "role": "${R}"}, {"type": 5, "user": 5},
	] {
		found(rule, options(fields), "baseline", "v1.0") == set()
	}
	found(rule, options({"type": "container_engine_t"}), "baseline", "v1.31") == set()
	count(found(rule, options({"type": "container_engine_t"}), "baseline", "v1.30")) == 1
	messages(rule, options({"type": "spc_t"})) == {"the SELinux type of the pod is spc_t"}
	messages(rule, options({"role": "r"})) == {"the SELinux role of the pod is r"}
}

test_windows_host_process if {
	rule := "pods/windows-host-process"
	found(rule, profiled("windowsOptions", {"hostProcess": true}, [null]), "baseline", "v1.0") == {
		"securityContext.windowsOptions.hostProcess",
	}
	own := profiled("windowsOptions", {"hostProcess": false}, [{"hostProcess": true}])
	found(rule, own, "restricted", "latest") == {
		"containers.0.securityContext.windowsOptions.hostProcess",
	}
	found(rule, profiled("windowsOptions", {}, [{"hostProcess": "${H}"}]), "restricted", "latest") == set()
	messages(rule, profiled("windowsOptions", {"hostProcess": true}, [])) == {"hostProcess is true for the pod"}
}

non_root(spec, level, version) := {concat(".", [sprintf("%v", [step]) | some step in array.slice(path, 1, 99)]) |
	labels := namespace({"enforce": level, "enforce-version": version})
	all := standards.run_as_non_root with input as {"object": pod(spec), "namespaceObject": labels}
	path := all[_].path
}

test_run_as_non_root if {
	here := {"containers.0.securityContext.runAsNonRoot"}
	every version in ["v1.0", "latest"] {
		non_root({"containers": [{"name": "a"}]}, "restricted", version) == here
		non_root(profiled("runAsNonRoot", true, [false, null]), "restricted", version) == here
		non_root(profiled("runAsNonRoot", false, [true, null]), "restricted", version) == {"securityContext.runAsNonRoot"}
		non_root(profiled("runAsNonRoot", true, [null]), "restricted", version) == set()
		non_root(profiled("runAsNonRoot", null, [true]), "restricted", version) == set()
		non_root(profiled("runAsNonRoot", null, ["${X}"]), "restricted", version) == set()
		non_root(profiled("runAsNonRoot", "${X}", [null]), "restricted", version) == set()
		non_root({"containers": [{"name": "a"}]}, "baseline", version) == set()
		non_root(profiled("runAsNonRoot", false, [false]), "baseline", version) == set()
	}
	non_root({"securityContext": "${C}", "containers": [{"name": "a"}]}, "restricted", "latest") == set()
}

test_run_as_user_since_1_23 if {
	spec := {
		"securityContext": {"runAsNonRoot": true, "runAsUser": 0},
		"containers": [{"name": "a", "securityContext": {"runAsUser": 7}}, {"name": "b", "securityContext": {"runAsUser": 0}}],
	}
	non_root(spec, "restricted", "v1.23") == {"securityContext.runAsUser", "containers.1.securityContext.runAsUser"}
	non_root(spec, "restricted", "v1.22") == set()
	non_root(spec, "baseline", "latest") == set()
}

test_user_namespaces_since_1_35 if {
	spec := {
		"hostUsers": false,
		"securityContext": {"runAsNonRoot": false, "runAsUser": 0},
		"containers": [{"name": "a", "securityContext": {"runAsNonRoot": false}}],
	}
	non_root(spec, "restricted", "v1.35") == set()
	count(non_root(spec, "restricted", "v1.34")) == 3
	non_root({"hostUsers": false, "containers": [{"name": "a"}]}, "restricted", "latest") == set()
	count(non_root(object.union(spec, {"hostUsers": true}), "restricted", "latest")) == 3
}
