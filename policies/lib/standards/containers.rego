# Controls over what a container alone can set, and over its probes and ports.
package tidegate.lib.standards

import data.tidegate.lib.messages
import data.tidegate.lib.security
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

# Containers with their security context; one that is filled in later may say anything, and its container is not here.
contexts := [{"name": entry.name, "path": array.concat(entry.path, ["securityContext"]), "context": context} |
	some entry in workload.containers
	context := object.get(entry.container, "securityContext", {})
	is_object(context)
]

# Windows has neither capabilities nor privileges to gain, and restricted does not ask for them to be set.
spared_as_windows if {
	security.is_windows
	is_restricted
	minor >= data.lib.standards.windows_spared_since
}

privileged contains {"path": array.concat(entry.path, ["privileged"])} if {
	some entry in contexts
	entry.context.privileged == true
}

privilege_escalation contains found if {
	asks_for_privilege_escalation
	some entry in contexts
	entry.context.allowPrivilegeEscalation == true
	found := {
		"text": "allowPrivilegeEscalation is true for %s",
		"values": [[entry.name]],
		"path": array.concat(entry.path, ["allowPrivilegeEscalation"]),
	}
}

privilege_escalation contains found if {
	asks_for_privilege_escalation
	some entry in contexts
	object.get(entry.context, "allowPrivilegeEscalation", null) == null
	found := {
		"text": "allowPrivilegeEscalation is not set for %s, and true is the default",
		"values": [[entry.name]],
		"path": array.concat(entry.path, ["allowPrivilegeEscalation"]),
	}
}

asks_for_privilege_escalation if {
	is_restricted
	minor >= data.lib.standards.privilege_escalation_since
	not spared_as_windows
}

capabilities contains found if {
	not spared_as_windows
	some entry in contexts
	names := [name |
		some name in entry.context.capabilities.add
		is_string(name)
		not name in allowed_capabilities
		not unknown.is_placeholder(name)
	]
	found := {
		"text": "%s is given %s",
		"values": [[entry.name], messages.joined(names)],
		"path": array.concat(entry.path, ["capabilities", "add"]),
	}
}

capabilities contains found if {
	is_restricted
	minor >= data.lib.standards.capabilities.restricted_since
	not spared_as_windows
	some entry in contexts
	not may_drop_all(entry.context)
	found := {
		"text": "%s does not drop ALL capabilities",
		"values": [[entry.name]],
		"path": array.concat(entry.path, ["capabilities", "drop"]),
	}
}

allowed_capabilities := data.lib.standards.capabilities.restricted if {
	is_restricted
	minor >= data.lib.standards.capabilities.restricted_since
} else := data.lib.standards.capabilities.baseline

# The admission plugin knows the word in capitals only.
may_drop_all(context) if "ALL" in context.capabilities.drop

may_drop_all(context) if {
	some name in context.capabilities.drop
	unknown.is_placeholder(name)
}

may_drop_all(context) if unknown.is_placeholder(context.capabilities.drop)

may_drop_all(context) if unknown.is_placeholder(context.capabilities)

proc_mount contains found if {
	some entry in contexts
	value := entry.context.procMount
	is_string(value)
	value != "Default"
	not unknown.is_placeholder(value)
	not may_mount_its_own_proc
	found := {
		"text": "procMount is %s for %s",
		"values": [value, [entry.name]],
		"path": array.concat(entry.path, ["procMount"]),
	}
}

may_mount_its_own_proc if {
	level == "baseline"
	minor >= data.lib.standards.user_namespace_spared_since
	security.maybe_user_namespace
}

# The API server gives a pod with hostNetwork host ports for its container ports; that is for host_namespaces.
host_ports contains found if {
	some entry in workload.containers
	some i, port in entry.container.ports
	is_number(port.hostPort)
	port.hostPort != 0
	found := {
		"text": "%s takes port %v of its node",
		"values": [[entry.name], port.hostPort],
		"path": array.concat(entry.path, ["ports", i, "hostPort"]),
	}
}

probe_host contains found if {
	minor >= data.lib.standards.probe_host_since
	some entry in workload.containers
	some keys, handler in handlers(entry.container)
	some action in ["httpGet", "tcpSocket"]
	host := handler[action].host
	is_string(host)
	host != ""
	not unknown.is_placeholder(host)
	found := {
		"text": "%s of %s asks host %s",
		"values": [concat(".", keys), [entry.name], host],
		"path": array.concat(entry.path, array.concat(keys, [action, "host"])),
	}
}

# What the kubelet asks or calls, by the keys that lead there.
handlers(container) := object.union(
	{[kind]: container[kind] | some kind in ["livenessProbe", "readinessProbe", "startupProbe"]},
	{["lifecycle", hook]: container.lifecycle[hook] | some hook in ["postStart", "preStop"]},
)
