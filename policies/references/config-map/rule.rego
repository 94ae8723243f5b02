# METADATA
# title: A pod finds the ConfigMaps that it needs
# description: |
#   A container that needs a ConfigMap, or a key of one, which is not there does not start: it waits as
#   CreateContainerConfigError or ContainerCreating until somebody makes it. A rollout stops there; pods that
#   run are not affected until they are moved.
# custom:
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: [ConfigMap]
#   absence: true
#   params: {}
#   remediation: |
#     Correct the name or the key, add the ConfigMap to what is deployed, or set optional to true where the
#     program can do without.
#   title_zh: Pod 所需的 ConfigMap 及其键存在
#   remediation_zh: |
#     更正名称或键名，或在部署内容中加入该 ConfigMap；程序可以没有它时，将 optional 设为 true。
#   not_a_problem: |
#     When an operator, a job or another release makes the ConfigMap before the pods start. A missing
#     ConfigMap is reported only where all of them are known (--complete ConfigMap, or an inventory of the
#     cluster); a missing key wherever the ConfigMap is in sight. What Kubernetes and Istio put into every
#     namespace is known.
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/configmap/
#   since: 0.1.0
package tidegate.references.config_map

import data.tidegate.lib.references
import data.tidegate.lib.workload

deny contains finding if {
	not workload.is_owned
	some found in references.missing(references.needed, "ConfigMap", workload.namespace)
	not found.name in in_every_namespace
	finding := {
		"msg": sprintf("there is no ConfigMap \"%s\" in namespace \"%s\", which the pods need to start%s", [
			found.name,
			workload.namespace,
			references.elsewhere(found),
		]),
		"path": found.path,
	}
}

deny contains finding if {
	not workload.is_owned
	some found in references.missing_keys(references.needed, "ConfigMap", workload.namespace)
	finding := {
		"msg": sprintf("ConfigMap \"%s\" has no key \"%s\", which the pods need to start", [found.name, found.key]),
		"path": found.path,
		"related": [{
			"object": {"kind": "ConfigMap", "namespace": workload.namespace, "name": found.name},
			"path": ["data"],
		}],
	}
}

# By Kubernetes, OpenShift and Istio.
in_every_namespace := {"kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"}
