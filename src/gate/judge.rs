//! The gate: judges one scope.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::answer::Answer;
use super::evaluate::Context;
use super::inputs::Knowledge;
use super::pool::Pool;
use super::reviews::{self, Prepared};
use super::scope::ScopeJudging;
use super::timing::Timings;
use super::waive::Tracked;
use super::{own, scaled, values};
use crate::config::{Baseline, RuleState, Settings};
use crate::finding::{Decision, Finding, Operation, RuleId, ScopeOutcome};
use crate::policy::{Rule, RuleSet};
use crate::review::{Completeness, Names, Review};
use crate::source::{Document, LoadedScope, Read};
use crate::value::Value;

/// Judges scopes with one rule set under one set of settings.
#[derive(Debug)]
pub struct Gate {
    pub(super) pool: Pool,
    pub(super) settings: Settings,
    pub(super) baseline: Option<Baseline>,
    pub(super) configured: Vec<Tracked>,
    pub(super) knowledge: Knowledge,
    reads: BTreeSet<Arc<str>>,
    /// Every rule that is loaded, on or off: what a waiver may name.
    pub(super) known: BTreeSet<RuleId>,
    pub(super) timings: Option<Timings>,
}

impl Gate {
    /// A gate. `known` are the ids of all loaded rules, on or off.
    pub fn new(
        rules: RuleSet,
        settings: Settings,
        baseline: Option<Baseline>,
        knowledge: Knowledge,
        known: BTreeSet<RuleId>,
    ) -> Self {
        let mut reads = rules.reads();
        // Rules are given their namespace's object.
        reads.insert(Arc::from("Namespace"));
        let configured = settings.waivers.entries.iter().cloned().map(Tracked::new).collect();
        Self {
            pool: Pool::new(rules),
            settings,
            baseline,
            configured,
            knowledge,
            reads,
            known,
            timings: None,
        }
    }

    /// Measures what every rule costs. Rules are then evaluated one by one.
    #[must_use]
    pub fn with_timings(mut self) -> Self {
        self.timings = Some(Timings::default());
        self
    }

    /// What the rules cost, if it was measured.
    pub fn timings(&self) -> Option<&Timings> {
        self.timings.as_ref()
    }

    /// The rule set.
    pub fn rules(&self) -> &RuleSet {
        self.pool.rules()
    }

    /// Kinds that rules read from the inventory.
    pub fn reads(&self) -> &BTreeSet<Arc<str>> {
        &self.reads
    }

    /// Whether a rule is asked in this run.
    pub(super) fn asks(&self, rule: &RuleId) -> bool {
        self.rules().rules().iter().any(|known| known.card.id == *rule)
    }

    /// Judges a scope.
    pub fn judge(&self, scope: &LoadedScope) -> ScopeOutcome {
        let asked = self.rules().calls(&Arc::from(values::KIND), Operation::Create).is_some();
        let charts = if asked { scope.values.as_slice() } else { &[] };
        let (values_files, unusable_values_schemas) = values::judged(charts, &self.settings);
        let mut documents: Vec<&Document> = scope.reads.iter().filter_map(Read::document).collect();
        let kinds = self.rules().kinds();
        let names = Names { kinds, namespace: &scope.namespace };
        let old = self.knowledge.old.get(&scope.name);
        let mut prepared = reviews::prepare(&documents, names, &self.reads, &self.knowledge, old);
        let is_whole =
            scope.unrendered.is_empty() && scope.reads.iter().all(|read| read.document().is_some());
        if !is_whole {
            // What seems to be taken away may be in what could not be read.
            prepared.reviews.retain(|review| review.operation != Operation::Delete);
        }
        let read = documents.len();
        documents.extend(old.iter().flat_map(|old| &old.documents));
        let before_values = documents.len();
        documents.extend(values_files.iter().map(|file| &file.document));
        let judging =
            ScopeJudging::new(self, Some(scope), &documents, &prepared).with_values_from(before_values);
        let mut decisions = judging.native();
        judging.tool_files(read, &mut decisions);
        judging.conftest(read, &mut decisions);
        judging.values(&values_files, &mut decisions);
        let mut findings: Vec<Finding> = judging.unusable_schemas();
        findings.extend(unusable_values_schemas);
        findings.extend(scope.unrendered.iter().map(|bad| own::unrendered(&self.settings, bad)));
        let unreadable = scope.reads.iter().filter_map(Read::unreadable);
        findings.extend(unreadable.map(|bad| own::unreadable(&self.settings, scope, bad)));
        judging.finish(&mut decisions, &mut findings);
        drop(judging);
        ScopeOutcome {
            name: Arc::clone(&scope.name),
            documents: read,
            objects: prepared.reviews.iter().filter(|review| review.operation != Operation::Delete).count(),
            not_objects: prepared.not_objects,
            findings,
            decisions: decisions.into_iter().map(|(_, decision)| decision).collect(),
        }
    }

    /// Judges one review that comes from no scope, with its document for positions.
    pub fn judge_review(&self, review: Review, document: &Document) -> Decision {
        let mut inventory = self.knowledge.inventory.clone();
        let review = scaled::of_workload(review, &inventory);
        let keys = [&*review.kind, &*review.identity.namespace, &*review.identity.name];
        if review.operation == Operation::Delete {
            inventory = crate::value::without_member(&inventory, &keys);
        } else if self.reads.contains(&review.kind) {
            inventory = crate::value::with_member(&inventory, &keys, review.object.clone());
        }
        let complete = Completeness { everywhere: self.knowledge.complete.clone() };
        let namespaces = BTreeSet::from([Arc::clone(&review.identity.namespace)]);
        let prepared = Prepared {
            context: Context {
                inventory,
                old_inventory: Value::Null,
                complete: complete.known_only(&namespaces),
            },
            reviews: vec![review],
            not_objects: Vec::new(),
        };
        let documents = [document];
        let judging = ScopeJudging::new(self, None, &documents, &prepared);
        let mut decisions = judging.native();
        judging.finish(&mut decisions, &mut Vec::new());
        decisions.into_iter().map(|(_, decision)| decision).next().unwrap_or_else(|| Decision {
            object: None,
            operation: Operation::Create,
            judged: Vec::new(),
            findings: Vec::new(),
        })
    }

    pub(super) fn severity_of(&self, rule: &Rule, answer: &Answer) -> crate::finding::Severity {
        let highest = match self.settings.selection.rule_state(&rule.card) {
            RuleState::On { severity, .. } => severity,
            RuleState::Off(_) => rule.card.severity,
        };
        answer.severity.map_or(highest, |given| given.min(highest))
    }
}
