//! A whole run: what was read, what judged it, what was found. The input of every report.

use std::sync::Arc;

use super::{Decision, Finding, Location, RuleCard, Verdict};

/// A document that is not a Kubernetes object, named so that nothing is passed over in silence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotAnObject {
    /// Where it is.
    pub location: Location,
    /// What it is instead, as in "a list of 3 items" or "no apiVersion".
    pub what: Arc<str>,
}

/// What happened in one scope.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopeOutcome {
    /// The scope's name: the file, folder, chart or matrix entry.
    pub name: Arc<str>,
    /// Documents read, empty ones not counted.
    pub documents: usize,
    /// Kubernetes objects judged, Lists opened.
    pub objects: usize,
    /// Documents that are none.
    pub not_objects: Vec<NotAnObject>,
    /// Findings about the scope itself: unreadable documents, charts that do not render, waivers.
    pub findings: Vec<Finding>,
    /// One for each object, in order of source and position.
    pub decisions: Vec<Decision>,
}

/// What one rule did in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTally {
    /// The rule.
    pub card: Arc<RuleCard>,
    /// Objects it judged.
    pub judged: usize,
    /// Objects it does not apply to.
    pub not_applicable: usize,
    /// Objects where it could not tell.
    pub unknown: usize,
    /// Findings that are not waived.
    pub findings: usize,
    /// Findings that are waived.
    pub waived: usize,
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// In the order of the arguments.
    pub scopes: Vec<ScopeOutcome>,
    /// Every rule of the rule set, in order of id.
    pub rules: Vec<RuleTally>,
}

impl Run {
    /// All findings in the order of output: scope, source, position, rule.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.scopes
            .iter()
            .flat_map(|scope| scope.findings.iter().chain(scope.decisions.iter().flat_map(|d| &d.findings)))
    }

    /// The heaviest verdict.
    pub fn verdict(&self) -> Verdict {
        self.scopes
            .iter()
            .flat_map(|scope| {
                scope.decisions.iter().map(Decision::verdict).chain([Verdict::of(&scope.findings)])
            })
            .max()
            .unwrap_or(Verdict::Pass)
    }

    /// Whether something could not be read, rendered, compiled or evaluated.
    pub fn could_not_judge(&self) -> bool {
        self.findings().any(Finding::is_failure)
    }

    /// Whether there was nothing to judge, or no rule to judge it by.
    pub fn nothing_checked(&self) -> bool {
        self.rules.is_empty() || self.scopes.iter().all(|scope| scope.decisions.is_empty())
    }

    /// Objects judged.
    pub fn objects(&self) -> usize {
        self.scopes.iter().map(|scope| scope.objects).sum()
    }
}
