package tidegate.lib.standards_test

import data.tidegate.lib.standards

test_host_namespaces if {
	rule := "pods/host-namespaces"
	every field in ["hostNetwork", "hostPID", "hostIPC"] {
		found(rule, {field: true}, "baseline", "v1.0") == {field}
		found(rule, {field: false}, "restricted", "latest") == set()
		found(rule, {field: "${HOST}"}, "restricted", "latest") == set()
		messages(rule, {field: true}) == {sprintf("%s is true", [field])}
	}
	found(rule, {"hostUsers": true, "shareProcessNamespace": true}, "restricted", "latest") == set()
}

test_host_path if {
	rule := "pods/host-path"
	spec := {"volumes": [
		{"name": "a", "emptyDir": {}},
		{"name": "b", "hostPath": {"path": "/"}},
		{"name": "c", "hostPath": "${PATH}"},
		"${VOLUME}",
	]}
	found(rule, spec, "baseline", "v1.0") == {"volumes.1.hostPath"}
	found(rule, spec, "restricted", "latest") == {"volumes.1.hostPath"}
	messages(rule, spec) == {`volume "b" is a path of the node`}
}

# The admission plugin calls it a restricted volume type at restricted (check_restrictedVolumes.go overrides the check
# of baseline); one cause is one finding, and the other rule says more.
test_a_host_path_is_no_restricted_volume_type if {
	found("pods/volume-types", {"volumes": [{"name": "b", "hostPath": {}}]}, "restricted", "latest") == set()
}

test_volume_types if {
	rule := "pods/volume-types"
	spec := {"volumes": [{"name": "a", "emptyDir": {}}, {"name": "b", "nfs": {}}, "${V}", {"name": "c", "nfs": "${NFS}"}]}
	found(rule, spec, "restricted", "v1.0") == {"volumes.1.nfs"}
	found(rule, spec, "baseline", "latest") == set()
	messages(rule, spec) == {`volume "b" is of type nfs`}
	every source in [
		"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim",
		"projected", "secret",
	] {
		found(rule, {"volumes": [{"name": "a", source: {}}]}, "restricted", "latest") == set()
	}
	count(data.lib.standards.volumes) == 20
	every source in data.lib.standards.volumes {
		count(found(rule, {"volumes": [{"name": "a", source: {}}]}, "restricted", "latest")) == 1
	}
}

sysctl(name) := {"securityContext": {"sysctls": [{"name": name, "value": "1"}]}}

test_sysctls if {
	rule := "pods/sysctls"
	found(rule, sysctl("kernel.msgmax"), "baseline", "latest") == {"securityContext.sysctls.0.name"}
	found(rule, sysctl("net/ipv4/tcp_syncookies"), "baseline", "latest") == {"securityContext.sysctls.0.name"}
	found(rule, sysctl("${NAME}"), "baseline", "latest") == set()
	found(rule, sysctl(5), "baseline", "latest") == set()
	messages(rule, sysctl("kernel.msgmax")) == {"the pod sets the sysctl kernel.msgmax"}
}

test_sysctls_by_version if {
	every name, since in {
		"net.ipv4.ping_group_range": 0,
		"net.ipv4.ip_local_reserved_ports": 27,
		"net.ipv4.tcp_keepalive_time": 29,
		"net.ipv4.tcp_wmem": 32,
		"net.ipv4.tcp_notsent_lowat": 37,
	} {
		found("pods/sysctls", sysctl(name), "baseline", sprintf("v1.%d", [since])) == set()
		found("pods/sysctls", sysctl(name), "restricted", "latest") == set()
	}
	every name, before in {
		"net.ipv4.ip_local_reserved_ports": 26,
		"net.ipv4.tcp_keepalive_time": 28,
		"net.ipv4.tcp_wmem": 31,
		"net.ipv4.tcp_notsent_lowat": 36,
	} {
		count(found("pods/sysctls", sysctl(name), "baseline", sprintf("v1.%d", [before]))) == 1
	}
}
