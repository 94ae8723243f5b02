# MTU settings of container networks: which the object under review makes, which the rest of the scope makes. Where
# they stand and what they mean are facts in data.yaml. Not here: what is switched on (encapsulation.rego), what lies
# beneath (underlay.rego), what fits together (fit.rego, contradiction.rego).
package tidegate.lib.cni.settings

import data.tidegate.lib.cni.agents
import data.tidegate.lib.cni.attachments
import data.tidegate.lib.cni.interfaces
import data.tidegate.lib.cni.values
import data.tidegate.lib.kinds
import data.tidegate.lib.workload.namespace as home

facts := data.lib.cni

# Of a file that is no object: "file/talos", "file/cni".
subject_kind := name if {
	name := kinds.name_of(input.object)
} else := concat("/", ["file", input.file.format])

# The object under review, or what such a file holds.
subject_body := input.object if {
	is_object(input.object)
} else := input.file.document

# The settings of the object under review: {setting (its name in the facts), cni, meaning, device, rank, text, value,
# path}.
subject contains setting if {
	some setting in settings_in(subject_kind, subject_body)
}

# The settings of every other object of the scope; where says which: {kind, namespace, name}.
neighbours := [setting |
	some entry in others
	some found in settings_in(entry.kind, entry.body)
	setting := object.union(found, {"where": {"kind": entry.kind, "namespace": entry.namespace, "name": entry.name}})
]

# All objects of the scope that say something about MTU, the one under review included: {kind, body}.
scope := array.concat([{"kind": subject_kind, "body": subject_body}], others)

others := array.concat(
	[entry |
		some namespace, objects in input.inventory.ConfigMap
		some name, _ in facts.places.ConfigMap
		body := objects[name]
		entry := other("ConfigMap", namespace, name, body)
	],
	[entry |
		some kind in neighbour_kinds
		some namespace, objects in input.inventory[kind]
		some name, body in objects
		entry := other(kind, namespace, name, body)
	],
)

# Kinds of which a scope has few, so that all are looked at; of ConfigMaps only those with a known name.
neighbour_kinds := {
	"KubeFlannelCNIConfig",
	"LinkConfig",
	"apps/DaemonSet",
	"crd.projectcalico.org/FelixConfiguration",
	"crd.projectcalico.org/IPPool",
	"helm.cattle.io/HelmChartConfig",
	"nmstate.io/NodeNetworkConfigurationPolicy",
	"operator.openshift.io/Network",
	"operator.tigera.io/Installation",
	"projectcalico.org/FelixConfiguration",
	"projectcalico.org/IPPool",
}

other(kind, namespace, name, body) := entry if {
	is_object(body)
	not is_subject(kind, namespace, name)
	entry := {"kind": kind, "namespace": namespace, "name": name, "body": body}
}

is_subject(kind, namespace, name) if {
	kind == subject_kind
	name == input.object.metadata.name
	namespace in {"", home}
}

settings_in(kind, obj) := {setting |
	some reading in readings(kind, obj)
	not is_overwritten(reading.setting)
	setting := made(reading)
}

# A setting, where the value is a number of bytes.
made(reading) := object.union(
	object.union(facts.settings[reading.setting], object.get(reading, "more", {})),
	{"setting": reading.setting, "value": values.bytes(reading.raw), "path": reading.path},
)

# What stands where an object has its settings, whatever it is: {setting (its name in the facts), raw, path, form (how
# it should be written: text, number or any of them), more (what only this kind of setting has)}.
readings("apps/DaemonSet", obj) := agent_readings(obj)

readings("k8s.cni.cncf.io/NetworkAttachmentDefinition", obj) := attachments.readings(obj)

readings("kubeovn.io/Subnet", obj) := {reading |
	not has_vlan(obj)
	reading := {
		"setting": "kube-ovn-subnet-mtu",
		"raw": obj.spec.mtu,
		"path": ["spec", "mtu"],
		"form": "number",
		"more": {"ipv6": has_ipv6(obj)},
	}
}

readings("file/talos", obj) := interface_readings("file/talos", obj) | placed_readings("file/talos", obj)

readings("file/cni", obj) := attachments.readings_of_file(obj)

readings(kind, obj) := interface_readings(kind, obj) if {
	kind in facts.interface_kinds
	not facts.places[kind]
}

readings(kind, obj) := placed_readings(kind, obj) if {
	facts.places[kind]
	not kind in facts.interface_kinds
}

interface_readings(kind, obj) := {reading |
	some interface in interfaces.of(kind, obj)
	reading := {
		"setting": "node-interface-mtu",
		"raw": interface.mtu,
		"path": interface.path,
		"form": "number",
		"more": object.filter(interface, ["name", "main", "master", "ipv6"]),
	}
}

placed_readings(kind, obj) := {reading |
	some place in places(kind, object.get(obj, ["metadata", "name"], ""))
	some raw in held(place, obj)
	reading := {"setting": place.setting, "raw": raw, "path": place.path, "form": form(kind, place)}
}

form(kind, place) := object.get(place, "form", usual_form(kind, place))

usual_form(kind, place) := "text" if {
	kind == "ConfigMap"
	not place.format
} else := "number"

has_ipv6(obj) if {
	obj.spec.protocol in {"Dual", "IPv6"}
} else := contains(obj.spec.cidrBlock, ":") if {
	is_string(obj.spec.cidrBlock)
} else := false

# A subnet with a VLAN is no overlay, and of the network behind it nothing is known here.
has_vlan(obj) if obj.spec.vlan != ""

# kube-router writes what it detects over this number, unless it is told not to.
is_overwritten("kube-router-mtu") if count(manual_kube_routers) == 0

manual_kube_routers := [entry |
	some entry in scope
	entry.kind == "apps/DaemonSet"
	agents.is_named(entry.body, "kube-router")
	agents.has_flag(entry.body, "auto-mtu", "false")
]

places(kind, name) := found if {
	found := facts.places[kind][name]
} else := facts.places[kind]["*"]

# What stands at a place: the value at its path, or values inside the text there.
held(place, obj) := [value |
	value := object.get(obj, place.path, null)
] if {
	not place.format
}

held(place, obj) := [value |
	content := values.parsed(place.format, object.get(obj, place.path, null))
	is_read(place, content)
	value := object.get(content, place.inside, null)
] if {
	place.inside
}

held(place, obj) := [value |
	content := values.parsed(place.format, object.get(obj, place.path, null))
	some plugin in values.plugins(content)
	plugin.type == place.plugin
	value := object.get(plugin, place.member, null)
] if {
	place.plugin
}

# Some settings are looked at only where another says so.
is_read(place, _) if not place.only_with

is_read(place, content) if {
	other := object.get(content, place.only_with.at, object.get(place.only_with, "otherwise", null))
	is_string(other)
	lower(other) in place.only_with.values
}

agent_readings(obj) := {reading |
	agents.is_agent(obj)
	some variable in agents.variables(obj)
	reading := {
		"setting": facts.environment[variable.name],
		"raw": variable.env.value,
		"path": array.concat(variable.path, ["value"]),
		"form": "text",
	}
} | {reading |
	agents.is_named(obj, "kube-ovn-cni")
	some flag in agents.flags(obj)
	flag.name == "mtu"
	reading := {"setting": "kube-ovn-mtu", "raw": flag.value, "path": flag.path, "form": "text"}
}

# The devices that a setting gives an MTU: its own, and the tunnels that it feeds.
devices(setting) := {setting.device} | fed(setting.setting)

fed(name) := {facts.settings[facts.environment[variable]].device |
	some variable in veth_mtu_borrowers
} if {
	name == "calico-veth-mtu"
	count(veth_mtu_borrowers) > 0
} else := {tunnel | some tunnel in object.get(facts.feeds, name, [])}

# Variables of the node agents of the scope that take veth_mtu.
veth_mtu_borrowers := {variable.name |
	some entry in scope
	entry.kind == "apps/DaemonSet"
	agents.is_agent(entry.body)
	some variable in agents.borrowed(entry.body)
	variable.map == "calico-config"
	variable.key == "veth_mtu"
	facts.environment[variable.name]
}
