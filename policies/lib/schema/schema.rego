# What the host found when it held the object against its schemas (input.schema), as answers of rules. The host knows
# the schemas; which rule says what, and in which words, is decided here.
package tidegate.lib.schema

import data.tidegate.lib.messages

# The answers to all mistakes of one class. A placeholder is filled in later: neither wrong nor fine.
answers(class) := {answer |
	some mistake in input.schema.mistakes
	mistake.class == class
	answer := answer_to(mistake)
}

answer_to(mistake) := {"unknown": true, "msg": said(mistake), "path": mistake.path} if mistake.unknown

answer_to(mistake) := {"msg": said(mistake), "path": mistake.path} if {
	not mistake.unknown
	count(beside(mistake)) == 1
}

# Several mistakes at one place are told apart by their words.
answer_to(mistake) := {"msg": said(mistake), "path": mistake.path, "key": mistake.message} if {
	not mistake.unknown
	count(beside(mistake)) > 1
}

said(mistake) := concat("", [mistake.message, correction(mistake), among(mistake)])

# A word may be a slip of the pen. A number, true, false or a quoted text is what the value is, written as it has to be.
correction(mistake) := sprintf(": write %s", [mistake.meant]) if is_literal(mistake.meant)

correction(mistake) := sprintf(": did you mean '%s'?", [mistake.meant]) if not is_literal(mistake.meant)

correction(mistake) := "" if not mistake.meant

# ` (in 1.36 and 1.37)` where the other judged versions do not mind.
among(mistake) := sprintf(" (in %s)", [messages.joined(mistake.versions)])

among(mistake) := "" if not mistake.versions

# It and the other mistakes of its class at the same place.
beside(mistake) := {other.message |
	some other in input.schema.mistakes
	other.class == mistake.class
	other.path == mistake.path
}

is_literal(text) if regex.match(`^(true|false|["\d.+-].*)$`, text)
