package tidegate.lib.shell_test

import data.tidegate.lib.shell

test_basename if {
	shell.basename("/usr/bin/sleep") == "sleep"
	shell.basename("sleep") == "sleep"
	not shell.basename(7)
}

test_a_script_is_what_follows_the_flag if {
	shell.script(["sh", "-c", "a; b"]) == {"index": 2, "text": "a; b"}
	shell.script(["/bin/bash", "-ec", "a; b", "name"]) == {"index": 2, "text": "a; b"}
	not shell.script(["sh", "-c", null])
	not shell.script(["sh", "-c", 5])
	shell.script(["/bin/bash", "-c", "--", "a"]) == {"index": 3, "text": "a"}
	shell.script(["bash", "-o", "pipefail", "-c", "a"]) == {"index": 4, "text": "a"}
	shell.script(["bash", "-eo", "pipefail", "-c", "a"]) == {"index": 4, "text": "a"}
}

test_a_shell_may_stand_behind_wrappers if {
	shell.script(["/usr/bin/env", "bash", "-c", "a"]) == {"index": 3, "text": "a"}
	shell.script(["tini", "--", "sh", "-c", "a"]) == {"index": 4, "text": "a"}
	shell.script(["busybox", "sh", "-c", "a"]) == {"index": 3, "text": "a"}
}

test_a_program_may_stand_behind_wrappers if {
	shell.program_index(["sleep", "1"]) == 0
	shell.program_index(["tini", "-s", "--", "npm", "start"]) == 3
	not shell.program_index(["tini", "--"])
	not shell.program_index([])
}

test_no_script_without_a_shell_that_is_handed_one if {
	every argv in [
		["web", "-c", "/etc/web.conf"],
		["web", "sh", "-c", "a"],
		["bash", "/entrypoint.sh"],
		["bash", "/entrypoint.sh", "-c", "a"],
		["bash", "-c"],
		["sh", 7, "-c", "a"],
		["cut", "-c", "1"],
		[],
		"sh -c a",
		null,
	] {
		not shell.script(argv)
	}
}

test_commands_are_split_at_operators if {
	shell.commands("a 1 && b || c; d | e & f\ng") == [["a", "1"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"]]
	shell.commands("a;;\n\n b  c ") == [["a"], ["b", "c"]]
	shell.commands("") == []
}

test_quoted_text_holds_no_commands if {
	shell.commands(`echo 'a; b' && echo "c | \"d; e"`) == [["echo", "''"], ["echo", "''"]]
}

test_comments_and_redirections_are_no_commands if {
	shell.commands("# a; b\nc # d; e\nf $# 2>&1") == [["c"], ["f", "$#", ">"]]
	shell.commands("a &> b") == [["a", ">", "b"]]
	shell.commands("a &>> b <&3") == [["a", ">", "b", ">"]]
}

test_a_continued_line_is_one if {
	shell.commands("a \\\n b") == [["a", "b"]]
}

test_straight_scripts if {
	every text in ["a", "a; b && c | d", "a\nb ${X:-1}", "a 2>&1; b", "a '||' \"&\"", "iffy; done_it"] {
		shell.is_straight(text)
	}
}

test_scripts_with_branches_are_not_straight if {
	every text in [
		"a || b",
		"a & b",
		"a &",
		"if a; then b; fi",
		"while a; do b; done",
		"until a; do b; done",
		"for x in 1 2; do b; done",
		"case $x in y) b;; esac",
		"(a; b)",
		"{ a; }",
		"a $(b)",
		"[ -f x ] && b",
		"[[ -f x ]] && b",
		"test -f x && b",
		"grep -q x y && b",
		"exit 0; b",
		"return; b",
		"select x in y; do b; done",
		"function f",
	] {
		not shell.is_straight(text)
	}
}

test_the_vector_of_a_container if {
	shell.argv({"command": ["a"], "args": ["b", "c"]}) == ["a", "b", "c"]
	shell.argv({"command": ["a"]}) == ["a"]
	not shell.argv({"args": ["b"]})
	not shell.argv({"command": []})
	not shell.argv({"command": "${COMMAND}"})
}

test_where_a_word_is_written if {
	container := {"command": ["a", "b"], "args": ["c"]}
	shell.tail(container, 1) == ["command", 1]
	shell.tail(container, 2) == ["args", 0]
}

test_a_file_is_mentioned_as_a_word if {
	shell.mentions(["/scripts/stop.sh"], "/scripts/stop.sh")
	shell.mentions(["sh", "-c", "exec /scripts/stop.sh; true"], "/scripts/stop.sh")
	shell.mentions(["sh", "-c", ". \"/scripts/stop.sh\""], "/scripts/stop.sh")
	not shell.mentions(["/scripts/stop.sh.old"], "/scripts/stop.sh")
	not shell.mentions([7], "/scripts/stop.sh")
	not shell.mentions([], "/scripts/stop.sh")
	not shell.mentions("/scripts/stop.sh", "/scripts/stop.sh")
}

test_words_are_looked_at_for_a_path_that_they_have if {
	shell.parts("exec /stop.sh", "/stop.sh") == ["exec", "/stop.sh"]
	not shell.parts("exec /stop.sh", "/start.sh")
}

test_words_that_name_kill if {
	shell.naming_kill(["sh", "-c", "pkill nginx"]) == "sh -c pkill nginx"
	not shell.naming_kill(["sh", "-c", "sleep 5"])
	not shell.naming_kill(["kill", 9])
	not shell.naming_kill("kill -9 1")
}

test_every_way_to_send_sigkill if {
	every text in [
		"kill -9 1",
		"kill -KILL 1",
		"kill -SIGKILL $(cat /run/web.pid)",
		"kill -s 9 1",
		"kill -s KILL 1",
		"kill -n 9 1",
		"kill --signal=KILL 1",
		"/bin/kill -9 1",
		"pkill -9 nginx",
		"pkill -f -9 nginx",
		"pkill --signal KILL nginx",
		"killall -s SIGKILL nginx",
		"killall5 -9",
		"pgrep nginx | xargs kill -9",
		"if a; then kill -9 1; fi",
		"su -c 'kill -9 1'",
		"kill -9",
		"kill -0 1 && kill -9 1",
	] {
		shell.kills(["sh", "-c", text])
	}
	shell.kills(["kill", "-9", "1"])
}

test_other_signals_and_words_are_none if {
	every text in [
		"kill 1",
		"kill -15 1",
		"kill -TERM 1",
		"kill -0 1",
		"kill -95 1",
		"killer -9",
		"my-kill -9 1",
		"skill -9 1",
		"echo kill -9 1",
		`echo "never kill -9 1"`,
		`printf -- 'kill -9 1\n'`,
		"# kill -9 1",
		"a # then kill -9 1",
		"timeout -s KILL 5 web check",
		"tail -9 log",
		"",
	] {
		not shell.kills(["sh", "-c", text])
	}
	not shell.kills(input) with input as ["kill -9 1", 9]
	not shell.kills([])
	not shell.kills("kill -9 1")
}

test_who_asks_first_may_kill_later if {
	every text in [
		"kill -TERM 1; sleep 5; kill -9 1",
		"kill -15 1; sleep 5; kill -9 1",
		"kill -s INT 1; sleep 5; kill -9 1",
		"kill $PID\nsleep 5\nkill -9 $PID",
		"pkill nginx; sleep 5; pkill -9 nginx",
		"nginx -s quit; sleep 5; pkill -9 nginx",
		"redis-cli shutdown || kill -9 1",
		"web stop; kill -9 1",
	] {
		not shell.kills(["sh", "-c", text])
	}
}

test_asking_in_a_comment_is_not_asking if {
	shell.kills(["sh", "-c", "# quit\necho stop\nkill -9 1"])
	shell.kills(["sh", "-c", "kill -9 1; kill -TERM 1"])
}

test_a_flag_of_a_wrapper_is_none_of_the_shell if {
	shell.script(["stdbuf", "-c", "sh", "-c", "exit"]).index == 4
}

test_a_mapping_is_no_vector if {
	not shell.script({"0": "sh", "1": "-c", "2": "exit"})
	not shell.kills({"0": "kill -9 1"})
	shell.argv({"command": ["web"], "args": {"0": "--port"}}) == ["web"]
}
