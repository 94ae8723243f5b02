package tidegate.lib.unknown_test

import data.tidegate.lib.unknown

test_placeholders_of_every_kind if {
	every value in [
		"${REPLICAS}",
		"${REPLICAS:=3}",
		"registry.example.com/web:${TAG}",
		"__IMAGE_TAG__",
		"{{ .Values.name }}",
		"<no value>",
		"ENC[AES256_GCM,data:abc,type:str]",
	] {
		unknown.is_placeholder(value)
	}
}

test_ordinary_values_are_known if {
	every value in ["web", "$HOME", "a__b", "$5 {x}", "__init__", "no value", "x ENC[", "", 3, true, null, {}] {
		not unknown.is_placeholder(value)
	}
}

test_what_has_the_mark_of_a_placeholder if {
	every value in ["${", "a__b", "{{", "<no value>", "x ENC["] {
		unknown.marked(value) == value
	}
	every value in ["web", "$HOME", "{x}", "_", ""] {
		not unknown.marked(value)
	}
}

test_what_may_hold_a_placeholder_somewhere if {
	every value in [{"app": ["${NAME}"]}, {"{{ .key }}": 1}, ["<no value>"], "a__b"] {
		unknown.holding(value) == value
	}
	every value in [{"app": ["web"]}, {"key": 1}, [], "web", 3, null] {
		not unknown.holding(value)
	}
}
