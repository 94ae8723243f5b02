# MTU settings that the change under review makes different, and who has to start anew for it to hold.
# Not here: whether the new number is right.
package tidegate.lib.cni.changes

import data.tidegate.lib.cni.settings
import data.tidegate.lib.cni.settings.subject
import data.tidegate.lib.cni.settings.subject_kind
import data.tidegate.lib.unknown

facts := data.lib.cni

# {setting (a new one, or the one that is gone), old and new (numbers, or null for detection)}.
found contains {"setting": setting, "old": before, "new": setting.value} if {
	some setting in subject
	previous := values_of(earlier, setting)
	not setting.value in previous
	before := number_of(previous, input.oldObject, setting.path)
}

found contains {"setting": setting, "old": setting.value, "new": null} if {
	some setting in earlier
	count(values_of(subject, setting)) == 0
	not is_open(input.object, setting.path)
}

earlier := settings.settings_in(subject_kind, input.oldObject) if is_object(input.oldObject)

# Of one setting, and where an object has several interfaces, of one of them.
values_of(those, setting) := {other.value |
	some other in those
	other.setting == setting.setting
	object.get(other, "name", null) == object.get(setting, "name", null)
}

# null for detection; undefined where nobody knew it.
number_of(previous, _, _) := min(previous)

number_of(previous, obj, path) := null if {
	count(previous) == 0
	not is_open(obj, path)
}

# What stands there, or the text that it stands in, is filled in later.
is_open(obj, path) if unknown.is_placeholder(object.get(obj, path, null))

# Who has to start anew for the new number to hold everywhere.
restart(setting) := replace(facts.restarts[setting.cni], "{}", concerned(setting))

# The nodes or pods that the object is about, as far as it says.
concerned(setting) := sprintf("the nodes with %s", [concat(", ", labels)]) if {
	setting.cni == "node"
	selector := input.object.spec.nodeSelector
	labels := [sprintf("%v=%v", [key, value]) | some key, value in selector]
	count(labels) > 0
} else := "the nodes" if {
	setting.cni == "node"
} else := sprintf("%v", [object.get(input.object, ["metadata", "name"], "")])
