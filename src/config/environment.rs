//! The environment variables that Tidegate reads. A variable says the same as the flag of its name; the flag beats it.
//!
//! | variable | flag |
//! | --- | --- |
//! | `TIDEGATE_CONFIG` | `--config` |
//! | `TIDEGATE_PROFILE` | `--profile` |
//! | `TIDEGATE_LEVEL` | `--level` |
//! | `TIDEGATE_SCOPE` | `--scope` |
//! | `TIDEGATE_NAMESPACE` | `--namespace` |
//! | `TIDEGATE_FAIL_ON` | `--fail-on` |
//! | `TIDEGATE_BASELINE` | `--baseline` |
//! | `TIDEGATE_RULES_AS_OF` | `--rules-as-of` |
//! | `TIDEGATE_KUBE_VERSION` | `--kube-version` |
//! | `SOURCE_DATE_EPOCH` | none: what day it is, for reproducible runs |
//!
//! An empty variable counts as not set. Others that begin with `TIDEGATE_` are left alone (Kubernetes itself sets
//! `TIDEGATE_PORT` and more beside a Service of that name), but one that is a slip away from a known one is named.

use std::collections::BTreeMap;

use super::{Word, Words};
use crate::schema::nearest;

/// The variables as they were when the program began; nothing else reads them.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

const PREFIX: &str = "TIDEGATE_";

/// The variable that fixes the present for reproducible runs, in seconds since 1970.
pub(super) const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The variable that names the configuration file.
pub(super) const CONFIG: &str = "TIDEGATE_CONFIG";

impl Environment {
    /// The variables of this process. What is no text in one becomes U+FFFD, so that it is refused and not passed over.
    pub fn of_process() -> Self {
        let text = |raw: &std::ffi::OsStr| raw.to_string_lossy().into_owned();
        let pairs = std::env::vars_os().map(|(name, value)| (text(&name), text(&value)));
        Self(pairs.filter(|(name, _)| name.starts_with(PREFIX) || name == SOURCE_DATE_EPOCH).collect())
    }

    /// Given variables, for tests and for programs that embed Tidegate.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The value of a variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The settings of one word.
    pub(super) fn words(&self) -> Words {
        let mut words = Words::default();
        for word in Word::ALL {
            *words.slot(*word) = self.get(word.variable()).map(str::to_owned);
        }
        words
    }

    /// What is probably a slip: a variable that nothing reads, and the one that was meant.
    pub(super) fn slips(&self) -> Vec<(&str, &'static str)> {
        let known = || Word::ALL.iter().map(|word| word.variable()).chain([CONFIG]);
        let meant = |name: &str| {
            let tails = known().filter_map(|name| name.strip_prefix(PREFIX));
            let tail = nearest(name.strip_prefix(PREFIX)?, tails)?;
            known().find(|name| name.strip_prefix(PREFIX) == Some(tail))
        };
        self.0.keys().filter_map(|name| meant(name).map(|meant| (name.as_str(), meant))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_not_set() {
        let environment = Environment::from_pairs([("TIDEGATE_PROFILE", ""), ("TIDEGATE_LEVEL", "baseline")]);
        let words = environment.words();
        assert_eq!((words.profile, words.level.as_deref()), (None, Some("baseline")));
    }

    #[test]
    fn a_slip_is_named_and_what_kubernetes_sets_is_not() {
        let environment = Environment::from_pairs([
            ("TIDEGATE_PROFIL", "strict"),
            ("TIDEGATE_PORT", "tcp://10.0.0.1:443"),
            ("TIDEGATE_PORT_443_TCP_ADDR", "10.0.0.1"),
            ("TIDEGATE_SERVICE_HOST", "10.0.0.1"),
            ("TIDEGATE_SERVICE_PORT", "443"),
            ("TIDEGATE_CORPUS", "x"),
            ("TIDEGATE_SCOPE", "run"),
        ]);
        assert_eq!(environment.slips(), [("TIDEGATE_PROFIL", "TIDEGATE_PROFILE")]);
    }
}
