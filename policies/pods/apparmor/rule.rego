# METADATA
# title: Pods keep the AppArmor profile of the runtime
# description: |
#   The runtime's profile keeps a container from mounting, from tracing other processes and from writing to the kernel's
#   files. The Pod Security levels baseline and restricted refuse to switch it off, by the type Unconfined or by an
#   annotation.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Take the profile away, or set appArmorProfile.type to RuntimeDefault, or to Localhost with a profile that the
#     nodes have loaded.
#   title_zh: Pod 使用运行时的 AppArmor 配置文件
#   remediation_zh: |
#     去掉该配置，或把 appArmorProfile.type 设为 RuntimeDefault；
#     也可设为 Localhost，并指定节点上已加载的配置文件。
#   not_a_problem: |
#     When the pod has to mount or to trace, as storage drivers and profilers do, in a namespace that enforces the level
#     privileged (label pod-security.kubernetes.io/enforce), where this rule is silent. Leaving the profile out is never
#     reported. Where nobody declared a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tutorials/security/apparmor/
#   since: 0.1.0
package tidegate.pods.apparmor

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.apparmor
}
