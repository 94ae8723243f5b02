package tidegate.lib.cni.values_test

import data.tidegate.lib.cni.values

test_a_number_of_bytes if {
	values.bytes(1450) == 1450
}

test_a_text_of_digits_is_a_number if {
	values.bytes("9001") == 9001
}

test_zero_is_detection if {
	not values.bytes(0)
	not values.bytes("0")
}

test_a_negative_number_is_none if {
	not values.bytes(-1)
	not values.bytes("-1450")
}

test_a_fraction_is_none if {
	not values.bytes(1450.5)
	not values.bytes("1450.5")
}

test_a_placeholder_is_none if {
	not values.bytes("__CNI_MTU__")
	not values.bytes("${MTU:=1450}")
	not values.bytes("{{ .Values.mtu }}")
}

test_an_octal_text_is_none if {
	not values.bytes("01450")
}

test_a_text_around_digits_is_none if {
	not values.bytes("1450 bytes")
	not values.bytes("mtu 1450")
	not values.bytes("")
}

test_a_number_with_more_digits_than_any_mtu_is_none if {
	values.bytes("999999999") == 999999999
	not values.bytes("9999999999")
}

test_other_types_are_none if {
	every value in [null, true, ["1450"], {"mtu": 1450}] {
		not values.bytes(value)
	}
}

test_json_is_parsed if {
	values.parsed("json", `{"Backend": {"MTU": 1400}}`) == {"Backend": {"MTU": 1400}}
}

test_yaml_is_parsed if {
	values.parsed("yaml", "defaultMTU: 1400\n# a comment\n") == {"defaultMTU": 1400}
}

test_json_that_cannot_be_read_is_nothing if {
	not values.parsed("json", `{"mtu": __CNI_MTU__}`)
}

test_yaml_that_cannot_be_read_is_nothing if {
	not values.parsed("yaml", "defaultMTU: [1400\n")
}

# Some readers take the braces for a mapping in a mapping.
test_a_template_in_yaml_is_no_number if {
	count([size | size := values.bytes(values.parsed("yaml", "defaultMTU: {{ mtu }}\n").defaultMTU)]) == 0
}

test_what_is_no_mapping_is_nothing if {
	every text in [`["a"]`, `"a"`, `1450`, `null`] {
		not values.parsed("json", text)
		not values.parsed("yaml", text)
	}
}

test_what_is_no_text_is_nothing if {
	every text in [null, 5, {"a": "b"}] {
		not values.parsed("json", text)
		not values.parsed("yaml", text)
	}
}

test_an_unknown_format_is_nothing if {
	not values.parsed("toml", `{"a": 1}`)
}

test_plugins_of_a_list if {
	values.plugins({"plugins": [{"type": "calico"}, {"type": "portmap"}]}) == [{"type": "calico"}, {"type": "portmap"}]
}

test_plugins_that_are_no_mapping_are_left_out if {
	values.plugins({"plugins": [null, "calico", {"type": "portmap"}]}) == [{"type": "portmap"}]
}

test_a_configuration_without_a_list_is_its_own_plugin if {
	values.plugins({"type": "macvlan", "mtu": 9000}) == [{"type": "macvlan", "mtu": 9000}]
}

test_a_list_that_is_none_has_no_plugins if {
	not values.plugins({"plugins": "calico"})
	not values.plugins({"plugins": null})
}
