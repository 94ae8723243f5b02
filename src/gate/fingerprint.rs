//! Fingerprints: the same finding has the same one in CI, at admission and in a second cluster.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::finding::{Finding, Fingerprint, ObjectRef};

/// What tells findings apart. The scope and the API version are no part of it.
pub(super) struct Parts<'a> {
    pub(super) rule: &'a str,
    /// The object, or the file for what is none.
    pub(super) object: Result<&'a ObjectRef, &'a str>,
    /// The path with list positions replaced by merge keys.
    pub(super) path: &'a str,
    pub(super) key: Option<&'a str>,
}

/// The fingerprint of the `count`th finding with these parts, from 1.
pub(super) fn fingerprint(parts: &Parts<'_>, count: u32) -> Fingerprint {
    let mut text = String::from(parts.rule);
    let mut add = |part: &str| {
        text.push('\n');
        text.push_str(part);
    };
    match parts.object {
        Ok(object) => {
            add(&object.group_kind().to_string());
            add(&object.namespace);
            add(&object.name);
        }
        Err(file) => add(file),
    }
    add(parts.path);
    add(parts.key.unwrap_or_default());
    if count > 1 {
        let _ = write!(text, "\n{count}");
    }
    let digest = Sha256::digest(text.as_bytes());
    let hex = digest.iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Fingerprint(Arc::from(hex))
}

/// Tells findings with one fingerprint apart by a counter in their order.
pub(super) fn number_equals(findings: &mut [Finding]) {
    let mut seen: HashMap<Arc<str>, u32> = HashMap::new();
    for finding in findings {
        let count = seen.entry(Arc::clone(&finding.fingerprint.0)).or_insert(0);
        *count += 1;
        if *count > 1 {
            let parts = Parts { rule: "", object: Err(&finding.fingerprint.0), path: "", key: None };
            finding.fingerprint = fingerprint(&parts, *count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(api_version: &str, name: &str) -> ObjectRef {
        ObjectRef {
            api_version: api_version.into(),
            kind: "Deployment".into(),
            namespace: "a".into(),
            name: name.into(),
        }
    }

    #[test]
    fn a_fingerprint_names_rule_object_path_and_key() {
        let (one, two, other) = (object("apps/v1", "w"), object("apps/v1beta1", "w"), object("apps/v1", "v"));
        let of = |object, path, key| fingerprint(&Parts { rule: "p/r", object: Ok(object), path, key }, 1);
        let first = of(&one, "/spec", None);
        assert_eq!(first.0.len(), 32);
        assert_eq!(first, of(&two, "/spec", None), "another version of the API is the same object");
        assert_ne!(first, of(&other, "/spec", None));
        assert_ne!(first, of(&one, "/spec/x", None));
        assert_ne!(first, of(&one, "/spec", Some("k")));
    }

    #[test]
    fn equal_findings_are_told_apart_by_their_count() {
        let one = object("apps/v1", "w");
        let of =
            |count| fingerprint(&Parts { rule: "p/r", object: Ok(&one), path: "/spec", key: None }, count);
        assert_ne!(of(1), of(2));
        assert_eq!(of(2), of(2));
    }
}
