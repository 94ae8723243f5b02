//! The plan: which rules are asked together for which kind of change.
//!
//! All rules of a review run in one evaluation, so that helpers they share run once. For each set of rules that some kind and
//! operation select, one entry rule is generated that asks them all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use super::dialect::Dialect;
use super::rule::Rule;
use crate::engine::Module;
use crate::finding::{EnforcementPoint, Operation};
use crate::kinds::Kinds;
use crate::value::Value;

/// The package of generated entry rules; its rules answer an object from rule id to the rule's value.
const PACKAGE: &str = "tidegate_entries";

/// One evaluation.
#[derive(Debug, Clone)]
pub struct Call {
    /// What to evaluate: an object from rule id to answer.
    pub query: Arc<str>,
    /// How its rules are written, which decides the input.
    pub dialect: Dialect,
    /// `input.params`.
    pub params: Value,
    /// Positions of its rules in the rule set.
    pub rules: Vec<usize>,
}

/// Calls by kind and operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    by_kind: HashMap<(Arc<str>, Operation), Arc<[Call]>>,
    others: BTreeMap<Operation, Arc<[Call]>>,
}

impl Plan {
    /// The calls for a change; none for a kind that no rule applies to.
    pub(super) fn calls(&self, kind: &Arc<str>, operation: Operation) -> Option<&Arc<[Call]>> {
        self.by_kind.get(&(Arc::clone(kind), operation)).or_else(|| self.others.get(&operation))
    }

    /// Makes the plan and the module with its entry rules.
    pub(super) fn make(
        rules: &[Rule],
        groups: &[(Vec<String>, Value)],
        kinds: &Kinds,
        place: EnforcementPoint,
    ) -> (Self, Module) {
        let mut entries = Entries { rules, text: format!("package {PACKAGE}\n"), names: BTreeMap::new() };
        let named: BTreeSet<Arc<str>> = rules
            .iter()
            .flat_map(|rule| match &rule.applies {
                super::applies::Applies::To(names) => names.iter().cloned().collect::<Vec<_>>(),
                super::applies::Applies::ToAll => Vec::new(),
            })
            .chain(kinds.names().map(Arc::from))
            .collect();
        let mut plan = Self::default();
        for operation in Operation::ALL {
            let mut calls = |kind: &str| -> Arc<[Call]> {
                let selected: Vec<usize> = (0..rules.len())
                    .filter(|at| rules.get(*at).is_some_and(|rule| rule.applies(kind, *operation, place)))
                    .collect();
                entries.calls(&selected, groups).into()
            };
            for kind in &named {
                plan.by_kind.insert((Arc::clone(kind), *operation), calls(kind));
            }
            // No kind has an empty name: only rules that apply to everything are left.
            plan.others.insert(*operation, calls(""));
        }
        (plan, Module { path: Arc::from("generated entry rules"), text: Arc::from(entries.text) })
    }
}

struct Entries<'a> {
    rules: &'a [Rule],
    text: String,
    names: BTreeMap<Vec<usize>, Arc<str>>,
}

impl Entries<'_> {
    fn calls(&mut self, selected: &[usize], groups: &[(Vec<String>, Value)]) -> Vec<Call> {
        let mut calls = Vec::new();
        for (packs, params) in groups {
            for dialect in [Dialect::Native, Dialect::Conftest] {
                let rules: Vec<usize> = selected
                    .iter()
                    .copied()
                    .filter(|at| {
                        self.rules.get(*at).is_some_and(|rule| {
                            rule.dialect == dialect && packs.iter().any(|pack| pack == rule.card.id.pack())
                        })
                    })
                    .collect();
                if !rules.is_empty() {
                    let query = self.entry(&rules);
                    calls.push(Call { query, dialect, params: params.clone(), rules });
                }
            }
        }
        calls
    }

    fn entry(&mut self, selected: &[usize]) -> Arc<str> {
        if let Some(name) = self.names.get(selected) {
            return Arc::clone(name);
        }
        let short = format!("e{}", self.names.len());
        for rule in selected.iter().filter_map(|at| self.rules.get(*at)) {
            let _ = write!(self.text, "\n{short}[\"{}\"] := {}\n", rule.card.id, rule.query);
        }
        let name: Arc<str> = Arc::from(format!("data.{PACKAGE}.{short}"));
        self.names.insert(selected.to_vec(), Arc::clone(&name));
        name
    }
}
