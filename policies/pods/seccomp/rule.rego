# METADATA
# title: Containers run under a seccomp profile
# description: |
#   Without a profile a container may call everything that the kernel offers, and most ways out of a container go
#   through a call that no ordinary program makes. The level baseline refuses the type Unconfined; the level restricted
#   wants RuntimeDefault or Localhost written down, for the pod or for every container. Before policy version v1.19
#   annotations are looked at instead.
# custom:
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {level: null}
#   remediation: |
#     Set securityContext.seccompProfile.type to RuntimeDefault on the pod, and take Unconfined away from its
#     containers.
#   title_zh: 容器在 seccomp 配置文件的限制下运行
#   remediation_zh: |
#     在 Pod 上把 securityContext.seccompProfile.type 设为 RuntimeDefault，并去掉容器上的 Unconfined。
#   not_a_problem: |
#     When the program needs calls that the default profile forbids, as profilers and some sandboxes do: write a profile
#     of type Localhost, or work in a namespace that enforces the level privileged (label
#     pod-security.kubernetes.io/enforce), where this rule is silent. Pods with spec.os.name windows are exempt at the
#     level restricted from policy version v1.25 on. Where nobody declared a level, this is a part of pods/pod-security.
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#     - https://kubernetes.io/docs/tutorials/security/seccomp/
#   since: 0.1.0
package tidegate.pods.seccomp

import data.tidegate.lib.standards

deny contains standards.refused(found) if {
	data.tidegate.lib.standards.declared
	some found in data.tidegate.lib.standards.seccomp
}
