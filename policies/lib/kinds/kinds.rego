# Names of kinds and where each keeps its pod template, from the table in data.yaml beside this file.
# Not here: anything about one particular object; see lib/workload.
package tidegate.lib.kinds

# The name of an object's kind as applies_to, reads and the inventory spell it: "apps/Deployment", "Service".
name_of(obj) := name if {
	is_string(obj.apiVersion)
	is_string(obj.kind)
	parts := split(obj.apiVersion, "/")
	count(parts) <= 2
	name := concat("/", array.concat(array.slice(parts, 0, count(parts) - 1), [obj.kind]))
}

# "apps/v1" gives "apps", "v1" gives "".
group_of(api_version) := group if {
	is_string(api_version)
	parts := split(api_version, "/")
	count(parts) <= 2
	group := concat("", array.slice(parts, 0, count(parts) - 1))
}

qualified(group, kind) := name if {
	is_string(group)
	is_string(kind)
	name := trim_prefix(concat("/", [group, kind]), "/")
}

# "apps/Deployment" gives "Deployment", for messages.
short(name) := last if {
	parts := split(name, "/")
	last := parts[count(parts) - 1]
}

# The keys that lead to the pod template; undefined for a kind without one.
pod_template_path(name) := path if {
	path := data.lib.kinds.kinds[name].pod_template
	is_array(path)
}
