package tidegate.lib.argv_test

import data.tidegate.lib.argv

programs(vector) := [command.program | some command in argv.started(vector)]

words(vector) := [command.words | some command in argv.started(vector); not command.program in {"sh", "bash"}]

in_script(text) := [command.words | some command in argv.scripted(text)]

test_a_vector_is_a_command if {
	argv.started(["/go/bin/air", "-c", ".air.toml"]) == [{
		"program": "air",
		"words": ["/go/bin/air", "-c", ".air.toml"],
		"whole": ["/go/bin/air", "-c", ".air.toml"],
		"index": 0,
	}]
}

test_what_is_wrapped_around_is_taken_off if {
	every vector in [
		["tini", "--", "air"],
		["/sbin/tini", "-g", "-v", "--", "air"],
		["tini", "-p", "SIGTERM", "air"],
		["dumb-init", "--rewrite", "15:3", "--", "air"],
		["catatonit", "--", "air"],
		["env", "A=b", "C=", "air"],
		["/usr/bin/env", "-i", "-u", "HOME", "air"],
		["nice", "-n", "10", "air"],
		["nice", "-10", "air"],
		["sudo", "-E", "-u", "app", "air"],
		["su-exec", "app:app", "air"],
		["gosu", "1000", "air"],
		["timeout", "-k", "5", "3600", "air"],
		["timeout", "--signal=INT", "1h", "air"],
		["nohup", "setsid", "stdbuf", "-oL", "air"],
		["setarch", "x86_64", "-R", "air"],
		["setarch", "-R", "air"],
		["setarch", "$(uname -m)", "-R", "air"],
		["setarch", "`uname -m`", "-R", "air"],
		["npx", "--yes", "air"],
		["npm", "exec", "--", "air"],
		["pnpm", "dlx", "air"],
		["yarn", "exec", "air"],
		["poetry", "run", "air"],
		["uv", "run", "--with", "x", "air"],
		["bundle", "exec", "air"],
		["python3", "-m", "air"],
		["python", "-u", "-m", "air"],
		["docker-entrypoint.sh", "air"],
		["wait-for-it.sh", "db:5432", "-t", "60", "--", "air"],
		["doppler", "run", "--", "air"],
		["aws-vault", "exec", "prod", "--", "air"],
		["busybox", "nohup", "air"],
		["numactl", "-m", "0", "python", "-m", "air"],
		["python", "-W", "ignore", "-X", "dev", "-m", "air"],
		["newrelic-admin", "run-program", "air"],
		["go", "tool", "air"],
		["node", "node_modules/.bin/air"],
		["tini", "--", "doppler", "run", "--", "air"],
		["tini", "--", "env", "A=b", "nice", "timeout", "5", "gosu", "app", "air"],
	] {
		programs(vector) == ["air"]
	}
}

test_a_version_is_no_part_of_a_name if {
	programs(["npx", "nodemon@3", "app.js"]) == ["nodemon"]
	programs(["npx", "@scope/air"]) == ["air"]
	in_script("npx concurrently@9 'a b'") == [["concurrently@9", "a b"], ["a", "b"]]
}

test_variables_of_a_command if {
	[argv.assigned(command) | some command in argv.scripted("A=1 B=2 web C=3; export D=4 E=5; web")] == [
		["A=1", "B=2"],
		["D=4", "E=5"],
		[],
	]
}

test_other_shells if {
	words(["su", "-s", "/bin/sh", "app", "-c", "exec air -d"]) == [
		["su", "-s", "/bin/sh", "app", "-c", "exec air -d"],
		["air", "-d"],
	]
	programs(["powershell", "-Command", "air -d"]) == ["powershell", "air"]
	programs(["cmd", "/c", "air"]) == ["air"]
	programs(["cmd", "/k", "air"]) == ["cmd"]
	programs(["-c", "su", "air"]) == ["-c"]
	programs(["su", "app", "air"]) == ["su"]
	programs(["web", "-c", "exec air"]) == ["web"]
	programs(["chpst", "-c", "air -d", "su", "app"]) == ["su"]
}

test_several_at_once if {
	programs(["npx", "concurrently", "air -d", "b", "c && d"]) == ["concurrently", "air", "c", "d"]
	argv.started(["concurrently", "-k", "air -d"])[1].index == 2
	programs(["web", "air -d"]) == ["web"]
}

test_what_is_no_wrapper_stays if {
	programs(["npm", "run", "dev"]) == ["npm"]
	programs(["npm", "start"]) == ["npm"]
	programs(["yarn", "dev"]) == ["yarn"]
	programs(["bundle", "install"]) == ["bundle"]
	programs(["doppler", "secrets", "--", "air"]) == ["doppler"]
	programs(["doppler", "run"]) == ["doppler"]
	programs(["wait-for-it.sh", "db:5432"]) == ["wait-for-it.sh"]
	programs(["python", "app.py", "-m", "air"]) == ["python"]
	programs(["python"]) == ["python"]
	programs(["python", "-W", "ignore", "app.py", "-m", "air"]) == ["python"]
	programs(["go", "run", "air"]) == ["go"]
	programs(["node", "--inspect", "node_modules/.bin/air"]) == ["node"]
	programs(["node", "air"]) == ["node"]
	programs(["web", "node_modules/.bin/air"]) == ["web"]
	programs(["numactl", "-m", "0", "python", "air.py"]) == ["python"]
	programs(["exec", "$SHELL", "air"]) == ["$SHELL"]
	programs(["tini", "--"]) == ["tini"]
	programs(["timeout", "5"]) == ["timeout"]
	programs(["A=b"]) == ["A=b"]
	programs(["airflow", "scheduler"]) == ["airflow"]
	programs(["web", "air"]) == ["web"]
	programs(["x=", "air"]) == ["air"]
	programs(["./x=y", "air"]) == ["x=y"]
	programs(["=", "air"]) == ["="]
}

test_nothing_starts_nothing if {
	every vector in [[], [7], ["air", 7], [null], "air", null, {"0": "air"}] {
		not argv.started(vector)
	}
}

test_the_place_and_the_whole_of_a_wrapped_command if {
	argv.started(["tini", "--", "/bin/air", "-d"]) == [{
		"program": "air",
		"words": ["/bin/air", "-d"],
		"whole": ["tini", "--", "/bin/air", "-d"],
		"index": 2,
	}]
}

test_scripts_are_cut_into_commands if {
	argv.started(["tini", "--", "sh", "-c", "cd /src && A=b exec /bin/air -d"]) == [
		{
			"program": "sh",
			"words": ["sh", "-c", "cd /src && A=b exec /bin/air -d"],
			"whole": ["tini", "--", "sh", "-c", "cd /src && A=b exec /bin/air -d"],
			"index": 4,
		},
		{"program": "cd", "words": ["cd", "/src"], "whole": ["cd", "/src"], "index": 4},
		{
			"program": "air",
			"words": ["/bin/air", "-d"],
			"whole": ["A=b", "exec", "/bin/air", "-d"],
			"index": 4,
		},
	]
	words(["bash", "-eo", "pipefail", "-c", "make | air"]) == [["make"], ["air"]]
	programs(["/bin/sh", "run.sh"]) == ["sh"]
}

test_scripts_about_something_else_are_passed_over if {
	words(["sh", "-c", "cp /a /b && exec nginx"]) == []
	words(["sh", "-c", "hair && airflow && repair"]) == []
}

test_operators_keywords_and_groups if {
	in_script("a 1 && b || c; d | e & f\ng") == [["a", "1"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"]]
	in_script("while true; do a; done") == [["true"], ["a"], ["done"]]
	in_script("(a; b); { c; }") == [["a"], ["b"], ["c"], ["}"]]
	in_script("! a && until b; do c; done") == [["a"], ["b"], ["c"], ["done"]]
	in_script("A=1 a \\\n  b") == [["a", "b"]]
	in_script("") == []
}

test_quotes_make_one_word if {
	in_script(`a "b c" 'd; e' f`) == [["a", "b c", "d; e", "f"]]
	in_script(`a --exec="b c" x\ y`) == [["a", "--exec=b c", `x\ y`]]
	in_script(`A="b c" d e="f"'g'`) == [["d", "e=fg"]]
	in_script(`a "b \"c\""`) == [["a", `b "c"`]]
	in_script("a $(b | c) `d; e` ${f:-g h}") == [["a", "$(b | c)", "`d; e`", "${f:-g h}"]]
	in_script("a $b $# c#d") == [["a", "$b", "$#", "c#d"]]
	in_script(`a "`) == [["a"]]
}

test_comments_and_redirections_are_no_words if {
	in_script("# a; b\na x >/dev/null 2>&1 # c\nb </in &> out 2>> log") == [["a", "x"], ["b"]]
	in_script("a <<< \"x\"") == [["a"]]
}

test_here_documents_are_not_run if {
	in_script("cat <<EOF > /x\nair\nEOF\nb") == [["cat"], ["b"]]
	in_script("cat <<-'END'\nair\n\tEND\nb\ncat <<END\nc\nEND\nd") == [["cat"], ["b"], ["cat"], ["d"]]
}

test_what_may_not_run_is_left_out if {
	in_script("if a; then b; else c; fi; d") == [["fi"], ["d"]]
	in_script("if a; then if b; then c; fi; d; fi\ne") == [["fi"], ["e"]]
	in_script("case $a in b) c;; esac; d") == [["esac"], ["d"]]
	in_script("[ $a = b ] && c; d") == [["[", "$a", "=", "b", "]"], ["d"]]
	in_script("[[ $a ]] ||\n c; d") == [["[[", "$a", "]]"], ["d"]]
	in_script("test -f a && c; d") == [["test", "-f", "a"], ["d"]]
	in_script("if a; then b; fi && c") == [["fi"], ["c"]]
	in_script("[ a ]; b") == [["[", "a", "]"], ["b"]]
	in_script("latest a && b") == [["latest", "a"], ["b"]]
	in_script("a || b; if c; then d; fi || e") == [["a"], ["b"], ["fi"], ["e"]]
}

test_scripts_in_scripts if {
	in_script(`x -- sh -c 'a; b'`) == [["x", "--", "sh", "-c", "a; b"]]
	in_script(`exec sh -c 'a; b'`) == [["sh", "-c", "a; b"], ["a"], ["b"]]
	in_script(`eval "a b"`) == [["eval", "a b"], ["a", "b"]]
	in_script(`eval a b`) == [["eval", "a", "b"], ["a", "b"]]
	in_script(`concurrently "a b" c`) == [["concurrently", "a b", "c"], ["a", "b"]]
	in_script(`bash -c "a 'b c'"`) == [["bash", "-c", "a 'b c'"], ["a", "b c"]]
}

test_a_line_without_a_shell if {
	argv.split_line(`tini -- air -c "my file" --x='y z'`) == ["tini", "--", "air", "-c", "my file", "--x=y z"]
	argv.split_line("") == []
}

pod(container) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"spec": {"containers": [{"name": "other"}, object.union({"name": "web"}, container)]},
}

runs(container) := found if {
	found := [{"words": run.words, "at": run.path, "hook": run.hook, "assumed": run.assumed} |
		some run in argv.runs
		run.program != "sh"
	] with input.object as pod(container)
}

web := ["spec", "containers", 1]

test_what_containers_run if {
	runs({"command": ["tini", "--"], "args": ["air", "-d"]}) == [{
		"words": ["air", "-d"],
		"at": array.concat(web, ["args", 0]),
		"hook": false,
		"assumed": false,
	}]
	runs({"command": ["sh", "-c", "air"]}) == [{
		"words": ["air"],
		"at": array.concat(web, ["command", 2]),
		"hook": false,
		"assumed": false,
	}]
	runs({"command": ["sh", "-c"], "args": ["air"]})[0].at == array.concat(web, ["args", 0])
}

test_args_alone_may_be_a_command if {
	runs({"args": ["tini", "air"]}) == [{
		"words": ["air"],
		"at": array.concat(web, ["args", 1]),
		"hook": false,
		"assumed": true,
	}]
	every command in [[], null] {
		[run.words | some run in runs({"command": command, "args": ["air"]})] == [["air"]]
	}
	runs({"args": ["--air"]}) == []
	runs({"args": []}) == []
	runs({"args": "air"}) == []
	runs({"command": ["nginx", "-g"]}) == []
	runs({"args": [7]}) == []
	runs({"command": "${COMMAND}", "args": ["air"]}) == []
	runs({}) == []
}

test_hooks_after_the_start_run_too if {
	runs({"lifecycle": {"postStart": {"exec": {"command": ["sh", "-c", "air"]}}}}) == [{
		"words": ["air"],
		"at": array.concat(web, ["lifecycle", "postStart", "exec", "command", 2]),
		"hook": true,
		"assumed": false,
	}]
	hooked := runs({"command": ["x", "y"], "args": ["z"], "lifecycle": {"postStart": {"exec": {"command": ["x", "air"]}}}})
	hooked[0].at == array.concat(web, ["lifecycle", "postStart", "exec", "command", 0])
	runs({"lifecycle": {"preStop": {"exec": {"command": ["air"]}}}}) == []
	runs({"lifecycle": {"postStart": {"exec": {"command": "air"}}}}) == []
}

test_the_container_is_told if {
	[run.entry.name | some run in argv.runs] == ["web"] with input.object as pod({"command": ["air"]})
	[run.program | some run in argv.runs] == ["air"] with input.object as pod({"command": ["/x/air"]})
	[run.whole | some run in argv.runs] == [["nice", "air"]] with input.object as pod({"command": ["nice", "air"]})
}

test_vectors_are_looked_at_as_they_read if {
	every vector in [["go", "run", "."], ["sh", "-c", "true\nair"], ["sh", "-c", "a&&air>b"]] {
		argv.is_telling(vector)
	}
	not argv.is_telling(["/hair", "airflow", "go", "get"])
	not argv.is_telling([])
}
