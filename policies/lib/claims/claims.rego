# PersistentVolumeClaims that the pods under review mount together, and how many nodes or pods may use each at once.
# Not here: claims that every pod gets for itself, as from volumeClaimTemplates and ephemeral volumes.
package tidegate.lib.claims

import data.tidegate.lib.workload

# {name, path} of each volume that names a claim.
mounted := [found |
	some i, volume in workload.pod_spec.volumes
	found := {
		"name": volume.persistentVolumeClaim.claimName,
		"path": array.concat(workload.pod_spec_path, ["volumes", i, "persistentVolumeClaim"]),
	}
]

# The mounted claims that are known and that one node or one pod alone may use: {name, path, claim, mode}.
exclusive := [object.union(found, {"claim": claim, "mode": mode}) |
	some found in mounted
	claim := input.inventory.PersistentVolumeClaim[workload.namespace][found.name]
	mode := exclusive_mode(claim)
]

# Whatever is known of it: some claim may be for one node alone.
maybe_exclusive if {
	some found in mounted
	not is_shared(found.name)
}

is_shared(name) if {
	claim := input.inventory.PersistentVolumeClaim[data.tidegate.lib.workload.namespace][name]
	some mode in claim.spec.accessModes
	mode in {"ReadWriteMany", "ReadOnlyMany"}
}

# A volume serves every mode that its claim asks for, so one that may be shared is enough.
exclusive_mode(claim) := mode if {
	modes := {found | some found in claim.spec.accessModes}
	count(modes) == 1
	some mode in modes
	mode in {"ReadWriteOnce", "ReadWriteOncePod"}
}

# The volume is a folder or disk of one node, where all pods that use it have to be: the scheduler sees to it.
is_local(claim) if claim.spec.storageClassName in data.lib.claims.local_classes

is_local(claim) if {
	class := input.inventory["storage.k8s.io/StorageClass"][""][claim.spec.storageClassName]
	class.provisioner in data.lib.claims.local_provisioners
}

is_local(claim) if {
	volume := input.inventory.PersistentVolume[""][claim.spec.volumeName]
	some field in ["local", "hostPath"]
	volume.spec[field]
}
