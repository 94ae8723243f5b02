# METADATA
# title: Pods keep the SELinux labels of containers
# description: |
#   The labels keep a process that broke out of its container from the files of the node and of other containers. A type
#   of one's own, such as spc_t, lifts that; a user or role changes what the policy says of the process. The Pod
#   Security levels baseline and restricted allow the container types alone, and a level.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Take type, user and role out of seLinuxOptions, or use the type container_t, container_init_t, container_kvm_t or,
#     from policy version v1.31 on, container_engine_t.
#   title_zh: Pod 使用容器的 SELinux 标签
#   remediation_zh: |
#     从 seLinuxOptions 中去掉 type、user 和 role；或把 type 设为 container_t、container_init_t、container_kvm_t，
#     策略版本 v1.31 起也可用 container_engine_t。
#   not_a_problem: |
#     When the pod works on the files of its node, as storage drivers and security agents do, in a namespace that
#     enforces the level privileged (label pod-security.kubernetes.io/enforce), where this rule is silent. A level,
#     which keeps pods apart, is never reported. Where nobody declared a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   since: 0.1.0
package tidegate.pods.selinux

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.selinux
}
