# Who names the object that is taken away and is still there afterwards, by the tables in data.yaml beside this file.
# Not here: objects that select others by labels; those have no name to miss.
package tidegate.lib.referrers

import data.tidegate.lib.change
import data.tidegate.lib.kinds
import data.tidegate.lib.workload

# {kind, object, namespace, path}, one for each object, with the path to the first place that names it.
left := [object.union(found, {"path": sort(paths)[0]}) |
	some found in in_reach
	paths := array.concat(from_fields(found), from_pods(found))
]

# Objects that may name it. A workload that a controller or a Rollout stands for is judged in the other's place.
in_reach := [{"kind": kind, "object": obj, "namespace": ns} |
	some kind in naming
	some ns, objects in input.inventory[kind]
	some obj in objects
	not workload.owned(obj)
]

naming := {kind | some kind, _ in data.lib.referrers.fields} | {kind | some kind in data.lib.kinds.groups.workloads}

from_fields(found) := [path |
	fields := data.lib.referrers.fields[found.kind]
	walk(found.object, [path, value])
	value == input.oldObject.metadata.name
	names_it(found, path, fields[pattern(path)])
]

from_pods(found) := [path |
	top := array.concat(kinds.pod_template_path(found.kind), ["spec"])
	walk(object.get(found.object, top, {}), [inner, value])
	value == input.oldObject.metadata.name
	path := array.concat(top, inner)
	names_it(found, path, data.lib.referrers.pods[pattern(inner)])
]

pattern(path) := concat("/", [token(key) | some key in path])

token(key) := key if is_string(key)

token(key) := "*" if is_number(key)

# The name is that of the object: of its kind, in its namespace, and needed.
names_it(found, path, wanted) if {
	parent := object.get(found.object, array.slice(path, 0, count(path) - 1), {})
	kind_of(wanted, parent) == change.kind
	change.namespace in {"", object.get(parent, "namespace", found.namespace)}
	object.get(parent, "optional", false) != true
}

kind_of(wanted, _) := wanted if not startswith(wanted, "@")

kind_of(wanted, parent) := kinds.qualified(group(parent, meant.group), object.get(parent, "kind", meant.kind)) if {
	meant := data.lib.referrers.beside[wanted]
}

group(parent, otherwise) := found if {
	found := kinds.group_of(parent.apiVersion)
} else := object.get(parent, "group", object.get(parent, "apiGroup", otherwise))

# Another object of the namespace makes a Secret with the same name.
is_made_by_another if {
	change.kind == "Secret"
	some kind, path in data.lib.referrers.makers
	some maker in input.inventory[kind][change.namespace]
	object.get(maker, path, maker.metadata.name) == input.oldObject.metadata.name
}
