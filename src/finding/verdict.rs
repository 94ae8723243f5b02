//! A finding: what a rule says of one review, placed and weighed.

use std::fmt;
use std::sync::Arc;

use super::{Action, Excerpt, Location, Matched, ObjectRef, Path, RuleCard, Severity};

/// Names a finding across runs, places and clusters: rule, object, path with list positions replaced by merge keys,
/// `key`, and a counter for equals. 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub Arc<str>);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Another object that a finding is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The other object.
    pub object: ObjectRef,
    /// The node in it.
    pub path: Path,
    /// Where that is, if it is in the same scope.
    pub location: Option<Location>,
}

/// What a rule says of one review.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: Arc<RuleCard>,
    /// Of this finding: the rule's or lower, or as configured.
    pub severity: Severity,
    /// What it does here, before waivers.
    pub action: Action,
    /// One sentence about this object.
    pub message: Arc<str>,
    /// The object; `None` for a file that is none, or could not be read.
    pub object: Option<Arc<ObjectRef>>,
    /// The node in the object.
    pub path: Path,
    /// The node in the file.
    pub location: Location,
    /// The lines that show it.
    pub excerpt: Option<Excerpt>,
    /// Other objects involved.
    pub related: Vec<Related>,
    /// A number that tells worse from better; higher is worse.
    pub measure: Option<f64>,
    /// Names it across runs.
    pub fingerprint: Fingerprint,
    /// The waiver that accepts it, if one does.
    pub waived: Option<Matched>,
}

impl Finding {
    /// What it does after waivers: a waived finding is recorded only.
    pub fn effective_action(&self) -> Action {
        if self.waived.is_some() { Action::Audit } else { self.action }
    }

    /// Whether it says that something could not be read, rendered, compiled or evaluated. Nobody can waive that.
    pub fn is_failure(&self) -> bool {
        matches!(self.rule.id.pack(), "source" | "engine")
    }

    /// The key that orders findings in every output: source, position, rule, message.
    pub fn order(&self) -> (&Location, &str, &str) {
        (&self.location, self.rule.id.as_str(), &self.message)
    }
}
