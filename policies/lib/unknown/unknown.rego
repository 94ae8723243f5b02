# Values that something else fills in later: never wrong and never fine.
package tidegate.lib.unknown

# Placeholders of envsubst and Flux, of build scripts, of templates, of Helm for a missing value, and of sops.
is_placeholder(value) if {
	is_string(value)
	regex.match(`\$\{[^}]*\}|__[A-Z][A-Z0-9_]*__|\{\{|<no value>|^ENC\[`, value)
}
