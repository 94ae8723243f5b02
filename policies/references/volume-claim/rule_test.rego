package tidegate.references.volume_claim_test

import data.tidegate.references.volume_claim

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "shop"}, "spec": spec}

verdict(obj, inventory) := findings if {
	complete := {"shop": {"PersistentVolumeClaim": true}}
	findings := volume_claim.deny with input as {"object": obj, "inventory": inventory, "complete": complete}
}

claim(name) := {"name": "v", "persistentVolumeClaim": {"claimName": name}}

test_absent if {
	verdict(pod({"volumes": [{"name": "e", "emptyDir": {}}, claim("data")]}), {}) == {{
		"msg": `there is no PersistentVolumeClaim "data" in namespace "shop": the pods stay Pending`,
		"path": ["spec", "volumes", 1, "persistentVolumeClaim", "claimName"],
	}}
}

test_there_or_not_known if {
	verdict(pod({"volumes": [claim("data")]}), {"PersistentVolumeClaim": {"shop": {"data": {}}}}) == set()
	volume_claim.deny == set() with input as {"object": pod({"volumes": [claim("data")]})}
	verdict(pod({"volumes": "text"}), {}) == set()
}

set_of(name) := {
	"apiVersion": "apps/v1",
	"kind": "StatefulSet",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {
		"volumeClaimTemplates": [{"metadata": {"name": "data"}}],
		"template": {"spec": {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "x"}}]}},
	},
}

test_what_a_stateful_set_makes if {
	inventory := {"apps/StatefulSet": {"shop": {"db": set_of("db")}, "other": {"queue": set_of("queue")}}}
	verdict(pod({"volumes": [claim("data-db-0")]}), inventory) == set()
	verdict(pod({"volumes": [claim("data-db-12")]}), inventory) == set()
	every name in ["data-db-x", "7", "data-db-", "data-db", "logs-db-0", "data-queue-0"] {
		count(verdict(pod({"volumes": [claim(name)]}), inventory)) == 1
	}
}

# The controller puts the claim of the template in the place of the volume; see updateStorage of the StatefulSet
# controller.
test_a_template_replaces_the_volume if {
	verdict(set_of("db"), {}) == set()
}

test_what_a_controller_owns if {
	owned := object.union(pod({"volumes": [claim("data")]}), {"metadata": {"ownerReferences": [{"controller": true}]}})
	verdict(owned, {}) == set()
}
