# Ports and probes of a container as the kubelet reads them, defaults filled in.
package tidegate.lib.probes

import data.tidegate.lib.workload

# Every probe of the pod under review that is carried out: {entry, name, probe, path}.
all := [found |
	some entry in workload.lasting_containers
	some name in ["startupProbe", "livenessProbe", "readinessProbe"]
	probe := entry.container[name]
	is_object(probe)
	found := {"entry": entry, "name": name, "probe": probe, "path": array.concat(entry.path, [name])}
]

# The container has no such probe, or one that asks nothing and that the API server refuses.
is_missing(container, name) if not container[name]

is_missing(container, name) if {
	is_object(container[name])
	count(object.keys(container[name]) - waits) == 0
}

waits := {
	"failureThreshold",
	"initialDelaySeconds",
	"periodSeconds",
	"successThreshold",
	"terminationGracePeriodSeconds",
	"timeoutSeconds",
}

# A number of a probe. The API server takes 0 for "not said". Undefined for a placeholder.
number(probe, field) := value if {
	is_object(probe)
	value := object.get(probe, field, 0)
	is_number(value)
	value != 0
} else := timing[field] if {
	is_object(probe)
	object.get(probe, field, 0) == 0
}

# How long the probe may fail, in seconds, before that has a consequence.
patience(probe) := number(probe, "failureThreshold") * number(probe, "periodSeconds")

# The ports that a container declares; what is no list of mappings declares none.
ports(container) := [port |
	is_array(container.ports)
	some port in container.ports
	is_object(port)
]

# The number behind a port's name, of the same container only. Undefined for an unknown name.
port_number(container, name) := numbers[0] if {
	numbers := [port.containerPort | some port in ports(container); port.name == name]
}

# A port as a probe or a Service gives it: a name becomes its number where the container declares it.
resolved(container, port) := number if {
	number := port_number(container, port)
} else := port

# A probe with every default written out and its named port resolved, so that two can be compared. Undefined for a probe
# that does nothing.
normal(container, probe) := {"action": asked, "timing": waited} if {
	asked := action(container, probe)
	waited := {field: value | some field, otherwise in timing; value := said(probe, field, otherwise)}
}

said(probe, field, otherwise) := value if {
	value := probe[field]
	value != 0
} else := otherwise

timing := {
	"initialDelaySeconds": 0,
	"periodSeconds": 10,
	"timeoutSeconds": 1,
	"successThreshold": 1,
	"failureThreshold": 3,
}

action(container, probe) := {"httpGet": asked} if {
	asked := filled(container, {"path": "/", "scheme": "HTTP", "host": "", "httpHeaders": []}, probe.httpGet)
} else := {"tcpSocket": asked} if {
	asked := filled(container, {"host": ""}, probe.tcpSocket)
} else := {"grpc": asked} if {
	asked := filled(container, {"service": ""}, probe.grpc)
} else := {"exec": asked} if {
	asked := probe.exec
}

filled(container, otherwise, given) := object.union_n([otherwise, given, port]) if {
	port := {"port": resolved(container, given.port)}
}
