# METADATA
# title: No container is privileged
# description: |
#   A privileged container has every capability, sees every device of the node and is confined by neither seccomp nor
#   AppArmor: whoever takes it over has the node, and with it the credentials of every pod there. The Pod Security
#   levels baseline and restricted refuse it.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Remove privileged, and add the one capability, device plugin or mount that the container needs instead.
#   title_zh: 没有特权容器
#   remediation_zh: |
#     去掉 privileged，改为只添加容器真正需要的那一项 capability、设备插件或挂载。
#   not_a_problem: |
#     When the container is a part of the node, as network plugins, storage drivers and device agents are: put it into a
#     namespace that says so (label pod-security.kubernetes.io/enforce set to privileged), where this rule is silent.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   since: 0.1.0
package tidegate.pods.privileged

import data.tidegate.lib.messages
import data.tidegate.lib.security
import data.tidegate.lib.workload

deny contains finding if {
	data.tidegate.lib.standards.level
	some entry in workload.containers
	setting := security.setting(entry, "privileged")
	setting.value == true
	finding := {
		"msg": sprintf("%s is privileged: it holds the node", [messages.containers([entry.name])]),
		"path": setting.path,
	}
}
