package tidegate.lib.immutable_storage_test

import data.tidegate.lib.immutable

changed(old, new) := found if {
	found := [[concat(".", item.field), item.path] | some item in immutable.changed] with input as {
		"oldObject": old,
		"object": new,
	}
}

obj(kind, fields) := object.union({"apiVersion": "v1", "kind": kind}, fields)

# The paths that differ when a kind's spec becomes another.
of(kind, old, new) := [item[1] | some item in changed(obj(kind, {"spec": old}), obj(kind, {"spec": new}))]

claim(old, new) := of("PersistentVolumeClaim", old, new)

test_claims if {
	claim({"storageClassName": "a"}, {"storageClassName": "b"}) == [["spec", "storageClassName"]]
	claim({"accessModes": ["ReadWriteOnce"]}, {"accessModes": ["ReadWriteMany"]}) == [["spec", "accessModes", 0]]
	claim({"volumeMode": "Filesystem"}, {}) == []
	claim({"volumeAttributesClassName": "a"}, {"volumeAttributesClassName": "b"}) == []
	claim({"resources": {"requests": {"storage": "2Gi"}}}, {"resources": {"requests": {"storage": "1Gi"}}}) == []
	claim({"resources": {"limits": {"storage": "2Gi"}}}, {"resources": {"limits": {"storage": "3Gi"}}}) != []
}

test_claims_that_are_bound_say_so if {
	claim({}, {"volumeName": "a"}) == []
	claim({"volumeName": "a"}, {"volumeName": "b"}) == [["spec", "volumeName"]]
	claim({"volumeName": "a"}, {}) == [["spec", "volumeName"]]
	of("Pod", {}, {"volumeName": "a"}) == [["spec", "volumeName"]]
	of("Pod", {"resources": {}}, {"resources": {"requests": {"storage": "1Gi"}}}) != []
}

annotated(class, fields) := obj("PersistentVolumeClaim", {
	"metadata": {"annotations": {"volume.beta.kubernetes.io/storage-class": class}},
	"spec": fields,
})

plain_claim(fields) := obj("PersistentVolumeClaim", {"spec": fields})

# validateStorageClassUpgradeFromAnnotation of pkg/apis/core/validation.
test_a_class_that_was_an_annotation if {
	changed(annotated("a", {}), annotated("b", {})) == [[
		"metadata.annotations.volume.beta.kubernetes.io/storage-class",
		["metadata", "annotations", "volume.beta.kubernetes.io/storage-class"],
	]]
	count(changed(plain_claim({}), annotated("a", {}))) == 1
	count(changed(annotated("a", {}), plain_claim({}))) == 1
	changed(annotated("a", {}), plain_claim({"storageClassName": "a"})) == []
	changed(annotated("a", {}), annotated("a", {"storageClassName": "a"})) == []
	count(changed(annotated("a", {}), annotated("a", {"storageClassName": "b"}))) == 1
	count(changed(annotated("a", {}), annotated("b", {"storageClassName": "a"}))) > 0
	count(changed(annotated("a", {"storageClassName": "b"}), plain_claim({"storageClassName": "a"}))) == 2
	count(changed(annotated("a", {}), plain_claim({"storageClassName": "a", "volumeMode": "Block"}))) == 1
}

node(fields) := obj("Node", {"spec": fields})

test_nodes_keep_what_they_were_given if {
	changed(node({"providerID": "a"}), node({"providerID": "b"})) == [["spec.providerID", ["spec", "providerID"]]]
	changed(node({"podCIDRs": ["a"]}), node({"podCIDRs": ["b"]})) == [["spec.podCIDRs", ["spec", "podCIDRs", 0]]]
	changed(node({}), node({"providerID": "b", "podCIDRs": ["a"]})) == []
	changed(node({}), node({"unschedulable": true})) == []
}

affinity(label) := {"nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": label}]}]}}}

test_labels_with_another_name if {
	volume(affinity("beta.kubernetes.io/os"), affinity("kubernetes.io/os")) == []
	volume(affinity("kubernetes.io/os"), affinity("beta.kubernetes.io/os")) != []
	volume(affinity("beta.kubernetes.io/os"), affinity("kubernetes.io/arch")) != []
	volume({"csi": {"driver": "beta.kubernetes.io/os"}}, {"csi": {"driver": "kubernetes.io/os"}}) != []
	of("Pod", affinity("beta.kubernetes.io/os"), affinity("kubernetes.io/os")) != []
}

volume(old, new) := of("PersistentVolume", old, new)

test_volumes if {
	volume({"nfs": {"server": "a"}}, {"nfs": {"server": "b"}}) == [["spec", "nfs", "server"]]
	volume({"nfs": {"server": "a"}}, {"nfs": {"server": "a", "readOnly": false}}) == []
	volume({"capacity": {"storage": "1Gi"}}, {"capacity": {"storage": "2Gi"}}) == []
	volume({"csi": {"driver": "a"}}, {"csi": {"driver": "a", "controllerExpandSecretRef": {"name": "a"}}}) == []
	volume({"csi": {"controllerExpandSecretRef": {"name": "a"}}}, {"csi": {"controllerExpandSecretRef": {"name": "b"}}}) != []
	volume({"csi": {"driver": "a"}}, {"csi": {"driver": "b"}}) != []
	volume({}, {"nodeAffinity": {"required": {"a": "b"}}}) == []
	volume({"nodeAffinity": {"required": {"a": "b"}}}, {"nodeAffinity": {"required": {"a": "c"}}}) != []
	of("Pod", {}, {"nodeAffinity": {"a": "b"}}) != []
}
