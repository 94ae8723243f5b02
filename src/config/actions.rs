//! What a finding does at an enforcement point: the entries of `actions`, narrowest first.

use std::fmt;
use std::sync::Arc;

use super::{Given, NamePattern, Origin, Response};
use crate::finding::{Action, EnforcementPoint, RuleId, Severity};

/// One entry: a response, and the conditions that must all hold.
#[derive(Debug, Clone)]
pub struct ActionEntry {
    /// What is done.
    pub response: Response,
    /// These rules only.
    pub rules: Vec<RuleId>,
    /// These packs only.
    pub packs: Vec<Arc<str>>,
    /// Findings of this severity only.
    pub severity: Option<Severity>,
    /// Objects in these namespaces only. Cluster-scoped objects are in none.
    pub namespaces: Vec<NamePattern>,
}

/// What is to be done with one finding.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// What is done.
    pub action: Action,
    /// What would be done if the point did more than observe; the same as `action` where it does.
    pub enforced: Action,
    /// The entry that says so.
    pub origin: Origin,
}

/// The entries of each enforcement point.
#[derive(Debug, Clone, Default)]
pub struct Actions {
    /// `actions.ci`
    pub ci: Vec<Given<ActionEntry>>,
    /// `actions.admission`
    pub admission: Vec<Given<ActionEntry>>,
    /// `actions.audit`
    pub audit: Vec<Given<ActionEntry>>,
}

impl Actions {
    /// What is to be done with a finding of a rule on an object in `namespace` (empty: cluster-scoped).
    pub fn ruling(
        &self,
        rule: &RuleId,
        severity: Severity,
        point: EnforcementPoint,
        namespace: &str,
    ) -> Ruling {
        let (entries, default) = match point {
            EnforcementPoint::Ci => (&self.ci, Response::Enforce),
            EnforcementPoint::Admission => (&self.admission, Response::Observe),
            EnforcementPoint::Audit => (&self.audit, Response::Observe),
        };
        let matching =
            entries.iter().filter_map(|entry| Some((entry.value.rank(rule, severity, namespace)?, entry)));
        let (response, origin) = match matching.max_by_key(|(rank, _)| *rank) {
            Some((_, entry)) => (entry.value.response, entry.origin.clone()),
            None => (default, Origin::Default),
        };
        Ruling { action: response.action(severity), enforced: response.enforced(severity), origin }
    }
}

impl ActionEntry {
    /// How narrow an entry is that applies; `None` if it does not. Of equals the last wins, which `max_by_key` does.
    fn rank(&self, rule: &RuleId, severity: Severity, namespace: &str) -> Option<(u8, u8, u8)> {
        let by_rule = if self.rules.is_empty() { u8::from(!self.packs.is_empty()) } else { 2 };
        let rule_fits = self.rules.is_empty() || self.rules.contains(rule);
        let pack_fits = self.packs.is_empty() || self.packs.iter().any(|pack| **pack == *rule.pack());
        if !(rule_fits && pack_fits) {
            return None;
        }
        if self.severity.is_some_and(|wanted| wanted != severity) {
            return None;
        }
        let by_namespace = if self.namespaces.is_empty() {
            0
        } else {
            let fits = |pattern: &&NamePattern| !namespace.is_empty() && pattern.matches(namespace);
            let literal = self.namespaces.iter().filter(fits).map(NamePattern::is_literal).max()?;
            1 + u8::from(literal)
        };
        Some((by_rule, u8::from(self.severity.is_some()), by_namespace))
    }
}

impl fmt::Display for ActionEntry {
    /// `deny (packs disruption; namespaces shop, pay-*)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn joined<T: fmt::Display>(items: &[T]) -> String {
            items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
        }
        let conditions = [
            (!self.rules.is_empty()).then(|| format!("rules {}", joined(&self.rules))),
            (!self.packs.is_empty()).then(|| format!("packs {}", joined(&self.packs))),
            self.severity.map(|severity| format!("severity {severity}")),
            (!self.namespaces.is_empty()).then(|| format!("namespaces {}", joined(&self.namespaces))),
        ];
        let conditions: Vec<String> = conditions.into_iter().flatten().collect();
        write!(f, "{}", self.response)?;
        if conditions.is_empty() { Ok(()) } else { write!(f, " ({})", conditions.join("; ")) }
    }
}
