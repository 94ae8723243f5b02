//! Rule ids: `<pack>/<rule>`, both in kebab case.

use std::fmt;
use std::sync::Arc;

/// A rule's one name, as in `pods/run-as-non-root`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

/// Text that is no rule id.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("'{0}' is no rule id: write PACK/RULE in lower case with hyphens, as in pods/run-as-non-root")]
pub struct IdError(pub String);

impl RuleId {
    /// Checks and makes an id.
    pub fn new(text: &str) -> Result<Self, IdError> {
        match text.split_once('/') {
            Some((pack, rule)) if is_kebab(pack) && is_kebab(rule) => Ok(Self(Arc::from(text))),
            _ => Err(IdError(text.to_owned())),
        }
    }

    /// The id of what has no rule: `engine/unknown`.
    pub fn reserved() -> Self {
        Self(Arc::from("engine/unknown"))
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the slash.
    pub fn pack(&self) -> &str {
        self.0.split_once('/').map_or("", |(pack, _)| pack)
    }

    /// The part after the slash.
    pub fn rule(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, rule)| rule)
    }

    /// The Rego package of a native rule: `tidegate.<pack>.<rule>` in snake case.
    pub fn package(&self) -> String {
        format!("tidegate.{}.{}", self.pack().replace('-', "_"), self.rule().replace('-', "_"))
    }
}

fn is_kebab(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    !word.is_empty() && word.split('-').all(|part| !part.is_empty() && part.chars().all(plain))
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_knows_its_parts_and_package() {
        let id = RuleId::new("pods/run-as-non-root").unwrap();
        assert_eq!((id.pack(), id.rule()), ("pods", "run-as-non-root"));
        assert_eq!(id.package(), "tidegate.pods.run_as_non_root");
    }

    #[test]
    fn anything_but_kebab_case_with_one_slash_is_refused() {
        for text in ["pods", "pods/", "/x", "pods/a_b", "Pods/a", "pods/a/b", "pods/-a", "pods/a--b", ""] {
            assert_eq!(RuleId::new(text), Err(IdError(text.to_owned())));
        }
    }
}
