# METADATA
# title: Lifecycle hooks use a handler that the kubelet carries out
# description: |
#   The API accepts tcpSocket in a lifecycle hook, for old times' sake, and the kubelet cannot carry it out: the hook
#   fails whenever it is due. A preStop hook of this kind delays nothing and tells nobody; with such a postStart hook
#   the container is killed as soon as it has started, again and again.
# custom:
#   title_zh: 生命周期钩子使用 kubelet 能执行的处理方式
#   severity: error
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Use sleep to wait, httpGet to tell the process, or exec; a TCP connection can only be opened by a probe.
#   remediation_zh: |
#     改用 sleep 等待、httpGet 通知进程，或使用 exec；只有探针才能发起 TCP 连接。
#   not_a_problem: |
#     Never: the hook does nothing but fail.
#   references:
#     - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#lifecycle
#     - https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations
#   since: 0.1.0
package tidegate.shutdown.pre_stop_tcp_socket

import data.tidegate.lib.lifecycle
import data.tidegate.lib.messages

deny contains finding if {
	some found in lifecycle.hooks
	found.hook.tcpSocket
	finding := {
		"msg": sprintf("%s of %s is a tcpSocket, which the kubelet cannot carry out: %s", [
			found.name,
			messages.containers([found.entry.name]),
			consequences[found.name],
		]),
		"path": array.concat(found.path, ["tcpSocket"]),
	}
}

consequences := {
	"preStop": "nothing happens before the container stops",
	"postStart": "the container is killed each time it has started",
}
