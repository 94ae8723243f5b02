package tidegate.change.volume_claim_shrunk_test

import data.tidegate.change.volume_claim_shrunk

claim(name, size) := {
	"kind": "PersistentVolumeClaim",
	"metadata": {"name": name},
	"spec": {"resources": {"requests": {"storage": size}}},
}

verdict(old, new) := findings if {
	findings := volume_claim_shrunk.deny with input as {"oldObject": old, "object": new}
}

sized(before, now) := verdict(claim("data", before), claim("data", now))

found(before, now, path) := {{
	"msg": sprintf("the claim asks for %v, after %v before: no volume can be made smaller", [now, before]),
	"path": array.concat(path, ["spec", "resources", "requests", "storage"]),
}}

stateful(claims) := {
	"apiVersion": "apps/v1",
	"kind": "StatefulSet",
	"metadata": {"name": "db"},
	"spec": {"volumeClaimTemplates": claims},
}

test_less_than_before if {
	sized("20Gi", "10Gi") == found("20Gi", "10Gi", [])
	sized("1Ti", "1000Gi") == found("1Ti", "1000Gi", [])
	sized("10Gi", "10G") == found("10Gi", "10G", [])
	sized(1000, 999) == found(1000, 999, [])
}

test_as_much_or_more if {
	sized("10Gi", "10Gi") == set()
	sized("10Gi", "20Gi") == set()
	sized("1Ti", "1024Gi") == set()
	sized("1024Gi", "1Ti") == set()
	sized("10G", "10Gi") == set()
}

test_what_is_filled_in_later if {
	sized("${SIZE}", "10Gi") == set()
	sized("10Gi", "${SIZE}") == set()
	verdict(claim("data", "10Gi"), {"kind": "PersistentVolumeClaim", "spec": {}}) == set()
	verdict(null, claim("data", "10Gi")) == set()
}

test_templates_of_claims_are_told_apart_by_name if {
	old := stateful([claim("data", "20Gi"), claim("logs", "5Gi")])
	verdict(old, stateful([claim("logs", "5Gi"), claim("data", "10Gi")])) == found(
		"20Gi", "10Gi",
		["spec", "volumeClaimTemplates", 1],
	)
	verdict(old, stateful([claim("new", "1Gi")])) == set()
	verdict(old, stateful([claim("data", "20Gi"), claim("logs", "5Gi")])) == set()
}
