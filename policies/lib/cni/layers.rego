# What Antrea and Cilium stack around a packet, innermost first. Their configuration says it in many keys.
# Not here: what each layer takes (data.yaml, encapsulation.rego).
package tidegate.lib.cni.layers

import data.tidegate.lib.unknown

# WireGuard comes in place of the tunnel, IPsec around it, and a multi-cluster gateway may add WireGuard to it.
antrea(conf) := array.concat([tunnel], [layer | layer := "wireguard"; gateway_encrypts(conf)]) if {
	conf.multicluster.enableGateway == true
	tunnel := spelled(conf, "tunnelType", "geneve")
} else := ["wireguard"] if {
	spelled(conf, "trafficEncryptionMode", "none") == "wireguard"
} else := [tunnel, "ipsec"] if {
	spelled(conf, "trafficEncryptionMode", "none") == "ipsec"
	tunnel := spelled(conf, "tunnelType", "geneve")
} else := [spelled(conf, "tunnelType", "geneve")]

gateway_encrypts(conf) if spelled(conf.multicluster, "trafficEncryptionMode", "none") == "wireguard"

# A word of a configuration, in lower case as Antrea reads it. Undefined for what is no word, such as a placeholder.
spelled(conf, key, _) := lower(conf[key]) if {
	is_string(conf[key])
	conf[key] != ""
}

spelled(conf, key, fallback) := fallback if object.get(conf, key, null) in {"", null}

# Cilium takes all of it off by itself.
cilium(conf) := array.concat(cilium_tunnel(conf), cilium_encryption(conf))

cilium_tunnel(conf) := [] if {
	is_native(conf)
} else := [protocol, "dsr"] if {
	conf["bpf-lb-dsr-dispatch"] == "geneve"
	protocol := tunnel_protocol(conf)
} else := [protocol] if {
	not is_open(conf)
	protocol := tunnel_protocol(conf)
}

# Whether there is a tunnel is filled in later.
is_open(conf) if {
	some key in ["routing-mode", "cni-chaining-mode"]
	unknown.is_placeholder(conf[key])
}

is_native(conf) if conf["routing-mode"] == "native"

# Before 1.14 one key said both whether and which.
is_native(conf) if conf.tunnel == "disabled"

is_native(conf) if is_chained(conf)

is_chained(conf) if {
	is_string(conf["cni-chaining-mode"])
	conf["cni-chaining-mode"] != "none"
	not unknown.is_placeholder(conf["cni-chaining-mode"])
}

tunnel_protocol(conf) := conf.tunnel if {
	is_string(conf.tunnel)
} else := conf["tunnel-protocol"] if {
	is_string(conf["tunnel-protocol"])
} else := "vxlan"

cilium_encryption(conf) := ["wireguard"] if {
	conf["enable-wireguard"] == "true"
} else := ["ipsec"] if {
	conf["enable-ipsec"] == "true"
} else := []

# The same in the values of Cilium's chart.
cilium_chart(content) := cilium({
	"routing-mode": object.get(content, "routingMode", ""),
	"tunnel-protocol": protocol,
	"enable-wireguard": encrypted(content, "wireguard"),
	"enable-ipsec": encrypted(content, "ipsec"),
}) if {
	protocol := object.get(content, "tunnelProtocol", "vxlan")
}

# IPsec is the type where the values name none.
encrypted(content, type) := "true" if {
	content.encryption.enabled == true
	object.get(content.encryption, "type", "ipsec") == type
} else := "false"
