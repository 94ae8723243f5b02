package tidegate.reload.debug_build_test

import data.tidegate.reload.debug_build

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"metadata": {"name": "p"},
	"spec": {"containers": [object.union({"name": "web"}, container)]},
}

verdict(container) := findings if {
	findings := debug_build.deny with input.object as pod(container)
}

finding(flag, tail) := {
	"msg": sprintf(`container "web" builds its program with %s`, [flag]),
	"path": array.concat(["spec", "containers", 0], tail),
}

slow := "-gcflags=-N, without optimizations"

test_flags_of_the_compiler if {
	every vector in [
		["go", "build", "-gcflags=all=-N -l", "."],
		["go", "run", "-gcflags", "all=-N -l", "."],
		["/usr/local/go/bin/go", "install", "-gcflags=-N", "."],
		["nice", "go", "build", "-gcflags=all=-l -N", "."],
	] {
		count(verdict({"command": vector})) == 1
	}
	verdict({"command": ["go", "build", "-gcflags=all=-N -l", "."]}) == {finding(slow, ["command", 0])}
	every script in [
		`go build -gcflags="all=-N -l" -o /web . && exec /web`,
		`go build -gcflags "all=-N -l" -o /web . && exec /web`,
		`go build -gcflags='-N -l' -o /web .; /web`,
		`CGO_ENABLED=0 go build -gcflags=all='-N' -o /web .; /web`,
	] {
		verdict({"command": ["sh", "-c", script]}) == {finding(slow, ["command", 2])}
	}
}

test_flags_of_the_linker if {
	linked := {finding("-checklinkname=0", ["command", 2])}
	verdict({"command": ["sh", "-c", `go build -ldflags="-s -checklinkname=0" . && ./web`]}) == linked
	verdict({"command": ["sh", "-c", "go build -ldflags=-checklinkname=0 . && ./web"]}) == linked
}

test_flags_from_the_environment if {
	goflags := ["env", 0, "value"]
	verdict({"env": [{"name": "GOFLAGS", "value": "-gcflags=all=-N"}]}) == {finding(slow, goflags)}
	verdict({"env": [{"name": "GOFLAGS", "value": "-mod=mod -ldflags=-checklinkname=0"}]}) == {finding(
		"-checklinkname=0",
		goflags,
	)}
	verdict({"env": [{"name": "GOFLAGS", "value": "-mod=vendor"}]}) == set()
	verdict({"env": [{"name": "GODEBUG", "value": "-gcflags=-N"}]}) == set()
}

test_other_builds if {
	every script in [
		"go build -o /web . && exec /web",
		"go build -gcflags=-m -o /web-N .",
		`go build -gcflags="-l" .`,
		`go build -ldflags="-s -w" -N .`,
		`go build -ldflags="-checklinkname=1" .`,
		"make debug GCFLAGS='-gcflags=-N'",
	] {
		verdict({"command": ["sh", "-c", script]}) == set()
	}
}

test_both_are_one_finding if {
	count(verdict({"command": ["go", "build", "-gcflags=-N", "-ldflags=-checklinkname=0", "."]})) == 1
}

test_owned_pods_are_passed_over if {
	owned := {"metadata": {"ownerReferences": [{"controller": true}]}}
	every container in [
		{"command": ["go", "build", "-gcflags=-N", "."]},
		{"env": [{"name": "GOFLAGS", "value": "-gcflags=-N"}]},
	] {
		count(debug_build.deny) == 0 with input.object as object.union(pod(container), owned)
	}
}

compose(command) := {
	"path": "compose.yaml",
	"format": "compose",
	"document": {"services": {"web": {"command": command}}},
}

test_services_and_processes if {
	debug_build.deny == {{
		"msg": `service "web" builds its program with -checklinkname=0`,
		"path": ["services", "web", "command"],
	}} with input.file as compose("go build -ldflags=-checklinkname=0 .") with input.object as null
	procfile := {"path": "Procfile", "format": "procfile", "document": {"web": "exec go build -ldflags=-checklinkname=0 ."}}
	count(debug_build.deny) == 1 with input.file as procfile with input.object as null
	count(debug_build.deny) == 0 with input.file as compose("make CHECK=-checklinkname=0") with input.object as null
}
