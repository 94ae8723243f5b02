package tidegate.reload.orphaned_process_test

import data.tidegate.reload.orphaned_process

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [object.union({"name": "web"}, container)]},
}

verdict(container) := findings if {
	findings := orphaned_process.deny with input.object as pod(container)
}

finding(text, tail) := {
	"msg": sprintf(`container "web" %s`, [text]),
	"path": array.concat(["spec", "containers", 0], tail),
}

go_run := "starts its program with go run, which does not hand SIGTERM on"

nodemon := "restarts a Go program with nodemon, whose SIGUSR2 it ignores"

test_go_run if {
	verdict({"command": ["go", "run", "."]}) == {finding(go_run, ["command", 0])}
	verdict({"command": ["/usr/local/go/bin/go", "-C", "/src", "run", "."]}) == {finding(go_run, ["command", 0])}
	verdict({"command": ["sh", "-c"], "args": ["go mod download && exec go run ./cmd/web"]}) == {finding(go_run, ["args", 0])}
	verdict({"command": ["tini", "--", "go", "run", "."]}) == {finding(go_run, ["command", 2])}
	verdict({"args": ["go", "run", "."]}) == {finding(go_run, ["args", 0])}
}

test_other_commands_of_go if {
	every vector in [
		["go", "build", "."],
		["go", "test", "run"],
		["cargo", "run"],
		["sh", "-c", "go build -o web . && exec ./web"],
		["sh", "-c", "go build -o reflex . && exec ./reflex"],
		["web"],
	] {
		verdict({"command": vector}) == set()
	}
}

test_who_tells_the_whole_group if {
	verdict({"command": ["dumb-init", "--", "go", "run", "."]}) == set()
	verdict({"command": ["/usr/bin/tini", "-g", "--"], "args": ["go", "run", "."]}) == set()
	verdict({"command": ["catatonit", "-g", "--", "go", "run", "."]}) == set()
	verdict({"args": ["dumb-init", "go", "run", "."]}) == set()
	verdict({"command": ["dumb-init", "-c", "go", "run", "."]}) == {finding(go_run, ["command", 2])}
	verdict({"command": ["dumb-init", "--single-child", "--", "go", "run", "."]}) != set()
	verdict({"command": ["nohup", "go", "run", "-g", "."]}) != set()
}

test_nodemon_over_a_go_program if {
	every vector in [
		["nodemon", "--exec", "go run ."],
		["nodemon", "--exec", "go", "run", "main.go"],
		["nodemon", "-x", "go", "run", "."],
		["nodemon", "--exec=go run ."],
		["nodemon", "--ext", "go,html", "--exec", "make web"],
		["nodemon", "-e", "go", "--exec", "make web"],
		["nodemon", "--ext=go", "--exec", "make web"],
		["nodemon", "--watch", "./**/*.go", "--exec", "./web.sh"],
		["nodemon", "--signal=SIGUSR1", "--exec", "go run ."],
		["nodemon", "--signal", "SIGUSR1", "--exec", "go run int"],
		["nodemon", "--exec", "go", "run", "quit"],
		["nodemon", "--signal", "SIGUSR1", "--exec", "go run ."],
	] {
		verdict({"command": vector}) == {finding(nodemon, ["command", 0])}
	}
	verdict({"image": "golang:1.26", "command": ["nodemon", "-x", "./web"]}) == {finding(nodemon, ["command", 0])}
	verdict({"command": ["sh", "-c", "npx nodemon --exec 'go run .'"]}) == {finding(nodemon, ["command", 2])}
}

test_nodemon_that_stops_what_it_restarts if {
	every vector in [
		["nodemon", "--signal", "SIGTERM", "--exec", "go run ."],
		["nodemon", "-s", "sigint", "--exec", "go run ."],
		["nodemon", "--signal=TERM", "--exec", "go run ."],
		["nodemon", "--signal", "SIGKILL", "--exec", "go run ."],
	] {
		verdict({"command": vector}) == set()
	}
}

test_nodemon_over_something_else if {
	every vector in [
		["nodemon", "server.js"],
		["nodemon", "--exec", "python app.py"],
		["nodemon", "--ext", "js,gohtml", "server.js"],
		["nodemon", "go"],
	] {
		verdict({"command": vector}) == set()
	}
	verdict({"image": "golangci/golangci-lint:v2", "command": ["nodemon", "-x", "./web"]}) == set()
	verdict({"image": 7, "command": ["nodemon", "-x", "./web"]}) == set()
	verdict({"image": "golang:1.26", "command": ["watchexec", "-r", "./web"]}) == set()
}

test_only_what_stays if {
	init := {"spec": {"initContainers": [{"name": "init", "command": ["go", "run", "."]}]}}
	count(orphaned_process.deny) == 0 with input.object as object.union(pod({}), init)
	sidecar := {"spec": {"initContainers": [{"name": "s", "restartPolicy": "Always", "command": ["go", "run", "."]}]}}
	count(orphaned_process.deny) == 1 with input.object as object.union(pod({}), sidecar)
	verdict({"lifecycle": {"postStart": {"exec": {"command": ["go", "run", "."]}}}}) == set()
}

test_hooks_and_owned_pods_are_passed_over if {
	web := pod({"command": ["go", "run", "."]})
	hook := {"metadata": {"annotations": {"helm.sh/hook": "test"}}}
	count(orphaned_process.deny) == 0 with input.object as object.union(web, hook)
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	count(orphaned_process.deny) == 0 with input.object as object.union(web, owned)
}

compose(command) := {
	"path": "compose.yaml",
	"format": "compose",
	"document": {"services": {"web": {"command": command}}},
}

test_services if {
	orphaned_process.deny == {{
		"msg": `service "web" starts its program with go run, which does not hand SIGTERM on`,
		"severity": "warning",
		"path": ["services", "web", "command"],
	}} with input.file as compose("go run ./cmd/web") with input.object as null
	count(orphaned_process.deny) == 1 with input.file as compose("nodemon --exec 'go run .'") with input.object as null
	count(orphaned_process.deny) == 0 with input.file as compose("./web run") with input.object as null
}

told(document) := [found.path |
	file := {"path": "nodemon.json", "format": "nodemon", "document": document}
	some found in orphaned_process.deny with input.file as file with input.object as null
]

test_what_nodemon_is_told if {
	orphaned_process.deny == {{
		"msg": "nodemon restarts a Go program with SIGUSR2, which it ignores",
		"severity": "warning",
		"path": ["exec"],
	}} with input.file as {"path": "nodemon.json", "format": "nodemon", "document": {"exec": "go run ."}}
	told({"exec": "make gen && go run ./cmd/web", "ext": "go,mod"}) == [["exec"]]
	told({"execMap": {"go": "go run"}}) == [["execMap"]]
	told({"ext": "mod,go", "exec": "./build-and-run.sh"}) == [["ext"]]
	told({"exec": "go run .", "signal": "SIGUSR1"}) == [["exec"]]
	every signal in ["SIGTERM", "SIGINT", "sighup"] {
		told({"exec": "go run .", "signal": signal}) == []
	}
	told({"exec": "node server.js", "ext": "js,json,gotmpl", "execMap": {"go": "gofmt"}}) == []
	told({"execMap": {"js": "go run"}}) == []
	told({"watch": ["src"]}) == []
	count(orphaned_process.deny) == 0 with input.file as {"format": "compose", "document": {"exec": "go run ."}}
}
