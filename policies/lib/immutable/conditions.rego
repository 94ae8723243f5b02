# What is changed in a Service, a Pod or a claim although the API server does not let anybody change it: where that
# depends on more than the field itself. {field, doubtful}; doubtful where it depends on what the API server has filled
# in. The rest is in immutable.rego.
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

# Two fields for one thing: the API server copies the one that is given.
by_condition contains {"field": ["spec", "dataSource"], "doubtful": false} if {
	input.object.kind == "PersistentVolumeClaim"
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
