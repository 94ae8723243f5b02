package tidegate.lib.claims_test

import data.tidegate.lib.claims

deployment(volumes) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": {"volumes": volumes}}},
}

mounts(names) := deployment([{"name": name, "persistentVolumeClaim": {"claimName": name}} | some name in names])

claim(fields) := {"spec": fields}

of(modes) := {"PersistentVolumeClaim": {"shop": {"data": claim({"accessModes": modes})}}}

test_volumes_that_name_a_claim if {
	volumes := [{"name": "a", "emptyDir": {}}, {"name": "b", "persistentVolumeClaim": {"claimName": "data"}}, "${VOLUME}"]
	claims.mounted == [{
		"name": "data",
		"path": ["spec", "template", "spec", "volumes", 1, "persistentVolumeClaim"],
	}] with input as {"object": deployment(volumes)}
	claims.mounted == [] with input as {"object": deployment("${VOLUMES}")}
}

test_exclusive_by_its_only_mode if {
	every mode in ["ReadWriteOnce", "ReadWriteOncePod"] {
		[[found.name, found.mode] | some found in claims.exclusive] == [["data", mode]] with input as {
			"object": mounts(["data"]),
			"inventory": of([mode]),
		}
	}
}

test_not_known_to_be_exclusive if {
	every modes in [["ReadWriteMany"], ["ReadOnlyMany"], ["ReadWriteOnce", "ReadWriteMany"], ["${MODE}"], [], "${MODES}"] {
		claims.exclusive == [] with input as {"object": mounts(["data"]), "inventory": of(modes)}
	}
	claims.exclusive == [] with input as {"object": mounts(["other"]), "inventory": of(["ReadWriteOnce"])}
	claims.exclusive == [] with input as {"object": mounts(["data"]), "inventory": {"PersistentVolumeClaim": {"other": {
		"data": claim({"accessModes": ["ReadWriteOnce"]}),
	}}}}
}

test_maybe_exclusive_unless_shared if {
	claims.maybe_exclusive with input as {"object": mounts(["data"]), "inventory": of(["ReadWriteOnce"])}
	claims.maybe_exclusive with input as {"object": mounts(["data", "other"]), "inventory": of(["ReadWriteMany"])}
	claims.maybe_exclusive with input as {"object": mounts(["data"]), "inventory": {}}
	not claims.maybe_exclusive with input as {"object": mounts(["data"]), "inventory": of(["ReadWriteMany"])}
	not claims.maybe_exclusive with input as {"object": mounts(["data"]), "inventory": of(["ReadOnlyMany"])}
	not claims.maybe_exclusive with input as {"object": mounts([]), "inventory": {}}
}

test_local_by_class if {
	claims.is_local(claim({"storageClassName": "local-path"}))
	not claims.is_local(claim({"storageClassName": "gp3"}))
	not claims.is_local(claim({}))
}

test_local_by_provisioner if {
	classes := {"storage.k8s.io/StorageClass": {"": {
		"here": {"provisioner": "rancher.io/local-path"},
		"there": {"provisioner": "ebs.csi.aws.com"},
	}}}
	claims.is_local(claim({"storageClassName": "here"})) with input as {"inventory": classes}
	not claims.is_local(claim({"storageClassName": "there"})) with input as {"inventory": classes}
}

test_local_by_volume if {
	volumes := {"PersistentVolume": {"": {
		"disk": {"spec": {"local": {"path": "/mnt/disk"}}},
		"folder": {"spec": {"hostPath": {"path": "/srv"}}},
		"remote": {"spec": {"nfs": {"path": "/srv"}}},
	}}}
	claims.is_local(claim({"volumeName": "disk"})) with input as {"inventory": volumes}
	claims.is_local(claim({"volumeName": "folder"})) with input as {"inventory": volumes}
	not claims.is_local(claim({"volumeName": "remote"})) with input as {"inventory": volumes}
}
