# METADATA
# title: A pod finds the Secrets that it needs
# description: |
#   A container that needs a Secret, or a key of one, which is not there does not start: it waits as
#   CreateContainerConfigError or ContainerCreating until somebody makes it. A rollout stops there; pods that
#   run are not affected until they are moved.
# custom:
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads:
#     - Secret
#     - Pod
#     - ReplicationController
#     - apps/DaemonSet
#     - apps/Deployment
#     - apps/ReplicaSet
#     - apps/StatefulSet
#     - apps.kruise.io/BroadcastJob
#     - apps.kruise.io/CloneSet
#     - apps.kruise.io/DaemonSet
#     - apps.kruise.io/StatefulSet
#     - apps.openshift.io/DeploymentConfig
#     - argoproj.io/Rollout
#     - batch/CronJob
#     - batch/Job
#     - keda.sh/ScaledJob
#     - serving.knative.dev/Configuration
#     - serving.knative.dev/Service
#     - bitnami.com/SealedSecret
#     - cert-manager.io/Certificate
#     - external-secrets.io/ExternalSecret
#   absence: true
#   params: {}
#   remediation: |
#     Correct the name or the key, add the Secret to what is deployed, or set optional to true where the
#     program can do without.
#   title_zh: Pod 所需的 Secret 及其键存在
#   remediation_zh: |
#     更正名称或键名，或在部署内容中加入该 Secret；程序可以没有它时，将 optional 设为 true。
#   not_a_problem: |
#     When an operator, a job or another release makes the Secret before the pods start. A missing Secret is
#     reported only where all of them are known (--complete Secret, or an inventory of the cluster); a missing key
#     wherever the Secret is in sight. What a SealedSecret, an ExternalSecret or a Certificate makes counts as
#     there, and so does what a workload in sight is told by its arguments to make. A missing pull secret is info:
#     the image may be public.
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/secret/
#   since: 0.1.0
package tidegate.references.secret

import data.tidegate.lib.references
import data.tidegate.lib.workload

deny contains finding if {
	not workload.is_owned
	some found in references.missing(references.needed, "Secret", workload.namespace)
	not is_made_by_others(found.name)
	finding := {
		"msg": sprintf("there is no Secret \"%s\" in namespace \"%s\", which the pods need to start%s", [
			found.name,
			workload.namespace,
			references.elsewhere(found),
		]),
		"path": found.path,
	}
}

deny contains finding if {
	not workload.is_owned
	some found in references.missing_keys(references.needed, "Secret", workload.namespace)
	not is_made_by_others(found.name)
	finding := {
		"msg": sprintf("Secret \"%s\" has no key \"%s\", which the pods need to start", [found.name, found.key]),
		"path": found.path,
		"related": [{
			"object": {"kind": "Secret", "namespace": workload.namespace, "name": found.name},
			"path": ["data"],
		}],
	}
}

deny contains finding if {
	not workload.is_owned
	some i, ref in workload.pod_spec.imagePullSecrets
	references.absent("Secret", workload.namespace, ref.name)
	not is_made_by_others(ref.name)
	finding := {
		"severity": "info",
		"msg": sprintf("there is no Secret \"%s\" in namespace \"%s\": images are pulled without it", [
			ref.name,
			workload.namespace,
		]),
		"path": array.concat(workload.pod_spec_path, ["imagePullSecrets", i, "name"]),
	}
}

# A controller makes it from an object in sight.
is_made_by_others(name) if name in sealed

is_made_by_others(name) if name in external

is_made_by_others(name) if name in certified

# A job or an operator is told to make it, as with --secret-name=NAME.
is_made_by_others(name) if {
	some kind in data.lib.kinds.groups.workloads
	some obj in input.inventory[kind][workload.namespace]
	some container in workload.template_of(obj, workload.namespace).spec.containers
	some text in container.args
	regex.match("^--?[a-z-]*secret[a-z-]*=", text)
	split(text, "=")[1] == name
}

sealed := {name | some name, _ in input.inventory["bitnami.com/SealedSecret"][workload.namespace]}

external := {object.get(obj.spec, ["target", "name"], name) |
	some name, obj in input.inventory["external-secrets.io/ExternalSecret"][workload.namespace]
}

certified := {obj.spec.secretName |
	some obj in input.inventory["cert-manager.io/Certificate"][workload.namespace]
}
