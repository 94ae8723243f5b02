//! Values that something else fills in later: never wrong and never fine.

use std::sync::LazyLock;

use regex::Regex;

/// The same pattern as in `policies/lib/unknown`; a test compares the two.
const PATTERN: &str = r"\$\{[^}]*\}|__[A-Z][A-Z0-9_]*__|\{\{|<no value>|^ENC\[";

/// Whether a text stands for one that is not known yet: of envsubst and Flux, of build scripts, of templates, of Helm for
/// a missing value, of sops.
pub fn is_placeholder(text: &str) -> bool {
    static COMPILED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PATTERN).ok());
    // Most texts hold none of the characters that every placeholder has.
    text.contains(['{', '_', '<', '[']) && COMPILED.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_schemas_agree_on_what_a_placeholder_is() {
        assert!(include_str!("../../policies/lib/unknown/unknown.rego").contains(&format!("`{PATTERN}`")));
        for text in [
            "${REPLICAS}",
            "a:${TAG}",
            "__IMAGE_TAG__",
            "{{ .Values.x }}",
            "<no value>",
            "ENC[AES256_GCM,data:x]",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["", "$HOME", "a__b", "__init__", "x ENC[", "no value"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
