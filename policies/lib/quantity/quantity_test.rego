package tidegate.lib.quantity_test

import data.tidegate.lib.quantity

test_plain_numbers if {
	quantity.number(2) == 2
	quantity.number(0.5) == 0.5
	quantity.number("2") == 2
	quantity.number("0") == 0
	quantity.number("0.5") == 0.5
}

test_odd_ways_to_write_a_number if {
	quantity.number("+2") == 2
	quantity.number("-2") == -2
	quantity.number(".5") == 0.5
	quantity.number("-.5") == -0.5
	quantity.number("5.") == 5
	quantity.number("007") == 7
	quantity.number("00") == 0
	quantity.number("10") == 10
	quantity.number("00.25") == 0.25
}

test_decimal_suffixes if {
	quantity.number("100m") == 0.1
	quantity.number("1500m") == 1.5
	quantity.number("5u") == 0.000005
	quantity.number("4n") == 0.000000004
	quantity.number("3k") == 3000
	quantity.number("2M") == 2000000
	quantity.number("1.5G") == 1500000000
	quantity.number("2T") == 2000000000000
	quantity.number("2P") == 2000000000000000
	quantity.number("1E") == 1000000000000000000
}

test_binary_suffixes if {
	quantity.number("1Ki") == 1024
	quantity.number("512Mi") == 536870912
	quantity.number("1.5Gi") == 1610612736
	quantity.number("1Ti") == 1099511627776
	quantity.number("1Pi") == 1125899906842624
	quantity.number("1Ei") == 1152921504606846976
}

test_exponents if {
	quantity.number("1e3") == 1000
	quantity.number("1E3") == 1000
	quantity.number("1e+06") == 1000000
	quantity.number("25e-1") == 2.5
	quantity.number("-1.5e2") == -150
}

test_different_ways_to_say_the_same_are_equal if {
	quantity.number("1Gi") == quantity.number("1024Mi")
	quantity.number("0.1") == quantity.number("100m")
	quantity.number("2") == quantity.number("2000m")
}

test_what_is_no_quantity if {
	every value in ["", "m", "1 Gi", "1GB", "1gi", "1K", "${CPU}", "1e", "1e333", "1.2.3", ".", "--1", true, null, []] {
		not quantity.number(value)
	}
}
