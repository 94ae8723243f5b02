# METADATA
# title: An image names the version that is meant
# description: |
#   Without a tag an image is `latest`, and `latest` is whatever was pushed last. Pods of one workload then run
#   different programs, depending on when their node pulled; a restart can be an upgrade that nobody asked for, and a
#   rollback brings back nothing, for the old manifest names the same word.
# custom:
#   severity: warning
#   applies_to: [workloads]
#   operations: [CREATE, UPDATE]
#   places: [ci, admission, audit]
#   reads: []
#   absence: false
#   params: {}
#   remediation: |
#     Name a tag that is never moved, or better a digest (name@sha256:…), which cannot be.
#   title_zh: 镜像写明所需的版本
#   remediation_zh: |
#     写明不会被移动的标签；更好的是使用不可能改变的摘要（name@sha256:…）。
#   not_a_problem: |
#     When a tool puts the version in before it is applied: kustomize, ko (`ko://`), Istio's injector (`auto`) and
#     placeholders are understood. Also for images that are built on the node itself in development. A tag such as `1`
#     or `stable` moves too, but says so, and is not reported.
#   references:
#     - https://kubernetes.io/docs/concepts/containers/images/#image-names
#     - https://kubernetes.io/docs/concepts/configuration/overview/#container-images
#   since: 0.1.0
package tidegate.pods.image_pinned

import data.tidegate.lib.image
import data.tidegate.lib.messages
import data.tidegate.lib.unknown
import data.tidegate.lib.workload

deny contains finding if {
	some entry in workload.containers
	parsed := image.parse(entry.container.image)
	image.floats(parsed)
	not unknown.is_placeholder(entry.container.image)
	finding := {
		"msg": sprintf("%s runs %s, %s", [messages.containers([entry.name]), entry.container.image, why(parsed)]),
		"path": array.concat(entry.path, ["image"]),
	}
}

# A volume may be an image as well.
deny contains finding if {
	some i, volume in workload.pod_spec.volumes
	parsed := image.parse(volume.image.reference)
	image.floats(parsed)
	not unknown.is_placeholder(volume.image.reference)
	finding := {
		"msg": sprintf("volume \"%v\" mounts %s, %s", [
			object.get(volume, "name", "(no name)"),
			volume.image.reference,
			why(parsed),
		]),
		"path": array.concat(workload.pod_spec_path, ["volumes", i, "image", "reference"]),
	}
}

why(parsed) := "which has no tag and so means latest: whatever was pushed last" if parsed.tag == ""

why(parsed) := "whatever was pushed last" if parsed.tag == "latest"
