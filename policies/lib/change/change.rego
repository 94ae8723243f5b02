# The change under review: what is taken away for good, and the containers that were there before and still are.
# Not here: what may not be changed (lib/immutable), and who needs what is taken away (lib/referrers).
package tidegate.lib.change

import data.tidegate.lib.kinds
import data.tidegate.lib.workload

# Files are judged, not a request: nothing has happened in a cluster yet.
is_planned if not is_object(input.request)

# The object is taken away. In files it is in the old state and not in the new one. What a hook or a controller made
# comes and goes.
is_removal if {
	is_object(input.oldObject)
	not is_object(input.object)
	not workload.hook_of(input.oldObject)
	not workload.owned(input.oldObject)
	not is_left_behind
}

# Whoever deploys was told to leave the object in the cluster when it is no longer in the files.
is_left_behind if {
	is_planned
	some name, words in data.tidegate.lib.change.staying
	is_string(input.oldObject.metadata.annotations[name])
	some word in split(input.oldObject.metadata.annotations[name], ",")
	lower(trim_space(word)) in words
}

# By Helm, Argo CD, Flux and kapp.
staying := {
	"helm.sh/resource-policy": {"keep"},
	"argocd.argoproj.io/sync-options": {"prune=false", "delete=false"},
	"kustomize.toolkit.fluxcd.io/prune": {"disabled"},
	"kapp.k14s.io/delete-strategy": {"orphan"},
}

# Where the object that is taken away was.
namespace := input.oldObject.metadata.namespace if {
	is_string(input.oldObject.metadata.namespace)
} else := ""

kind := kinds.name_of(input.oldObject)

# The pod spec before; undefined where there was none.
old_pod_spec := spec if {
	is_object(input.oldObject)
	spec := object.get(input.oldObject, workload.pod_spec_path, null)
	is_object(spec)
}

# Lasting containers that were there before and still are: {entry, old}. Helm and Argo CD make the pods of a hook anew.
kept_containers := [{"entry": entry, "old": old} |
	not workload.is_hook
	some entry in workload.lasting_containers
	some old in old_lasting
	old.name == entry.container.name
]

old_lasting := array.concat(apps, sidecars) if {
	apps := [container | some container in old_pod_spec.containers]
	sidecars := [container | some container in old_pod_spec.initContainers; container.restartPolicy == "Always"]
}
