package tidegate.reload.dev_reloader_test

import data.tidegate.reload.dev_reloader

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [object.union({"name": "web"}, container)]},
}

verdict(container) := findings if {
	findings := dev_reloader.deny with input.object as pod(container)
}

finding(text, tail) := {
	"msg": sprintf(`container "web" runs %s`, [text]),
	"severity": "error",
	"path": array.concat(["spec", "containers", 0], tail),
}

runs(vector) := verdict({"command": vector})

test_reloaders_wherever_they_stand if {
	runs(["air"]) == {finding("air", ["command", 0])}
	runs(["tini", "--", "/go/bin/air", "-c", ".air.toml"]) == {finding("air", ["command", 2])}
	runs(["sh", "-c", "cd /src && exec air"]) == {finding("air", ["command", 2])}
	verdict({"command": ["sh", "-c"], "args": ["npm ci && npx nodemon server.js"]}) == {finding("nodemon", ["args", 0])}
	runs(["uvicorn", "app:app", "--reload"]) == {finding("uvicorn with --reload", ["command", 0])}
	runs(["python", "-m", "flask", "--debug", "run"]) == {finding("flask with --debug", ["command", 2])}
	verdict({"lifecycle": {"postStart": {"exec": {"command": ["sh", "-c", "air &"]}}}}) == {finding(
		"air",
		["lifecycle", "postStart", "exec", "command", 2],
	)}
}

test_what_only_looks_like_one if {
	every vector in [
		["airflow", "scheduler"],
		["/opt/air/server"],
		["sh", "-c", "repair --air && exec /air/server"],
		["sh", "-c", "# air\necho air && exec ./server"],
		["uvicorn", "app:app"],
		["reflex", "run", "--env", "prod"],
		["sh", "-c", "if [ \"$DEV\" = 1 ]; then air; else exec ./server; fi"],
		["sh", "-c", "while inotifywait /etc/nginx; do nginx -s reload; done"],
		["${COMMAND}"],
	] {
		runs(vector) == set()
	}
}

test_home_made_loops if {
	text := "./server & while inotifywait -r -e modify .; do pkill server; ./server & done"
	runs(["sh", "-c", text]) == {finding("a loop of inotifywait that kills what runs", ["command", 2])}
	runs(["inotifywait", "-m", "/etc/nginx"]) == set()
	runs(["sh", "-c", "while inotifywait .; do make; done"]) == set()
	runs(["sh", "-c", "while ./watch; do kill $!; done"]) == set()
}

test_a_loop_is_within_one_script if {
	waiting := {"name": "a", "command": ["sh", "-c", "while inotifywait .; do make; done"]}
	ending := {"name": "b", "command": ["sh", "-c", "while watch; do kill $!; done"]}
	count(dev_reloader.deny) == 0 with input.object as object.union(pod({}), {"spec": {"containers": [waiting, ending]}})
}

test_djangos_server_without_its_reloader if {
	vector := ["python", "manage.py", "runserver", "--noreload"]
	runs(vector) == {object.union(
		finding("the development server of Django", ["command", 0]),
		{"severity": "warning"},
	)}
}

test_rails_by_its_environment if {
	server := {"command": ["bundle", "exec", "rails", "s", "-b", "0.0.0.0"]}
	development := {"env": [{"name": "RAILS_ENV", "value": "development"}]}
	verdict(server) == set()
	verdict(object.union(server, development)) == {finding("rails server in development", ["command", 2])}
	verdict(object.union(server, {"env": [{"name": "RACK_ENV", "value": "production"}]})) == set()
	verdict(object.union({"command": ["rails", "s", "-e", "production"]}, development)) == set()
	verdict(object.union({"command": ["rails", "db:migrate"]}, development)) == set()
	verdict(object.union({"command": ["goose", "s"]}, development)) == set()
	verdict({"command": ["sh", "-c", "RAILS_ENV=development rails s"]}) == {finding(
		"rails server in development",
		["command", 2],
	)}
}

# Jobs and init containers may compile what they run once.
test_go_run_in_what_stays if {
	go_run := {"name": "web", "command": ["go", "run", "."]}
	runs(["go", "run", "."]) == {finding("go run", ["command", 0])}
	job := {
		"apiVersion": "batch/v1",
		"kind": "Job",
		"metadata": {"name": "j"},
		"spec": {"template": {"spec": {"containers": [go_run]}}},
	}
	count(dev_reloader.deny) == 0 with input.object as job
	count(dev_reloader.deny) == 0 with input.object as object.union(pod({}), {"spec": {"initContainers": [go_run]}})
	hook := object.union(pod(go_run), {"metadata": {"annotations": {"helm.sh/hook": "test"}}})
	count(dev_reloader.deny) == 0 with input.object as hook
	verdict({"lifecycle": {"postStart": {"exec": {"command": ["go", "run", "."]}}}}) == set()
}

test_a_watcher_in_an_init_container_or_a_sidecar if {
	init := {"spec": {"initContainers": [{"name": "init", "command": ["air"]}]}}
	count(dev_reloader.deny) == 1 with input.object as object.union(pod({}), init)
	ephemeral := {"spec": {"ephemeralContainers": [{"name": "debug", "command": ["air"]}]}}
	count(dev_reloader.deny) == 1 with input.object as object.union(pod({}), ephemeral)
}

test_args_alone_may_be_arguments if {
	verdict({"image": "golang:1.25", "args": ["air"]}) == {finding("air", ["args", 0])}
	verdict({"image": "registry.example.com:5000/node@sha256:1", "args": ["vite"]}) == {finding("vite", ["args", 0])}
	verdict({"image": "registry.example.com/weather:1", "args": ["air"]}) == set()
	verdict({"image": "registry.example.com/weather:1", "args": ["air", "-c", ".air.toml"]}) == {finding(
		"air",
		["args", 0],
	)}
	verdict({"image": "registry.example.com/weather:1", "args": ["/go/bin/air"]}) == {finding("air", ["args", 0])}
	verdict({"image": "registry.example.com/weather:1", "args": ["tini", "air"]}) == {finding("air", ["args", 1])}
	verdict({"image": "registry.example.com/web:1", "args": ["nodemon", "server.js"]}) == {finding("nodemon", ["args", 0])}
	verdict({"args": ["air"]}) == set()
	verdict({"image": "registry.example.com/weather:1", "args": ["sh", "-c", "air"]}) == {finding("air", ["args", 2])}
	verdict({"image": 7, "args": ["air"]}) == set()
}

test_the_image_of_air if {
	by_image := {{
		"msg": `container "web" runs air, the entry point of its image`,
		"path": ["spec", "containers", 0, "image"],
	}}
	verdict({"image": "cosmtrek/air"}) == by_image
	verdict({"image": "docker.io/cosmtrek/air:v1.61", "args": ["-c", ".air.toml"]}) == by_image
	verdict({"image": "cosmtrek/air:v1", "command": ["go", "test"]}) == set()
	verdict({"image": "registry.example.com/quality/air:1"}) == set()
	verdict({"image": "cosmtrek/airport:1"}) == set()
	verdict({"image": 7}) == set()
	verdict({}) == set()
}

set_to(name, value) := {object.remove(found, ["msg", "path"]) |
	some found in verdict({"env": [{"name": name, "value": value}]})
	found.path == ["spec", "containers", 0, "env", 0, "value"]
}

test_variables_that_switch_it_on if {
	every name, value in {
		"GUNICORN_CMD_ARGS": "--workers 2 --reload",
		"JAVA_OPTS": "-Dspring.devtools.restart.enabled=true",
		"JAVA_TOOL_OPTIONS": "-Xmx1g -Dspring.devtools.restart.enabled=true",
		"JDK_JAVA_OPTIONS": "-Dspring.devtools.restart.enabled=true",
		"NODE_OPTIONS": "--max-old-space-size=512 --watch",
		"SPRING_DEVTOOLS_REMOTE_SECRET": "secret",
		"SPRING_DEVTOOLS_RESTART_ENABLED": "true",
		"UVICORN_RELOAD": "True",
	} {
		set_to(name, value) == {{"severity": "error"}}
	}
	every name, value in {
		"CHOKIDAR_USEPOLLING": "true",
		"FLASK_DEBUG": "1",
		"FLASK_ENV": "development",
		"WATCHFILES_FORCE_POLLING": "true",
		"WATCHPACK_POLLING": "true",
	} {
		set_to(name, value) == {{"severity": "warning"}}
	}
	verdict({"env": [{"name": "UVICORN_RELOAD", "value": "true"}]}) == {{
		"msg": `container "web" has UVICORN_RELOAD: uvicorn restarts when a file changes`,
		"severity": "error",
		"path": ["spec", "containers", 0, "env", 0, "value"],
	}}
}

test_variables_that_do_not if {
	every name, value in {
		"CHOKIDAR_USEPOLLING": "false",
		"FLASK_DEBUG": "0",
		"FLASK_ENV": "production",
		"GUNICORN_CMD_ARGS": "--reload-engine=poll",
		"JAVA_OPTS": "-Dspring.devtools.restart.enabled=false",
		"NODE_OPTIONS": "--max-old-space-size=512",
		"SPRING_DEVTOOLS_REMOTE_SECRET": "",
		"SPRING_DEVTOOLS_RESTART_ENABLED": "false",
		"UVICORN_RELOAD": "${RELOAD}",
		"NODE_ENV": "development",
	} {
		set_to(name, value) == set()
	}
}

test_a_secret_of_devtools_from_a_secret if {
	secret := {"valueFrom": {"secretKeyRef": {"name": "web", "key": "devtools"}}}
	count(verdict({"env": [object.union({"name": "SPRING_DEVTOOLS_REMOTE_SECRET"}, secret)]})) == 1
	verdict({"env": [object.union({"name": "UVICORN_RELOAD"}, secret)]}) == set()
}

# Its own server reads them for sure, a program in Python perhaps, gunicorn does not.
test_flasks_variables_count_for_flask if {
	told_by(["flask", "run"]) == {"error"}
	told_by(["python", "-m", "flask", "run", "-p", "80"]) == {"error"}
	told_by(["sh", "-c", "flask db upgrade && exec flask run"]) == {"error"}
	told_by(["flask", "run", "--no-debug"]) == set()
	told_by(["flask", "run", "--no-reload"]) == set()
	told_by(["python", "-m", "flask", "run", "--no-reload"]) == set()
	told_by(["python", "app.py"]) == {"warning"}
	told_by(["sh", "-c", "exec python3 app.py"]) == {"warning"}
	told_by(["gunicorn", "schema:app"]) == set()
	told_by(["sh", "-c", "flask run & gunicorn --reload-engine poll run"]) == {"error"}
	told_by(["sh", "-c", "flask db upgrade && python app.py"]) == {"warning"}
	told_by(["python", "flask.py", "upgrade", 7]) == {"warning"}
	told_by(["web", "flask", "run"]) == set()
	told_by(["python", "-m", "gunicorn", "schema:app"]) == set()
	told_by(["sh", "-c", "flask db upgrade && gunicorn app"]) == set()
	on := {"name": "web", "command": ["gunicorn", "schema:app"], "env": [{"name": "FLASK_DEBUG", "value": "1"}]}
	other := {"name": "flask", "command": ["flask", "run"]}
	count(dev_reloader.deny) == 0 with input.object as object.union(pod({}), {"spec": {"containers": [on, other]}})
}

told_by(command) := {told.severity |
	some told in verdict({"command": command, "env": [{"name": "FLASK_DEBUG", "value": "1"}]})
}

test_one_cause_is_one_finding if {
	verdict({
		"command": ["uvicorn", "app:app", "--reload"],
		"env": [{"name": "WATCHFILES_FORCE_POLLING", "value": "true"}],
	}) == {finding("uvicorn with --reload", ["command", 0])}
}

test_owned_pods_are_passed_over if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	every container in [
		{"command": ["air"]},
		{"image": "cosmtrek/air"},
		{"env": [{"name": "UVICORN_RELOAD", "value": "true"}]},
	] {
		count(dev_reloader.deny) == 0 with input.object as object.union(pod(container), owned)
	}
}

compose(command) := {
	"path": "compose.yaml",
	"format": "compose",
	"document": {"services": {"web": {"command": command}}},
}

test_services_and_processes if {
	dev_reloader.deny == {{
		"msg": `service "web" runs air`,
		"severity": "warning",
		"path": ["services", "web", "command"],
	}} with input.file as compose("air") with input.object as null
	procfile := {"path": "Procfile", "format": "procfile", "document": {"web": "exec air"}}
	count(dev_reloader.deny) == 1 with input.file as procfile with input.object as null
	count(dev_reloader.deny) == 0 with input.file as compose("airflow webserver") with input.object as null
}
