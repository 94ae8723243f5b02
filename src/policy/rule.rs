//! One rule of a library.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::applies::Applies;
use super::dialect::Dialect;
use crate::finding::{EnforcementPoint, Example, Operation, RuleCard};
use crate::value::Value;

/// One rule: its card and what is needed to ask it.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What METADATA says; for conftest rules what their name says.
    pub card: Arc<RuleCard>,
    /// How it is written.
    pub dialect: Dialect,
    /// What to evaluate, as in `data.tidegate.pods.privileged.deny`.
    pub query: Arc<str>,
    /// Its file.
    pub file: Arc<str>,
    /// Its parameters with their defaults.
    pub params: BTreeMap<String, Value>,
    /// Example files beside it.
    pub examples: Vec<Example>,
    /// Whether a `*_test.rego` stands beside it.
    pub tested: bool,
    /// It came with the program.
    pub builtin: bool,
    pub(super) applies: Applies,
}

impl Rule {
    /// Whether it judges such a change at such a place. `kind` is `group/Kind` or `file/FORMAT`.
    pub fn applies(&self, kind: &str, operation: Operation, place: EnforcementPoint) -> bool {
        self.card.operations.contains(&operation)
            && self.card.places.contains(&place)
            && self.applies.includes(kind)
    }
}
