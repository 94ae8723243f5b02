package tidegate.lib.env_test

import data.tidegate.lib.env

pod(variables) := {
	"apiVersion": "v1",
	"kind": "Pod",
	"spec": {"containers": [{"name": "other"}, {"name": "web", "env": variables}]},
}

settings(variables) := found if {
	found := [{"name": s.name, "value": s.value, "literal": s.literal, "from": s.from, "tail": array.slice(s.path, 3, 6)} |
		some s in env.settings
	] with input.object as pod(variables)
}

test_variables_that_rules_ask_about if {
	settings([{"name": "A", "value": "1"}, {"name": "GOGC", "value": "off"}]) == [{
		"name": "GOGC",
		"value": "off",
		"literal": true,
		"from": {},
		"tail": ["env", 1, "value"],
	}]
	settings([{"name": "OPTS", "value": "-agentlib:jdwp=x"}])[0].name == "OPTS"
	settings([{"name": "OPTS", "value": "-Xmx1g"}, {"name": 7, "value": 7}, "GOGC"]) == []
	settings({"GOGC": "off"}) == []
}

test_values_from_elsewhere_are_empty if {
	from := {"resourceFieldRef": {"resource": "limits.memory"}}
	settings([{"name": "GOMEMLIMIT", "valueFrom": from}]) == [{
		"name": "GOMEMLIMIT",
		"value": "",
		"literal": false,
		"from": from,
		"tail": ["env", 0, "valueFrom"],
	}]
	[settings([{"name": "GOGC"}])[0][key] | some key in ["value", "literal"]] == ["", true]
	every text in ["$(LIMIT)MiB", "${LIMIT}", "{{ .Values.limit }}"] {
		[settings([{"name": "GOMEMLIMIT", "value": text}])[0][key] | some key in ["value", "literal"]] == ["", false]
	}
	settings([{"name": "GOGC", "value": 7}])[0].literal == false
}

test_the_last_of_a_name_counts if {
	found := settings([{"name": "GOGC", "value": "off"}, {"name": "GOGC", "value": "50"}])
	[s.value | some s in found] == ["50"]
	count(settings([{"name": "GOGC", "value": "off"}, {"name": "A", "value": "50"}])) == 1
}

test_what_is_no_text_is_no_option if {
	found := settings([{"name": "A", "value": 7}, {"name": "B"}, "C", null, {"name": "GOGC", "value": "off"}])
	[s.name | some s in found] == ["GOGC"]
	settings([{"name": 7, "value": "-agentlib:jdwp=x"}]) == []
	settings("GOGC") == []
	settings(null) == []
}

test_the_variables_of_one_container if {
	entry := {"path": ["spec", "containers", 1]}
	env.of(entry).GOGC.value == "off" with input.object as pod([{"name": "GOGC", "value": "off"}])
	env.of({"path": ["spec", "containers", 0]}) == {} with input.object as pod([{"name": "GOGC", "value": "off"}])
}

test_what_is_on if {
	every text in ["1", "true", "True", "yes"] { env.is_on(text) }
	every text in ["0", "false", "", "${DEBUG}"] { not env.is_on(text) }
}

test_an_environment_is_looked_at_for_every_name if {
	every name, _ in data.lib.env.names { count(settings([{"name": "A"}, {"name": name, "value": "1"}])) == 1 }
	every part in data.lib.env.values { count(settings([{"name": "A", "value": part}])) == 1 }
}
