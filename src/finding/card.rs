//! The rule card: what METADATA says of a rule, for everyone who shows or selects it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{EnforcementPoint, Operation, RuleId, Severity};

/// One example file of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// File name, `allow-…yaml` or `deny-…yaml`.
    pub file: Arc<str>,
    /// Whole text.
    pub text: Arc<str>,
}

/// What is known of a rule without running it.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCard {
    /// The rule's one name.
    pub id: RuleId,
    /// One line that says what should hold.
    pub title: Arc<str>,
    /// What goes wrong without it.
    pub description: Arc<str>,
    /// The highest severity that the rule gives.
    pub severity: Severity,
    /// Kinds, groups of kinds or `file/…`, as written.
    pub applies_to: Vec<Arc<str>>,
    /// Operations it judges.
    pub operations: Vec<Operation>,
    /// Where it is judged.
    pub places: Vec<EnforcementPoint>,
    /// Inventory kinds that it reads, as `group/Kind`.
    pub reads: Vec<Arc<str>>,
    /// Its finding is that something is missing.
    pub absence: bool,
    /// How to fix it.
    pub remediation: Arc<str>,
    /// When it is not a problem.
    pub not_a_problem: Option<Arc<str>>,
    /// Further reading.
    pub references: Vec<Arc<str>>,
    /// Since which version of Tidegate or of its pack.
    pub since: Arc<str>,
    /// Profiles that it says something of: whether it is on there. It is on in every other one.
    pub profiles: BTreeMap<Arc<str>, bool>,
    /// Rules whose finding on the same object and path says no more than this rule's.
    pub silences: Vec<RuleId>,
    /// Title and remedy in Chinese.
    pub chinese: Option<Chinese>,
}

/// What a rule says in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chinese {
    /// One line that says what should hold.
    pub title: Arc<str>,
    /// How to fix it.
    pub remediation: Arc<str>,
}
