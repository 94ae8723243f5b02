package tidegate.reload.air_config_test

import data.tidegate.reload.air_config

file(document) := {"path": ".air.toml", "format": "air-toml", "document": document}

said(document) := {concat(".", found.path): found.msg |
	some found in air_config.deny with input.file as file(document)
}

gentle(build) := {"build": object.union({"send_interrupt": true, "kill_delay": "2s"}, build)}

killed := "air kills the program with SIGKILL and does not ask it to end before"

ignored := "air kills the program with SIGKILL: kill_delay counts with send_interrupt only"

at_once := "air kills the program right after it has asked it to end"

overlap := "air starts the new program after five seconds, although the old one may still run"

crashes := "air starts a program that has crashed again and again"

dangerous := "air may watch a folder such as / or a home"

test_it_kills_unless_told_otherwise if {
	said({"root": "."}) == {"build.send_interrupt": killed}
	said({"build": {"send_interrupt": false}}) == {"build.send_interrupt": killed}
	said({"build": {"kill_delay": 500}}) == {"build.send_interrupt": ignored}
	said(gentle({})) == {}
	said({"build": {"send_interrupt": "${ASK}"}}) == {}
	said({"build": {"kill_delay": "9s"}}) == {"build.send_interrupt": ignored}
}

# A number is in milliseconds, a large one in nanoseconds; the default is 0.
test_it_waits_long_enough_and_not_too_long if {
	said({"build": {"send_interrupt": true}}) == {"build.kill_delay": at_once}
	every delay in [0, 500, 999, 999999999, "500ms", "0.5s", "999999us"] {
		said(gentle({"kill_delay": delay})) == {"build.kill_delay": at_once}
	}
	every delay in [1000, 5000, 1000000000, 5000000000, "1s", "1.5s", "4s500ms", "${DELAY}", "soon"] {
		said(gentle({"kill_delay": delay})) == {}
	}
	every delay in [5001, 999999, 5000000001, "6s", "1m", "5s1ms"] {
		said(gentle({"kill_delay": delay})) == {"build.kill_delay": overlap}
	}
}

test_linux_has_the_last_word if {
	said({"build": {"send_interrupt": false, "linux": {"send_interrupt": true, "kill_delay": "2s"}}}) == {}
	said(gentle({"linux": {"kill_delay": "9s"}})) == {"build.linux.kill_delay": overlap}
}

test_what_it_should_not_do if {
	said(gentle({"rerun": true})) == {"build.rerun": crashes}
	said(gentle({"rerun": false})) == {}
	said(object.union(gentle({}), {"root": "/"})) == {"root": "air watches the whole file system"}
	said(object.union(gentle({}), {"root": "/src"})) == {}
	said(gentle({"ignore_dangerous_root_dir": true})) == {"build.ignore_dangerous_root_dir": dangerous}
	said(gentle({"ignore_dangerous_root_dir": false})) == {}
}

test_configuration_that_restarts_the_program if {
	every word in ["*", "env", "yaml", "yml"] {
		air_config.deny == {{
			"msg": sprintf("air restarts the program when a file *.%s changes, which may be configuration", [word]),
			"path": ["build", "include_ext"],
			"severity": "info",
		}} with input.file as file(gentle({"include_ext": ["go", word]}))
	}
	said(gentle({"include_ext": ["go", "tpl", "html"]})) == {}
}

stops(text) := sprintf("air stops %s, and the program that this has started goes on", [text])

test_what_stands_between_air_and_the_program if {
	said(gentle({"full_bin": "APP_ENV=dev dlv exec --headless ./tmp/main"})) == {"build.full_bin": stops("dlv exec")}
	said(gentle({"bin": "go run ."})) == {"build.bin": stops("go run")}
	said(gentle({"entrypoint": ["dlv", "exec", "./tmp/main"]})) == {"build.entrypoint": stops("dlv exec")}
	said(gentle({"entrypoint": ["./tmp/main", "run"], "bin": "cargo run", "full_bin": "node --inspect x"})) == {}
	said(gentle({"cmd": "go run ./gen"})) == {}
}
