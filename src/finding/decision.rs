//! A decision: all findings of one review and the verdict that follows.

use std::sync::Arc;

use super::{Action, Finding, ObjectRef, Operation, RuleId};

/// What follows from the findings of a review. Ordered by weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing denies or warns.
    Pass,
    /// Something warns.
    Warn,
    /// Something denies.
    Deny,
}

impl Verdict {
    /// The verdict of a set of findings.
    pub fn of(findings: &[Finding]) -> Self {
        match findings.iter().map(Finding::effective_action).max() {
            Some(Action::Deny) => Self::Deny,
            Some(Action::Warn) => Self::Warn,
            _ => Self::Pass,
        }
    }

    /// The word used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// How a rule met a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The rule.
    pub rule: RuleId,
    /// It could not tell: what it looks for may exist outside the scope, or a value is a placeholder.
    pub unknown: bool,
    /// Why it could not tell, in the rule's words, where it has any.
    pub why: Option<Arc<str>>,
}

/// The findings of one review and the verdict that follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The object; `None` for a file that is no object.
    pub object: Option<Arc<ObjectRef>>,
    /// What was to be done to it.
    pub operation: Operation,
    /// The rules that judged it, in order of id.
    pub judged: Vec<Judged>,
    /// In order of position and rule.
    pub findings: Vec<Finding>,
}

impl Decision {
    /// What follows from the findings.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.findings)
    }
}
