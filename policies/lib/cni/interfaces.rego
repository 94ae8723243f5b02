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

has_ipv6(obj) if {
	is_array(obj.addresses)
	some entry in obj.addresses
	is_string(entry.address)
	contains(entry.address, ":")
} else := false
