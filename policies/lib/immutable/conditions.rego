# What is changed in a Service, a Pod, a claim or another object although the API server does not let anybody change it:
# where that depends on more than the field itself. {field, doubtful}; doubtful where it depends on what the API server
# has filled in. The rest is in immutable.rego.
package tidegate.lib.immutable

import data.tidegate.lib.unknown

# An address that is left out stays what it is.
by_condition contains {"field": ["spec", written.key], "doubtful": is_given(given.value, written.value)} if {
	keeps_its_address
	written := address(input.object.spec)
	given := address(input.oldObject.spec)
	written.value != ""
	are_different(given.value, written.value)
}

by_condition contains {"field": ["spec", "clusterIPs"], "doubtful": false} if {
	keeps_its_address
	are_different(input.oldObject.spec.clusterIPs[1], input.object.spec.clusterIPs[1])
}

# Headless Services may change the family of their addresses.
by_condition contains {"field": ["spec", "ipFamilies"], "doubtful": false} if {
	keeps_its_address
	not "None" in {address(input.oldObject.spec).value, address(input.object.spec).value}
	are_different(input.oldObject.spec.ipFamilies[0], input.object.spec.ipFamilies[0])
}

by_condition contains {"field": ["spec", "loadBalancerClass"], "doubtful": false} if {
	balances
	are_different(
		object.get(input.oldObject.spec, "loadBalancerClass", ""),
		object.get(input.object.spec, "loadBalancerClass", ""),
	)
}

by_condition contains {"field": ["spec", "healthCheckNodePort"], "doubtful": false} if {
	balances
	every obj in [input.oldObject, input.object] { obj.spec.externalTrafficPolicy == "Local" }
	are_different(input.oldObject.spec.healthCheckNodePort, input.object.spec.healthCheckNodePort)
}

# The API server gives one of its own where none is said.
by_condition contains {"field": ["spec", "healthCheckNodePort"], "doubtful": true} if {
	balances
	every obj in [input.oldObject, input.object] { obj.spec.externalTrafficPolicy == "Local" }
	not input.oldObject.spec.healthCheckNodePort
	are_different(null, input.object.spec.healthCheckNodePort)
}

# A Service that was headless stays so, and what is reached from outside cannot be.
by_condition contains {"field": ["spec", "type"], "doubtful": false} if {
	keeps_its_address
	input.object.spec.type in {"LoadBalancer", "NodePort"}
	address(input.oldObject.spec).value == "None"
	address(input.object.spec).value == ""
}

# Objects are stored in this version.
by_condition contains {"field": ["spec", "versions"], "doubtful": false} if {
	input.object.kind == "CustomResourceDefinition"
	some version in input.oldObject.spec.versions
	version.storage == true
	not version.name in {still.name | some still in input.object.spec.versions}
	count(filled_in_later(["spec", "versions"])) == 0
}

by_condition contains {"field": ["spec", class], "doubtful": input.object.kind != "PersistentVolume"} if {
	input.object.kind in {"PersistentVolume", "PersistentVolumeClaim"}
	class := "volumeAttributesClassName"
	input.oldObject.spec[class]
	is_object(input.object.spec)
	not input.object.spec[class]
}

# Two fields for one thing: the API server copies the one that is given, and keeps it where none is said.
by_condition contains {"field": ["spec", "dataSource"], "doubtful": false} if {
	input.object.kind == "PersistentVolumeClaim"
	source(input.object.spec) != null
	are_different(source(input.oldObject.spec), source(input.object.spec))
	count(filled_in_later(["spec"])) == 0
}

# A pod may be given more tolerations.
by_condition contains {"field": ["spec", "tolerations"], "doubtful": false} if {
	input.object.kind == "Pod"
	some toleration in input.oldObject.spec.tolerations
	not toleration in object.get(input.object.spec, "tolerations", [])
	count(filled_in_later(["spec", "tolerations"])) == 0
}

# It may be held back by fewer gates.
by_condition contains {"field": ["spec", "schedulingGates"], "doubtful": false} if {
	input.object.kind == "Pod"
	some gate in input.object.spec.schedulingGates
	not gate in object.get(input.oldObject.spec, "schedulingGates", [])
	count(filled_in_later(["spec", "schedulingGates"])) == 0
}

# Of the nodes that it waits for some may be ruled out.
by_condition contains {"field": ["spec", "nodeSelector"], "doubtful": false} if {
	is_gated
	some label, value in input.oldObject.spec.nodeSelector
	value != object.get(input.object.spec, ["nodeSelector", label], null)
	count(filled_in_later(["spec", "nodeSelector"])) == 0
}

by_condition contains {"field": required_affinity, "doubtful": false} if {
	is_gated
	before := object.get(input.oldObject, array.concat(required_affinity, ["nodeSelectorTerms"]), [])
	now := object.get(input.object, array.concat(required_affinity, ["nodeSelectorTerms"]), [])
	count(before) > 0
	narrowed := [i | some i, term in before; is_narrowed(term, now[i])]
	[count(narrowed), count(now)] != [count(before), count(before)]
	count(filled_in_later(["spec", "affinity"])) == 0
}

required_affinity := ["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]

is_narrowed(before, now) if {
	goes_on(object.get(before, "matchExpressions", []), object.get(now, "matchExpressions", []))
	goes_on(object.get(before, "matchFields", []), object.get(now, "matchFields", []))
}

goes_on(before, now) if array.slice(now, 0, count(before)) == before

# It may be given less time.
by_condition contains {"field": ["spec", "activeDeadlineSeconds"], "doubtful": false} if {
	input.object.kind == "Pod"
	input.oldObject.spec.activeDeadlineSeconds < deadline
}

# Later than any other where there is none.
deadline := input.object.spec.activeDeadlineSeconds if {
	is_number(input.object.spec.activeDeadlineSeconds)
} else := input.oldObject.spec.activeDeadlineSeconds + 1 if {
	not input.object.spec.activeDeadlineSeconds
	is_number(input.oldObject.spec.activeDeadlineSeconds)
}

# A Service gives its address up when it becomes another's name.
keeps_its_address if {
	input.object.kind == "Service"
	every obj in [input.oldObject, input.object] {
		is_object(obj.spec)
		object.get(obj.spec, "type", "ClusterIP") != "ExternalName"
	}
}

balances if {
	input.object.kind == "Service"
	every obj in [input.oldObject, input.object] { obj.spec.type == "LoadBalancer" }
}

source(spec) := given if {
	given := spec.dataSource
} else := given if {
	given := spec.dataSourceRef
} else := null

address(spec) := {"key": "clusterIP", "value": spec.clusterIP} if {
	is_string(spec.clusterIP)
} else := {"key": "clusterIPs", "value": spec.clusterIPs[0]} if {
	is_string(spec.clusterIPs[0])
} else := {"key": "clusterIP", "value": ""}

# Perhaps it is the address that the Service was given, written down.
is_given(old, now) := ({old, now} & {"", "None"}) == {""}

are_different(old, new) if {
	old != new
	not unknown.is_placeholder(old)
	not unknown.is_placeholder(new)
}
