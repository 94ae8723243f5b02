package tidegate.lib.docker_test

import data.tidegate.lib.docker

job(container, more) := {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": "build", "namespace": "ci"},
	"spec": {"template": {"spec": object.union({"containers": [object.union({"name": "main"}, container)]}, more)}},
}

found(container) := names if {
	names := [entry.name | some entry in docker.daemons] with input as {"object": job(container, {})}
}

is_daemon(container) if found(container) == ["main"]

test_images_of_the_daemon if {
	every image in [
		"docker:dind",
		"docker:27.3-dind",
		"docker:dind-rootless",
		"docker.io/library/docker:27-dind@sha256:0123",
		"registry.example.com:5000/ci/dind",
		"ghcr.io/acme/actions-runner-dind:v2",
	] {
		is_daemon({"image": image})
	}
}

test_images_of_something_else if {
	every image in [
		"docker:27-cli",
		"docker",
		"registry.example.com/dind/web:1",
		"dind.example.com/web:1",
		"nginx@sha256:d1nd",
		null,
	] {
		not is_daemon({"image": image})
	}
}

test_a_digest_is_no_name if {
	not is_daemon({"image": "docker:27-cli@dind"})
}

test_arguments_of_the_daemon if {
	is_daemon({"image": "docker:dind", "args": ["--mtu=1450"]})
	is_daemon({"image": "docker:dind", "args": []})
	is_daemon({"image": "docker:27", "args": ["dockerd", "--host=tcp://0.0.0.0:2376"]})
	is_daemon({"image": "acme/tools:1", "command": ["/usr/local/bin/dockerd"]})
	is_daemon({"image": "acme/tools:1", "command": ["sh", "-c", "sleep 1; dockerd-entrypoint.sh&"]})
	is_daemon({"image": "acme/tools:1", "command": ["dockerd-rootless.sh"]})
}

test_something_else_is_started_in_the_image if {
	not is_daemon({"image": "docker:dind", "args": ["docker", "version"]})
	not is_daemon({"image": "docker:dind", "command": ["sh", "-c", "docker build ."]})
	not is_daemon({"image": "acme/tools:1", "args": ["--log=/var/log/dockerd.log", "dockerd.log"]})
	not is_daemon({"image": "acme/tools:1", "args": ["mydockerd", "dockerd2", "dockerd-exporter"]})
	not is_daemon({"image": "acme/tools:1", "args": "dockerd"})
}

test_something_that_is_no_text if {
	is_daemon({"image": "docker:dind", "args": [5]})
	is_daemon({"image": "acme/tools:1", "args": [5, "dockerd"]})
}

told(container, more, inventory) := answer if {
	answer := docker.mtu(object.union({"image": "docker:dind"}, container)) with input as {
		"object": job(container, more),
		"inventory": inventory,
	}
}

mtu(container) := told(container, {}, {})

default_mtu := {"value": 1500, "said": false}

said(value) := {"value": value, "said": true}

test_nothing_is_said if {
	mtu({}) == default_mtu
	mtu({"args": ["--host=tcp://0.0.0.0:2376"], "env": [{"name": "DOCKER_TLS_CERTDIR", "value": "/certs"}]}) == default_mtu
	mtu({"env": {"MTU": "1400"}}) == default_mtu
	mtu({"env": [{"name": "PORT", "value": 5}]}) == default_mtu
}

test_flags if {
	mtu({"args": ["--mtu=1450"]}) == said(1450)
	mtu({"args": ["--mtu", "1450"]}) == said(1450)
	mtu({"command": ["sh", "-c", "dockerd --mtu='1400' &"]}) == said(1400)
	mtu({"args": ["--default-network-opt=bridge=com.docker.network.driver.mtu=1400"]}) == said(1400)
	mtu({"args": ["--mtu=1450", "--default-network-opt=bridge=com.docker.network.driver.mtu=1400"]}) == said(1400)
}

test_variables if {
	mtu({"env": [{"name": "MTU", "value": "1400"}]}) == said(1400)
	mtu({"env": [{"name": "DOCKER_MTU", "value": "1400"}]}) == said(1400)
	mtu({"env": [{"name": "DOCKERD_ROOTLESS_ROOTLESSKIT_MTU", "value": "1400"}]}) == said(1400)
	mtu({"env": [{"name": "DOCKER_OPTS", "value": "--mtu=1400"}]}) == said(1400)
	mtu({"env": [{"name": "PORT", "value": "1400"}]}) == default_mtu
}

test_said_by_something_that_is_filled_in_later if {
	not mtu({"args": ["--mtu=${MTU}"]})
	not mtu({"args": ["--mtu=$(POD_MTU)"]})
	not mtu({"env": [{"name": "MTU", "value": "${MTU}"}]})
	not mtu({"env": [{"name": "MTU", "value": 1400}]})
	not mtu({"env": [{"name": "MTU", "valueFrom": {"configMapKeyRef": {"name": "a", "key": "mtu"}}}]})
	not mtu({"args": ["--default-network-opt=bridge=com.docker.network.driver.mtu=${MTU}"]})
}

test_said_in_a_file_that_nobody_knows if {
	not mtu({"args": ["--config-file=/etc/docker.json"]})
	not mtu({"command": ["sh", "-c", "cp /x /etc/docker/daemon.json; dockerd"]})
	not mtu({"volumeMounts": [{"name": "conf", "mountPath": "/etc/docker"}]})
}

test_no_bridge if {
	not mtu({"args": ["--bridge=none"]})
	not mtu({"args": ["--bridge", "none"]})
	not mtu({"args": ["-b", "none"]})
	mtu({"args": ["--bridge=br0"]}) == default_mtu
}

mounted(mount, config, content) := told(
	{"volumeMounts": [object.union({"name": "conf", "mountPath": "/etc/docker"}, mount)]},
	{"volumes": [{"name": "other", "emptyDir": {}}, {"name": "conf", "configMap": {"name": config}}]},
	{"ConfigMap": {"ci": {"docker": {"data": content}}, "shop": {"far": {"data": {"daemon.json": `{"mtu": 1300}`}}}}},
)

test_a_file_of_the_scope if {
	mounted({}, "docker", {"daemon.json": `{"mtu": 1400}`}) == said(1400)
	file := {"mountPath": "/etc/docker/daemon.json", "subPath": "d.json"}
	mounted(file, "docker", {"d.json": `{"mtu": 1400}`}) == said(1400)
	options := `{"default-network-opts": {"bridge": {"com.docker.network.driver.mtu": "1400"}}}`
	mounted({}, "docker", {"daemon.json": options}) == said(1400)
	mounted({}, "docker", {"daemon.json": `{"log-level": "warn"}`}) == default_mtu
	mounted({}, "docker", {"daemon.json": `{"mtu": 0}`}) == default_mtu
	mounted({}, "docker", {"daemon.json": "{"}) == default_mtu
}

test_a_file_that_is_not_in_the_scope if {
	not mounted({}, "far", {"daemon.json": `{"mtu": 1400}`})
	not mounted({}, "docker", {"other.json": `{"mtu": 1400}`})
	not mounted({"name": "other"}, "docker", {"daemon.json": `{"mtu": 1400}`})
}

test_mounts_elsewhere if {
	mounted({"mountPath": "/certs"}, "far", {}) == default_mtu
	told({"volumeMounts": {"a": {"mountPath": "/etc/docker"}}}, {}, {}) == default_mtu
}

runners(kind, spec) := places if {
	places := docker.runners with input as {"object": {
		"apiVersion": "actions.summerwind.dev/v1alpha1",
		"kind": kind,
		"metadata": {"name": "a"},
		"spec": spec,
	}}
}

test_runners if {
	runners("Runner", {"dockerMTU": 1400}) == [{"path": ["spec"], "bridge": said(1400)}]
	runners("RunnerSet", {}) == [{"path": ["spec"], "bridge": default_mtu}]
	runners("RunnerDeployment", {"template": {"spec": {}}}) == [{
		"path": ["spec", "template", "spec"],
		"bridge": default_mtu,
	}]
	runners("RunnerDeployment", {"template": {}}) == []
	runners("RunnerDeployment", {"template": {"spec": "x"}}) == []
	runners("HorizontalRunnerAutoscaler", {}) == []
}

test_runners_without_a_daemon if {
	runners("Runner", {"dockerEnabled": false}) == []
	runners("Runner", {"dockerEnabled": true}) != []
	runners("Runner", {"dockerEnabled": false, "dockerdWithinRunnerContainer": true}) != []
	runners("Runner", {"dockerEnabled": false, "dockerdWithinRunnerContainer": false}) == []
}

test_runners_whose_number_is_filled_in_later if {
	runners("Runner", {"dockerMTU": "${MTU}"}) == []
}
