package tidegate.shutdown.shell_entrypoint_test

import data.tidegate.shutdown.shell_entrypoint

verdict(metadata, fields) := findings if {
	findings := shell_entrypoint.deny with input.object as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": object.union({"name": "p"}, metadata),
		"spec": {"containers": [object.union({"name": "web"}, fields)]},
	}
}

script(text) := {"command": ["/bin/sh", "-c", text]}

test_a_shell_that_stays if {
	verdict({}, script("migrate && web serve")) == {{
		"msg": `container "web" is started by a shell, which does not hand SIGTERM on`,
		"path": ["spec", "containers", 0, "command", 2],
	}}
}

test_a_script_in_args if {
	verdict({}, {"command": ["/bin/bash", "-c"], "args": ["cd /srv\nweb serve"]}) == {{
		"msg": `container "web" is started by a shell, which does not hand SIGTERM on`,
		"path": ["spec", "containers", 0, "args", 0],
	}}
}

test_npm_and_its_like if {
	verdict({}, {"command": ["npm", "start"]}) == {{
		"msg": `container "web" is started by npm, which does not hand SIGTERM on`,
		"path": ["spec", "containers", 0, "command", 0],
	}}
	every argv in [["npm", "run", "serve"], ["/usr/bin/yarn", "start"], ["pnpm", "run-script", "serve"]] {
		count(verdict({}, {"command": argv})) == 1
	}
	count(verdict({}, {"command": ["npm"], "args": ["start"]})) == 1
	{finding.path[3] | some finding in verdict({}, {"command": ["tini", "--"], "args": ["npm", "start"]})} == {"args"}
	verdict({}, {"command": ["dumb-init", "npm", "start"]}) == set()
	verdict({}, {"command": ["npm", "install"]}) == set()
	verdict({}, {"command": ["node", "start"]}) == set()
}

test_shells_that_get_out_of_the_way if {
	every text in ["web serve", "migrate && exec web serve", "trap 'kill $P' TERM; web & P=$!; wait $P", "${COMMAND}"] {
		verdict({}, script(text)) == set()
	}
}

test_wrappers_that_tell_everybody if {
	verdict({}, {"command": ["dumb-init", "--", "sh", "-c", "a; b"]}) == set()
	verdict({}, {"command": ["tini", "-g", "--", "sh", "-c", "a; b"]}) == set()
	count(verdict({}, {"command": ["tini", "--", "sh", "-c", "a; b"]})) == 1
}

test_what_the_image_does_is_not_known if {
	verdict({}, {"args": ["sh", "-c", "a; b"]}) == set()
	verdict({}, {}) == set()
}

test_hooks_and_owned_pods_are_passed_over if {
	verdict({"annotations": {"helm.sh/hook": "test"}}, script("a; b")) == set()
	verdict({"ownerReferences": [{"controller": true}]}, script("a; b")) == set()
}
