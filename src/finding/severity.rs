//! Closed vocabularies: severity, action, enforcement point, operation.

/// A word that the vocabulary does not have.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("'{word}' is no {what}: use one of {choices}")]
pub struct UnknownWord {
    /// The vocabulary, as in "severity".
    pub what: &'static str,
    /// What was given.
    pub word: String,
    /// The words there are, joined by commas.
    pub choices: String,
}

/// Declares an enum whose variants have one spelling everywhere.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All words, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word as it is written everywhere.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::finding::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word).ok_or_else(|| Self::Err {
                    what: $what,
                    word: word.to_owned(),
                    choices: Self::ALL.iter().map(|known| known.as_str()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}

pub(crate) use vocabulary;

vocabulary!(
    /// How bad a finding is. Ordered: `Info < Warning < Error`.
    Severity, "severity", {
    /// Worth knowing.
    Info = "info",
    /// Likely to hurt.
    Warning = "warning",
    /// Provably breaks on a real control plane, or violates something that was declared.
    Error = "error",
});

vocabulary!(
    /// What a finding does at one enforcement point. Ordered by weight.
    Action, "action", {
    /// Recorded only.
    Audit = "audit",
    /// Told, never in the way.
    Warn = "warn",
    /// The change is refused.
    Deny = "deny",
});

vocabulary!(
    /// Where a change is judged.
    EnforcementPoint, "enforcement point", {
    /// Files in a pipeline.
    Ci = "ci",
    /// Requests to the API server.
    Admission = "admission",
    /// Objects that already run.
    Audit = "audit",
});

vocabulary!(
    /// What is done to the object. `Scale` and `Evict` are updates and creations of a subresource that rules select on their own.
    Operation, "operation", {
    /// A new object.
    Create = "CREATE",
    /// A changed object.
    Update = "UPDATE",
    /// A removed object.
    Delete = "DELETE",
    /// New replicas through the scale subresource.
    Scale = "SCALE",
    /// An eviction of a pod.
    Evict = "EVICT",
    /// exec, attach, port-forward, proxy.
    Connect = "CONNECT",
});

impl Severity {
    /// What a finding of this severity does in CI unless configured otherwise.
    pub const fn default_action(self) -> Action {
        match self {
            Self::Error => Action::Deny,
            Self::Warning => Action::Warn,
            Self::Info => Action::Audit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_order_by_weight() {
        for severity in Severity::ALL {
            assert_eq!(severity.as_str().parse(), Ok(*severity));
        }
        assert!(Severity::Info < Severity::Warning && Severity::Warning < Severity::Error);
        assert!(Action::Audit < Action::Warn && Action::Warn < Action::Deny);
    }

    #[test]
    fn an_unknown_word_names_the_choices() {
        let error = "fatal".parse::<Severity>().unwrap_err();
        assert_eq!(error.to_string(), "'fatal' is no severity: use one of info, warning, error");
    }
}
