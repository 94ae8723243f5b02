package tidegate.lib.cni.layers_test

import data.tidegate.lib.cni.layers

test_antrea_as_it_comes if {
	layers.antrea({}) == ["geneve"]
	layers.antrea({"tunnelType": "", "trafficEncryptionMode": ""}) == ["geneve"]
	layers.antrea({"tunnelType": null, "trafficEncryptionMode": "none"}) == ["geneve"]
}

test_words_in_any_case if {
	layers.antrea({"tunnelType": "VXLAN"}) == ["vxlan"]
	layers.spelled({"a": "NoEncap"}, "a", "encap") == "noencap"
	layers.spelled({"a": null}, "a", "encap") == "encap"
	layers.spelled({"a": ""}, "a", "encap") == "encap"
	layers.spelled({}, "a", "encap") == "encap"
}

test_what_is_no_word_is_not_known if {
	not layers.spelled({"a": 7}, "a", "encap")
	not layers.spelled({"a": {"{{ mode }}": null}}, "a", "encap")
	not layers.antrea({"tunnelType": 7})
}

test_antrea_wireguard_comes_in_place_of_the_tunnel if {
	layers.antrea({"trafficEncryptionMode": "wireGuard", "tunnelType": "vxlan"}) == ["wireguard"]
}

test_antrea_ipsec_goes_around_the_tunnel if {
	layers.antrea({"trafficEncryptionMode": "ipsec"}) == ["geneve", "ipsec"]
	layers.antrea({"trafficEncryptionMode": "IPsec", "tunnelType": "gre"}) == ["gre", "ipsec"]
}

test_antrea_between_clusters if {
	layers.antrea({"multicluster": {"enableGateway": true}, "trafficEncryptionMode": "ipsec"}) == ["geneve"]
	layers.antrea({
		"multicluster": {"enableGateway": true, "trafficEncryptionMode": "wireGuard"},
		"tunnelType": "vxlan",
	}) == ["vxlan", "wireguard"]
}

test_antrea_with_its_gateway_off if {
	layers.antrea({"multicluster": {"enableGateway": false, "trafficEncryptionMode": "wireGuard"}}) == ["geneve"]
}

test_cilium_as_it_comes if {
	layers.cilium({}) == ["vxlan"]
	layers.cilium({"routing-mode": "tunnel", "tunnel-protocol": 5, "cni-chaining-mode": "none"}) == ["vxlan"]
	layers.cilium({"enable-wireguard": "false", "enable-ipsec": "false", "cni-chaining-mode": 5}) == ["vxlan"]
}

test_tunnels_of_cilium if {
	layers.cilium({"tunnel-protocol": "geneve"}) == ["geneve"]
	layers.cilium({"tunnel": "geneve", "tunnel-protocol": "vxlan"}) == ["geneve"]
	layers.cilium({"tunnel": 5, "tunnel-protocol": "geneve"}) == ["geneve"]
}

test_cilium_direct_server_return if {
	layers.cilium({"tunnel-protocol": "geneve", "bpf-lb-dsr-dispatch": "geneve"}) == ["geneve", "dsr"]
	layers.cilium({"tunnel-protocol": "geneve", "bpf-lb-dsr-dispatch": "opt"}) == ["geneve"]
}

test_cilium_without_tunnel if {
	layers.cilium({"routing-mode": "native", "bpf-lb-dsr-dispatch": "geneve"}) == []
	layers.cilium({"tunnel": "disabled"}) == []
	layers.cilium({"cni-chaining-mode": "aws-cni"}) == []
}

test_cilium_that_is_filled_in_later if {
	not layers.cilium({"routing-mode": "${MODE}"})
	not layers.cilium({"cni-chaining-mode": "{{ mode }}"})
}

test_cilium_encryption_goes_around_the_tunnel if {
	layers.cilium({"enable-wireguard": "true"}) == ["vxlan", "wireguard"]
	layers.cilium({"enable-ipsec": "true"}) == ["vxlan", "ipsec"]
}

test_cilium_encryption_alone if {
	layers.cilium({"routing-mode": "native", "enable-wireguard": "true"}) == ["wireguard"]
}
