package tidegate.lib.int_or_percent_test

import data.tidegate.lib.int_or_percent

test_whole_numbers_stay_what_they_are if {
	int_or_percent.rounded_up(2, 10) == 2
	int_or_percent.rounded_down(2, 10) == 2
	int_or_percent.rounded_up(0, 10) == 0
	int_or_percent.whole(7) == 7
}

test_percentages_rounded_up if {
	int_or_percent.rounded_up("1%", 3) == 1
	int_or_percent.rounded_up("50%", 1) == 1
	int_or_percent.rounded_up("51%", 2) == 2
	int_or_percent.rounded_up("50%", 2) == 1
	int_or_percent.rounded_up("66%", 3) == 2
	int_or_percent.rounded_up("67%", 3) == 3
	int_or_percent.rounded_up("0%", 3) == 0
	int_or_percent.rounded_up("100%", 3) == 3
	int_or_percent.rounded_up("123456789%", 100) == 123456789
}

# The API server's pattern is digits and a percent sign.
test_leading_zeros if {
	int_or_percent.rounded_up("05%", 100) == 5
	int_or_percent.rounded_up("000%", 100) == 0
}

test_percentages_rounded_down if {
	int_or_percent.rounded_down("25%", 3) == 0
	int_or_percent.rounded_down("25%", 4) == 1
	int_or_percent.rounded_down("99%", 2) == 1
}

test_anything_else_is_unknown if {
	texts := ["2", "${MIN}", "50", "%", "5.5%", "-5%", "%50", "x5%", "5%x", "1234567890%"]
	every value in array.concat(texts, [-1, 1.5, true, null, [], {}]) {
		not int_or_percent.rounded_up(value, 10)
		not int_or_percent.rounded_down(value, 10)
	}
}

test_whole_refuses_fractions_negatives_and_text if {
	not int_or_percent.whole(1.5)
	not int_or_percent.whole(-1)
	not int_or_percent.whole("1")
}
