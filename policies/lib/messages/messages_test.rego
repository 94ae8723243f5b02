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

test_joined_does_not_quote if {
	messages.joined(["a"]) == "a"
	messages.joined(["a", "b"]) == "a and b"
	messages.joined(["a", "b", "c"]) == "a, b and c"
}

test_pods_are_counted if {
	messages.pods(0) == "0 pods"
	messages.pods(1) == "1 pod"
	messages.pods(12) == "12 pods"
}

test_no_names_no_text if {
	not messages.listed([])
	not messages.joined([])
	not messages.containers([])
}
