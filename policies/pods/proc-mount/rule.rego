# METADATA
# title: Containers see the masked /proc
# description: |
#   The runtime hides the files of /proc that tell of the node or change it, such as the kernel's keys and its sysctls.
#   procMount Unmasked shows them. The Pod Security levels baseline and restricted refuse it; from policy version v1.35
#   on baseline allows it to a pod with a user namespace of its own.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Take procMount away, or set it to Default. Whoever runs containers in a container sets hostUsers to false and uses
#     the level baseline at v1.35 or later.
#   title_zh: 容器看到的是经过屏蔽的 /proc
#   remediation_zh: |
#     去掉 procMount 或设为 Default。如需在容器里运行容器，请把 hostUsers 设为 false，
#     并使用 v1.35 或更高版本的 baseline 级别。
#   not_a_problem: |
#     When the container builds or runs other containers without being root on the node, in a namespace that enforces
#     the level privileged (label pod-security.kubernetes.io/enforce), where this rule is silent. Where nobody declared
#     a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   since: 0.1.0
package tidegate.pods.proc_mount

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.proc_mount
}
