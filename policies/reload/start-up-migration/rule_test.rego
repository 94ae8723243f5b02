package tidegate.reload.start_up_migration_test

import data.tidegate.reload.start_up_migration

complete := {"default": {"autoscaling/HorizontalPodAutoscaler": true, "keda.sh/ScaledObject": true}}

web(metadata, replicas, spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": object.union({"name": "web"}, metadata),
	"spec": {"replicas": replicas, "template": {"spec": spec}},
}

verdict(obj) := findings if {
	findings := start_up_migration.deny with input as {"object": obj, "complete": complete}
}

init(fields) := {"initContainers": [object.union({"name": "init"}, fields)], "containers": [{"name": "web"}]}

app(fields) := {"containers": [object.union({"name": "web"}, fields)]}

finding(name, text, tail) := {
	"msg": sprintf(`container "%s" runs a migration (%s) in each of 3 pods`, [name, text]),
	"path": array.concat(["spec", "template", "spec"], tail),
	"related": [],
}

flyway := init({"command": ["flyway", "migrate"]})

test_in_an_init_container if {
	verdict(web({}, 3, flyway)) == {finding("init", "flyway migrate", ["initContainers", 0, "command", 0])}
	script := ["sh", "-c", "until pg_isready; do sleep 1; done; alembic upgrade head"]
	verdict(web({}, 3, init({"command": script}))) == {finding(
		"init",
		"alembic upgrade",
		["initContainers", 0, "command", 2],
	)}
}

test_before_the_server_and_in_a_hook if {
	script := ["sh", "-c", "python manage.py migrate && exec gunicorn shop"]
	verdict(web({}, 3, app({"command": script}))) == {finding("web", "manage.py migrate", ["containers", 0, "command", 2])}
	hook := {"lifecycle": {"postStart": {"exec": {"command": ["rake", "db:migrate"]}}}}
	verdict(web({}, 3, app(hook))) == {finding(
		"web",
		"rake db:migrate",
		["containers", 0, "lifecycle", "postStart", "exec", "command", 0],
	)}
}

test_arguments_for_the_image if {
	of_flyway := init({"image": "flyway/flyway:11", "args": ["-url=jdbc:postgresql://db/shop", "migrate"]})
	verdict(web({}, 3, of_flyway)) == {finding("init", "flyway migrate", ["initContainers", 0, "args"])}
	of_shop := init({"image": "registry.example.com:5000/shop@sha256:1", "args": ["migrate"]})
	verdict(web({}, 3, of_shop)) == {finding("init", "shop migrate", ["initContainers", 0, "args"])}
	of_db := init({"image": "registry.example.com/shop:1", "args": ["db", "migrate"]})
	verdict(web({}, 3, of_db)) == {finding("init", "db migrate", ["initContainers", 0, "args", 0])}
	named := init({"image": "registry.example.com/shop:1", "args": ["alembic", "upgrade", "head"]})
	verdict(web({}, 3, named)) == {finding("init", "alembic upgrade", ["initContainers", 0, "args", 0])}
	verdict(web({}, 3, init({"image": "flyway/flyway:11", "args": ["info"]}))) == set()
	verdict(web({}, 3, init({"image": "migrate/migrate:4", "command": ["true"], "args": ["up"]}))) == set()
	count(verdict(web({}, 3, init({"image": "flyway/flyway:11", "args": ["migrate", 7]})))) == 1
	verdict(web({}, 3, init({"image": 7, "args": ["migrate"]}))) == set()
	verdict(web({}, 3, init({"image": "flyway/flyway:11", "args": {"a": "migrate"}}))) == set()
	verdict(web({}, 3, init({"image": "flyway/flyway:11"}))) == set()
}

test_waiting_is_no_migration if {
	verdict(web({}, 3, init({"command": ["airflow", "db", "check-migrations"]}))) == set()
	verdict(web({}, 3, app({"command": ["gunicorn", "shop"]}))) == set()
}

test_one_pod_runs_it_once if {
	verdict(web({}, 1, flyway)) == set()
	verdict(web({}, "${REPLICAS}", flyway)) == set()
	pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": flyway}
	verdict(pod) == set()
}

test_the_minimum_of_the_autoscaler_counts if {
	hpa := {
		"apiVersion": "autoscaling/v2",
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "web"},
		"spec": {
			"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
			"minReplicas": 4,
			"maxReplicas": 9,
		},
	}
	found := start_up_migration.deny with input as {
		"object": web({}, 1, flyway),
		"inventory": {"autoscaling/HorizontalPodAutoscaler": {"default": {"web": hpa}}},
	}
	{[f.msg, f.related[0].path] | some f in found} == {[
		`container "init" runs a migration (flyway migrate) in each of 4 pods (HorizontalPodAutoscaler "web")`,
		["spec", "minReplicas"],
	]}
}

test_a_daemon_set_runs_it_on_every_node if {
	daemon := {
		"apiVersion": "apps/v1",
		"kind": "DaemonSet",
		"metadata": {"name": "web"},
		"spec": {"template": {"spec": flyway}},
	}
	{f.msg | some f in verdict(daemon)} == {`container "init" runs a migration (flyway migrate) in each of the pods of all nodes`}
}

test_one_cause_is_one_finding if {
	script := ["sh", "-c", "alembic upgrade head && python manage.py migrate"]
	count(verdict(web({}, 3, init({"command": script})))) == 1
	both := {"initContainers": [
		{"name": "a", "command": ["flyway", "migrate"]},
		{"name": "b", "command": ["alembic", "upgrade", "head"]},
	]}
	count(verdict(web({}, 3, both))) == 2
}

test_ephemeral_containers_are_passed_over if {
	by_hand := {"ephemeralContainers": [{"name": "e", "command": ["flyway", "migrate"]}]}
	verdict(web({}, 3, by_hand)) == set()
	by_args := {"ephemeralContainers": [{"name": "e", "image": "flyway", "args": ["migrate"]}]}
	verdict(web({}, 3, by_args)) == set()
}

test_hooks_and_owned_objects_are_passed_over if {
	verdict(web({"annotations": {"helm.sh/hook": "pre-upgrade"}}, 3, flyway)) == set()
	verdict(web({"ownerReferences": [{"controller": true}]}, 3, flyway)) == set()
}
