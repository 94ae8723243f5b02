//! The plan: which rules are asked together for which kind of change.
//!
//! All rules of a review run in one evaluation, so that helpers they share run once; but for those that look at nothing but
//! its kind, which need not be asked for every object. For each set of rules that some kind and operation select, one
//! entry rule is generated that asks them all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use super::applies::Applies;
use super::dialect::Dialect;
use super::rule::Rule;
use crate::engine::Module;
use crate::finding::{EnforcementPoint, Operation};
use crate::kinds::Kinds;
use crate::value::Value;

/// The package of generated entry rules; its rules answer an object from rule id to the rule's value.
const PACKAGE: &str = "tidegate_entries";

/// A kind that no rule names.
const UNNAMED: &str = "";

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
    /// Its rules look at nothing of an object but its kind and what schemas say of it.
    pub of_kind: bool,
}

/// How rules can be asked.
#[derive(Debug, Default)]
pub(super) struct Manners {
    /// Positions of rules that look at nothing of an object but its kind and what schemas say of it.
    pub(super) of_kind: BTreeSet<usize>,
    /// Positions of rules that the engine's machine may answer.
    pub(super) fast: BTreeSet<usize>,
}

/// Calls by kind and operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    by_kind: HashMap<(Arc<str>, Operation), Arc<[Call]>>,
    /// Of kinds that no rule and no table names.
    other_kinds: HashMap<Operation, Arc<[Call]>>,
    /// Of whole documents, by their `kind` as written.
    documents: HashMap<Arc<str>, Arc<[Call]>>,
    other_documents: Arc<[Call]>,
    /// Queries for the engine's machine.
    pub(super) fast: Vec<Arc<str>>,
}

impl Plan {
    /// The calls for a change; none where no rule applies.
    pub(super) fn calls(&self, kind: &Arc<str>, operation: Operation) -> Option<&Arc<[Call]>> {
        let named = self.by_kind.get(&(Arc::clone(kind), operation));
        named.or_else(|| self.other_kinds.get(&operation).filter(|_| !kind.starts_with("file/")))
    }

    /// The calls for a whole document; `kind` is what it says it is, empty where it says nothing.
    pub(super) fn document_calls(&self, kind: &str) -> &Arc<[Call]> {
        self.documents.get(kind).unwrap_or(&self.other_documents)
    }

    /// Makes the plan and the module with its entry rules. `manners` is how they can be asked.
    pub(super) fn make(
        (rules, manners): (&[Rule], &Manners),
        groups: &[(Vec<String>, Value)],
        kinds: &Kinds,
        place: EnforcementPoint,
    ) -> (Self, Module) {
        let text = format!("package {PACKAGE}\n");
        let mut entries = Entries { rules, manners, text, names: BTreeMap::new(), fast: Vec::new() };
        let mut known: BTreeSet<Arc<str>> = kinds.names().map(Arc::from).collect();
        let mut words: BTreeSet<Arc<str>> = BTreeSet::new();
        for rule in rules {
            match &rule.applies {
                Applies::To(names) | Applies::ToObjects(names) => known.extend(names.iter().cloned()),
                Applies::ToDocuments(kinds) => words.extend(kinds.iter().flatten().cloned()),
            }
        }
        let chosen = |fits: &dyn Fn(&Rule) -> bool| -> Vec<usize> {
            rules.iter().enumerate().filter(|(_, rule)| fits(rule)).map(|(at, _)| at).collect()
        };
        let mut plan = Self::default();
        for operation in Operation::ALL {
            let others = chosen(&|rule| rule.applies(UNNAMED, *operation, place));
            if !others.is_empty() {
                plan.other_kinds.insert(*operation, entries.calls(&others, groups).into());
            }
            for kind in &known {
                let selected = chosen(&|rule| rule.applies(kind, *operation, place));
                let calls = entries.calls(&selected, groups).into();
                plan.by_kind.insert((Arc::clone(kind), *operation), calls);
            }
        }
        let mut of_documents =
            |kind: &str| entries.calls(&chosen(&|rule| rule.applies.includes_document(kind)), groups);
        // No document says that it is of the kind with the empty name: rules for every document are left.
        plan.other_documents = of_documents("").into();
        plan.documents =
            words.into_iter().map(|kind| (Arc::clone(&kind), of_documents(&kind).into())).collect();
        plan.fast = entries.fast;
        (plan, Module { path: Arc::from("generated entry rules"), text: Arc::from(entries.text) })
    }
}

struct Entries<'a> {
    rules: &'a [Rule],
    manners: &'a Manners,
    text: String,
    names: BTreeMap<Vec<usize>, Arc<str>>,
    fast: Vec<Arc<str>>,
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
                let (once, each): (Vec<usize>, Vec<usize>) =
                    rules.into_iter().partition(|at| self.manners.of_kind.contains(at));
                let (fast, slow) = each.into_iter().partition(|at| self.manners.fast.contains(at));
                for (rules, of_kind) in [(fast, false), (slow, false), (once, true)] {
                    if !rules.is_empty() {
                        let query = self.entry(&rules);
                        calls.push(Call { query, dialect, params: params.clone(), rules, of_kind });
                    }
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
        let rules: Vec<&Rule> = selected.iter().filter_map(|at| self.rules.get(*at)).collect();
        if rules.iter().all(|rule| rule.dialect == Dialect::Native) {
            // Their `deny` is a set, which has a value whatever it finds.
            let member = |rule: &&Rule| format!("\t\"{}\": {},\n", rule.card.id, rule.query);
            let members: String = rules.iter().map(member).collect();
            let _ = write!(self.text, "\n{short} := {{\n{members}}}\n");
        } else {
            for rule in rules {
                // The key is a variable: with a constant one the engine would know the rule only by its whole path.
                let (id, query) = (&rule.card.id, &rule.query);
                let _ = write!(
                    self.text,
                    "\n{short}[id] := answer if {{\n\tid := \"{id}\"\n\tanswer := {query}\n}}\n"
                );
            }
        }
        let name: Arc<str> = Arc::from(format!("data.{PACKAGE}.{short}"));
        if selected.iter().all(|at| self.manners.fast.contains(at)) {
            self.fast.push(Arc::clone(&name));
        }
        self.names.insert(selected.to_vec(), Arc::clone(&name));
        name
    }
}
