# Interfaces of the nodes themselves, as NMState and Talos Linux set them up with an MTU.
# Not here: which of them lies beneath what (underlay.rego).
package tidegate.lib.cni.interfaces

# {name, mtu (as it is written), path, main (the node reaches the others through it), master (the interface below a
# VLAN, else null), ipv6 (it has addresses of it)}.
of("nmstate.io/NodeNetworkConfigurationPolicy", obj) := [interface |
	state := obj.spec.desiredState
	is_array(state.interfaces)
	some i, link in state.interfaces
	interface := {
		"name": link.name,
		"mtu": link.mtu,
		"path": ["spec", "desiredState", "interfaces", i, "mtu"],
		"main": is_main(state, link),
		"master": object.get(link, ["vlan", "base-iface"], null),
		"ipv6": object.get(link, ["ipv6", "enabled"], false) == true,
	}
]

of(kind, obj) := [{
	"name": obj.name,
	"mtu": mtu,
	"path": ["mtu"],
	"main": has_default_route(obj),
	"master": object.get(obj, "parent", null),
	"ipv6": has_ipv6(obj),
} |
	mtu := obj.mtu
] if {
	kind in {"BondConfig", "BridgeConfig", "LinkConfig", "VLANConfig"}
}

of("file/talos", obj) := array.concat(
	[interface |
		is_array(obj.machine.network.interfaces)
		some i, link in obj.machine.network.interfaces
		mtu := link.mtu
		interface := {
			"name": object.get(link, "interface", ""),
			"mtu": mtu,
			"path": ["machine", "network", "interfaces", i, "mtu"],
			"main": is_main_of_talos(link),
			"master": null,
			"ipv6": has_ipv6(link),
		}
	],
	[interface |
		is_array(obj.machine.network.interfaces)
		some i, link in obj.machine.network.interfaces
		is_array(link.vlans)
		some k, vlan in link.vlans
		mtu := vlan.mtu
		interface := {
			"name": sprintf("%v.%v", [object.get(link, "interface", ""), object.get(vlan, "vlanId", "")]),
			"mtu": mtu,
			"path": ["machine", "network", "interfaces", i, "vlans", k, "mtu"],
			"main": is_main_of_talos(vlan),
			"master": object.get(link, "interface", null),
			"ipv6": has_ipv6(vlan),
		}
	],
)

is_main_of_talos(link) if {
	link.dhcp == true
} else if {
	is_array(link.routes)
	some route in link.routes
	route.gateway
	object.get(route, "network", "0.0.0.0/0") in {"0.0.0.0/0", "::/0"}
} else := false

is_main(state, link) if {
	is_array(state.routes.config)
	some route in state.routes.config
	route["next-hop-interface"] == link.name
	route.destination in {"0.0.0.0/0", "::/0"}
} else if {
	# An address by DHCP brings the default route along, unless told not to.
	some family in ["ipv4", "ipv6"]
	link[family].enabled == true
	link[family].dhcp == true
	not link[family]["auto-routes"] == false
	not link[family]["auto-gateway"] == false
} else := false

# In Talos a route without a destination is the default one.
has_default_route(obj) if {
	is_array(obj.routes)
	some route in obj.routes
	route.gateway
	object.get(route, "destination", "0.0.0.0/0") in {"0.0.0.0/0", "::/0"}
} else := false

# A list of texts, or in the newer form of mappings.
has_ipv6(obj) if {
	is_array(obj.addresses)
	some entry in obj.addresses
	contains(address(entry), ":")
} else := false

address(entry) := entry if is_string(entry)

address(entry) := entry.address if is_string(entry.address)
