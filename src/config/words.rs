//! The closed vocabularies of the configuration.

use crate::finding::{Action, Severity, vocabulary};

vocabulary!(
    /// Which rules are on unless something else is said.
    Profile, "profile", {
    /// The default.
    Standard = "standard",
    /// Everything on.
    Strict = "strict",
    /// For maintainers of public charts.
    Chart = "chart",
});

vocabulary!(
    /// The Pod Security levels.
    Level, "Pod Security level", {
    /// Anything goes.
    Privileged = "privileged",
    /// No known privilege escalation.
    Baseline = "baseline",
    /// Hardened.
    Restricted = "restricted",
});

vocabulary!(
    /// What lands in one cluster together.
    ScopeMode, "scope", {
    /// A chart with one set of values, a kustomization and a render each; the other files of a PATH argument together.
    Auto = "auto",
    /// Each of these and each file by itself.
    File = "file",
    /// Everything under one PATH argument.
    Path = "path",
    /// Everything.
    Run = "run",
});

vocabulary!(
    /// The action from which on a run counts as denied.
    FailOn, "action to fail on", {
    /// Only denials.
    Deny = "deny",
    /// Warnings too.
    Warn = "warn",
});

vocabulary!(
    /// How an enforcement point answers a finding.
    Response, "action", {
    /// Refuse, whatever the severity.
    Deny = "deny",
    /// Tell, whatever the severity.
    Warn = "warn",
    /// Record, whatever the severity.
    Audit = "audit",
    /// By severity: error denies, warning warns, info is recorded.
    Enforce = "enforce",
    /// Record, with what enforcing would have done.
    Observe = "observe",
});

impl Response {
    /// What is done for a finding of this severity.
    pub const fn action(self, severity: Severity) -> Action {
        match self {
            Self::Enforce => severity.default_action(),
            Self::Deny => Action::Deny,
            Self::Warn => Action::Warn,
            Self::Audit | Self::Observe => Action::Audit,
        }
    }

    /// What would be done if the enforcement point did more than observe.
    pub const fn enforced(self, severity: Severity) -> Action {
        match self {
            Self::Observe => severity.default_action(),
            other => other.action(severity),
        }
    }
}
