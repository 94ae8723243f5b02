package tidegate.probes.liveness_missing_test

import data.tidegate.probes.liveness_missing

verdict(metadata, spec) := findings if {
	findings := liveness_missing.deny with input as {"object": {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": metadata,
		"spec": spec,
	}}
}

finding(list, i, name) := {
	"msg": sprintf("container \"%s\" has no livenessProbe: nothing restarts it when it hangs", [name]),
	"path": ["spec", list, i, "livenessProbe"],
}

test_each_container_that_stays if {
	verdict({}, {
		"containers": [{"name": "a"}, {"name": "b", "livenessProbe": {"exec": {}}}, {"name": "c", "readinessProbe": {}}],
		"initContainers": [{"name": "d"}, {"name": "e", "restartPolicy": "Always"}],
		"ephemeralContainers": [{"name": "f"}],
	}) == {finding("containers", 0, "a"), finding("containers", 2, "c"), finding("initContainers", 1, "e")}
}

test_a_placeholder_may_be_a_probe if {
	verdict({}, {"containers": [{"name": "a", "livenessProbe": "${PROBE}"}]}) == set()
}

test_hooks_and_tests if {
	every annotations in [{"helm.sh/hook": "test"}, {"argocd.argoproj.io/hook": "Sync"}] {
		verdict({"annotations": annotations}, {"containers": [{"name": "a"}]}) == set()
	}
}

test_an_injected_container_is_not_known if {
	verdict({}, {"containers": [{"name": "a", "image": "auto"}]}) == set()
}
