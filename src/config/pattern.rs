//! Names with globs, kinds with or without group, rules by pack: what a condition in the configuration is made of.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};

use crate::finding::{GroupKind, IdError, RuleId};

/// A name, or a glob over names: `kube-*`, `shop-?`, `{blue,green}`.
#[derive(Debug, Clone)]
pub struct NamePattern {
    text: Arc<str>,
    glob: Option<GlobMatcher>,
}

impl NamePattern {
    /// Reads a name or glob.
    pub fn new(text: &str) -> Result<Self, globset::Error> {
        let glob = if text.contains(['*', '?', '[', '{', '\\']) {
            Some(GlobBuilder::new(text).build()?.compile_matcher())
        } else {
            None
        };
        Ok(Self { text: Arc::from(text), glob })
    }

    /// Whether a name fits.
    pub fn matches(&self, name: &str) -> bool {
        match &self.glob {
            Some(glob) => glob.is_match(name),
            None => *self.text == *name,
        }
    }

    /// Whether it stands for one name only.
    pub const fn is_literal(&self) -> bool {
        self.glob.is_none()
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A kind of one group (`apps/Deployment`) or of any (`Deployment`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindPattern {
    group: Option<Arc<str>>,
    kind: Arc<str>,
}

impl KindPattern {
    /// Reads a kind, with its group or without.
    pub fn new(text: &str) -> Self {
        match text.split_once('/') {
            Some((group, kind)) => Self { group: Some(Arc::from(group)), kind: Arc::from(kind) },
            None => Self { group: None, kind: Arc::from(text) },
        }
    }

    /// Whether a kind fits.
    pub fn matches(&self, kind: &GroupKind) -> bool {
        self.kind == kind.kind && self.group.as_ref().is_none_or(|group| *group == kind.group)
    }
}

impl fmt::Display for KindPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.group {
            Some(group) => write!(f, "{group}/{}", self.kind),
            None => f.write_str(&self.kind),
        }
    }
}

/// Text that is no kind.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error(
    "'{0}' is no kind: write GROUP/KIND without version, as in policy/PodDisruptionBudget, or KIND for the core group"
)]
pub struct KindError(String);

/// Checks the written form of a kind: `policy/PodDisruptionBudget`, `Service`.
pub(super) fn checked_kind(text: &str) -> Result<&str, KindError> {
    let (group, kind) = text.rsplit_once('/').unwrap_or(("x", text));
    let group_fits = !group.is_empty()
        && group
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let kind_fits = kind.starts_with(|c: char| c.is_ascii_uppercase())
        && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if group_fits && kind_fits { Ok(text) } else { Err(KindError(text.to_owned())) }
}

/// One rule (`pods/privileged`) or a whole pack (`pods`, `pods/*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulePattern {
    /// Every rule of a pack.
    Pack(Arc<str>),
    /// One rule.
    Rule(RuleId),
}

impl RulePattern {
    /// Whether a rule fits.
    pub fn matches(&self, rule: &RuleId) -> bool {
        match self {
            Self::Pack(pack) => **pack == *rule.pack(),
            Self::Rule(id) => id == rule,
        }
    }
}

impl FromStr for RulePattern {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let pack = text.strip_suffix("/*").unwrap_or(text);
        if pack.contains('/') {
            return RuleId::new(text).map(Self::Rule);
        }
        // A pack is named as the first half of an id is.
        match RuleId::new(&format!("{pack}/x")) {
            Ok(_) => Ok(Self::Pack(Arc::from(pack))),
            Err(_) => Err(IdError(text.to_owned())),
        }
    }
}

impl fmt::Display for RulePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pack(pack) => f.write_str(pack),
            Self::Rule(id) => write!(f, "{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_glob_characters_is_literal() {
        let name = NamePattern::new("kube-system").unwrap();
        assert!(name.is_literal() && name.matches("kube-system") && !name.matches("kube-system2"));
        let glob = NamePattern::new("kube-*").unwrap();
        assert!(
            !glob.is_literal()
                && glob.matches("kube-")
                && glob.matches("kube-a.b")
                && !glob.matches("akube-x")
        );
        assert!(NamePattern::new("{a,b}").unwrap().matches("b"));
        assert!(NamePattern::new("[").is_err());
    }

    #[test]
    fn a_kind_without_group_is_of_any_group() {
        let apps = GroupKind::parse("apps/Deployment");
        assert!(KindPattern::new("Deployment").matches(&apps));
        assert!(KindPattern::new("apps/Deployment").matches(&apps));
        assert!(!KindPattern::new("extensions/Deployment").matches(&apps));
        assert!(!KindPattern::new("deployment").matches(&apps));
    }

    #[test]
    fn a_kind_is_written_with_a_capital_and_without_version() {
        for text in ["Service", "policy/PodDisruptionBudget", "networking.k8s.io/Ingress"] {
            assert_eq!(checked_kind(text), Ok(text));
        }
        for text in
            ["", "service", "apps/v1/Deployment", "/Pod", "Apps/Deployment", "apps/", "Pod,Service", "*"]
        {
            assert_eq!(checked_kind(text), Err(KindError(text.to_owned())));
        }
    }

    #[test]
    fn a_rule_pattern_is_a_rule_or_a_pack() {
        let id = RuleId::new("pods/privileged").unwrap();
        for (text, fits) in [("pods", true), ("pods/*", true), ("pods/privileged", true), ("probes", false)] {
            assert_eq!(text.parse::<RulePattern>().unwrap().matches(&id), fits, "{text}");
        }
        for text in ["", "/*", "Pods", "pods/", "pods/a/b", "*"] {
            assert!(text.parse::<RulePattern>().is_err(), "{text}");
        }
    }
}
