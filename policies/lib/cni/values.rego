# Numbers and texts as settings hold them. Nothing here fails, whatever is written there.
package tidegate.lib.cni.values

# A positive whole number. 0 (detect it), a placeholder and a wrong type are none.
bytes(value) := value if {
	is_number(value)
	value > 0
	value == floor(value)
}

bytes(value) := to_number(value) if {
	is_string(value)
	regex.match(`^[1-9][0-9]{0,8}$`, value)
}

# The mapping that a text holds. Undefined where it cannot be read, and for whatever is no mapping.
parsed("json", text) := content if {
	is_string(text)
	json.is_valid(text)
	content := json.unmarshal(text)
	is_object(content)
}

parsed("yaml", text) := content if {
	is_string(text)
	yaml.is_valid(text)
	content := yaml.unmarshal(text)
	is_object(content)
}

# The plugins of a CNI configuration: those of its list, or itself.
plugins(content) := [plugin | some plugin in content.plugins; is_object(plugin)] if is_array(content.plugins)

plugins(content) := [content] if not content.plugins
