package tidegate.lib.configuration_test

import data.tidegate.lib.configuration

changed(old, new) := names if {
	names := configuration.changed with input as {"oldObject": old, "object": new}
}

config(fields) := object.union({"kind": "ConfigMap"}, fields)

secret(fields) := object.union({"kind": "Secret"}, fields)

test_entries_that_are_changed if {
	changed(config({"data": {"a": "1", "b": "1"}}), config({"data": {"a": "2", "b": "1"}})) == {"a"}
	changed(config({"data": {"a": "1"}}), config({"data": {"b": "1"}})) == {"a", "b"}
	changed(config({"data": {"a": "1"}}), config({})) == {"a"}
	changed(config({"binaryData": {"a": "AQ=="}}), config({"binaryData": {"a": "Ag=="}})) == {"a"}
	changed(config({"binaryData": {"a": "AQ=="}}), config({"data": {"a": "AQ=="}})) == {"a"}
	changed(config({"data": {"a": "x y"}}), config({"data": {"a": "xy"}})) == {"a"}
}

test_entries_that_are_not if {
	changed(config({"data": {"a": "1"}}), config({"data": {"a": "1"}, "metadata": {"labels": {"a": "b"}}})) == set()
	changed(config({}), config({"data": {}})) == set()
}

test_secrets_are_compared_as_they_are_kept if {
	changed(secret({"data": {"a": "aGVsbG8="}}), secret({"stringData": {"a": "hello"}})) == set()
	changed(secret({"data": {"a": "aGVs\nbG8=\n"}}), secret({"data": {"a": "aGVsbG8="}})) == set()
	changed(secret({"data": {"a": "aGVsbG8="}}), secret({"stringData": {"a": "bye"}})) == {"a"}
	changed(secret({"data": {"a": "eA=="}}), secret({"data": {"a": "eA=="}, "stringData": {"a": "y"}})) == {"a"}
}

test_what_is_filled_in_later if {
	changed(config({"data": {"a": "${A}", "b": "1"}}), config({"data": {"a": "2", "b": "2"}})) == {"b"}
	changed(secret({"data": {"a": "eA=="}}), secret({"stringData": {"a": "${A}"}})) == set()
	changed(config({"data": {"a": "1"}}), config({"data": "${DATA}"})) == set()
	changed(config({"data": ["1"]}), config({"data": ["2"]})) == set()
	changed(secret({"data": {"a": 7}}), secret({"stringData": {"a": 7}})) == {"a"}
}

test_sops_encrypts_anew if {
	changed(secret({"data": {"a": "eA=="}, "sops": {}}), secret({"data": {"a": "eQ=="}})) == set()
	changed(secret({"data": {"a": "eA=="}}), secret({"data": {"a": "eQ=="}, "sops": {}})) == set()
}

test_where_an_entry_is if {
	old := secret({"data": {"a": "eA==", "gone": "eA=="}})
	new := secret({"data": {"a": "eA=="}, "stringData": {"a": "y"}, "binaryData": {"b": "x"}})
	[configuration.field(name) | some name in ["a", "gone", "b"]] == ["stringData", "data", "binaryData"] with input as {
		"oldObject": old,
		"object": new,
	}
	not configuration.field("c") with input as {"oldObject": old, "object": new}
}
