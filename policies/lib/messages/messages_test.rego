package tidegate.lib.messages_test

import data.tidegate.lib.messages

test_one_name if {
	messages.listed(["a"]) == `"a"`
	messages.containers(["a"]) == `container "a"`
}

test_two_names if {
	messages.listed(["a", "b"]) == `"a" and "b"`
	messages.containers(["a", "b"]) == `containers "a" and "b"`
}

test_three_names if {
	messages.listed(["a", "b", "c"]) == `"a", "b" and "c"`
	messages.containers(["a", "b", "c"]) == `containers "a", "b" and "c"`
}

test_no_names_no_text if {
	not messages.listed([])
	not messages.containers([])
}
