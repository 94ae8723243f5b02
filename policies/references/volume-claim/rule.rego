# METADATA
# title: A pod finds the PersistentVolumeClaims that it mounts
# description: |
#   A pod that refers to a PersistentVolumeClaim which does not exist is not scheduled: it stays Pending until
#   somebody makes the claim.
# custom:
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [PersistentVolumeClaim, apps/StatefulSet]
#   absence: true
#   params: {}
#   remediation: |
#     Correct claimName, or add the PersistentVolumeClaim to what is deployed; a volumeClaimTemplate of a
#     StatefulSet or an ephemeral volume makes its own.
#   title_zh: Pod 挂载的 PersistentVolumeClaim 存在
#   remediation_zh: |
#     更正 claimName，或在部署内容中加入该 PersistentVolumeClaim；StatefulSet 的 volumeClaimTemplates 和 ephemeral 卷会自行创建。
#   not_a_problem: |
#     When an operator or another release makes the claim. Reported only where all claims are known
#     (--complete PersistentVolumeClaim, or an inventory of the cluster). What a StatefulSet in sight makes
#     from its templates counts as there.
#   references:
#     - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes
#   since: 0.1.0
package tidegate.references.volume_claim

import data.tidegate.lib.references
import data.tidegate.lib.workload

deny contains finding if {
	not workload.is_owned
	some i, volume in workload.pod_spec.volumes
	name := volume.persistentVolumeClaim.claimName
	references.absent("PersistentVolumeClaim", workload.namespace, name)
	not made_by_stateful_set(name)
	not volume.name in own_templates
	finding := {
		"msg": sprintf("there is no PersistentVolumeClaim \"%s\" in namespace \"%s\": the pods stay Pending", [
			name,
			workload.namespace,
		]),
		"path": array.concat(workload.pod_spec_path, ["volumes", i, "persistentVolumeClaim", "claimName"]),
	}
}

# A volume of this name gives way to the claim of the template.
own_templates := {template.metadata.name | some template in input.object.spec.volumeClaimTemplates}

made_by_stateful_set(name) if {
	some set_name, obj in input.inventory["apps/StatefulSet"][workload.namespace]
	some template in obj.spec.volumeClaimTemplates
	prefix := sprintf("%s-%s-", [template.metadata.name, set_name])
	startswith(name, prefix)
	regex.match("^[0-9]+$", trim_prefix(name, prefix))
}
