# Values that something else fills in later: never wrong and never fine.
package tidegate.lib.unknown

# Placeholders of envsubst and Flux, of build scripts, of templates, of Helm for a missing value, and of sops.
is_placeholder(value) if {
	is_string(value)
	regex.match(`\$\{[^}]*\}|__[A-Z][A-Z0-9_]*__|\{\{|<no value>|^ENC\[`, marked(value))
}

# The text, if it has what any placeholder has: most texts have not, and to look for that is cheap.
marked(text) := text if {
	strings.replace_n({"${": "", "__": "", "{{": "", "no value": "", "ENC[": ""}, text) != text
}

# The value of any type, if a placeholder may be somewhere in it. As JSON has it, `<` and `>` may be written by number.
holding(value) := value if marked(json.marshal(value))
