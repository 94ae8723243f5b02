# METADATA
# title: A checksum of the configuration stands in the pod template
# description: |
#   Pods are replaced when the pod template changes. A checksum among the annotations or labels of the workload itself
#   changes the workload, but not its pods: the configuration changes, the rollout looks done, and the old pods go on.
# custom:
#   title_zh: 配置的校验和写在 Pod 模板中
#   severity: warning
#   applies_to:
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/DaemonSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Move the annotation from metadata.annotations to spec.template.metadata.annotations.
#   remediation_zh: |
#     将该注解从 metadata.annotations 移到 spec.template.metadata.annotations。
#   not_a_problem: |
#     When a tool of your own reads it there. Nothing is reported where the pod template carries the same one.
#   references:
#     - https://helm.sh/docs/howto/charts_tips_and_tricks/#automatically-roll-deployments
#     - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#updating-a-deployment
#   since: 0.1.0
#   silences: [reload/stale-configuration]
package tidegate.reload.checksum_misplaced

import data.tidegate.lib.messages
import data.tidegate.lib.workload

deny contains finding if {
	misplaced := data.tidegate.lib.restarts.misplaced
	not workload.is_hook
	not workload.is_owned
	finding := {
		"msg": sprintf("%s at the %s and not in its pod template: a change of the configuration replaces no pod", [
			stands([item.key | some item in misplaced]),
			input.object.kind,
		]),
		"path": misplaced[0].path,
	}
}

stands(keys) := sprintf("%s stands", [keys[0]]) if count(keys) == 1

stands(keys) := sprintf("%s stand", [messages.joined(keys)]) if count(keys) > 1
