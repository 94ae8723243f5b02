//! The gate: judges one scope.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::evaluate::{Asking, Context, Said};
use super::fingerprint::{Parts, fingerprint, number_equals};
use super::inputs::Knowledge;
use super::place;
use super::pool::Pool;
use super::reviews::{self, Prepared, review_value};
use super::schemas::ScopeSchemas;
use super::silence::silence;
use super::timing::Timings;
use super::waive::{Candidate, Tracked, Waivers, Written};
use super::{answer::Answer, cards::Own, own};
use crate::config::{Baseline, RuleState, Settings};
use crate::finding::{
    Decision, Finding, GroupKind, Judged, Location, ObjectRef, Operation, Path, RuleId, ScopeOutcome,
};
use crate::policy::{Call, Rule, RuleSet};
use crate::review::{Completeness, Review};
use crate::source::{Document, LoadedScope, Read};
use crate::value::Value;

/// Judges scopes with one rule set under one set of settings.
#[derive(Debug)]
pub struct Gate {
    pool: Pool,
    pub(super) settings: Settings,
    pub(super) baseline: Option<Baseline>,
    pub(super) configured: Vec<Tracked>,
    pub(super) knowledge: Knowledge,
    reads: BTreeSet<Arc<str>>,
    /// Every rule that is loaded, on or off: what a waiver may name.
    known: BTreeSet<RuleId>,
    timings: Option<Timings>,
}

/// Documents with more reviews than this are judged by all threads.
const MANY: usize = 64;

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
        let mut documents: Vec<&Document> = scope.reads.iter().filter_map(Read::document).collect();
        let kinds = self.rules().kinds();
        let prepared = reviews::prepare(&documents, &scope.namespace, kinds, &self.reads, &self.knowledge);
        let read = documents.len();
        documents.extend(self.knowledge.old.iter().flat_map(|old| &old.documents));
        let judging = ScopeJudging::new(self, Some(scope), &documents, &prepared);
        let mut decisions = judging.native();
        judging.conftest(read, &mut decisions);
        let mut findings: Vec<Finding> = judging.unusable_schemas();
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
        if review.operation != Operation::Delete && self.reads.contains(&review.kind) {
            let keys = [&*review.kind, &*review.identity.namespace, &*review.identity.name];
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

    fn severity_of(&self, rule: &Rule, answer: &Answer) -> crate::finding::Severity {
        let highest = match self.settings.selection.rule_state(&rule.card) {
            RuleState::On { severity, .. } => severity,
            RuleState::Off(_) => rule.card.severity,
        };
        answer.severity.map_or(highest, |given| given.min(highest))
    }
}

/// One scope while it is judged. Decisions carry the position of their document until they are sorted.
struct ScopeJudging<'a> {
    gate: &'a Gate,
    /// `None` for a review that comes from no scope.
    scope: Option<&'a LoadedScope>,
    documents: &'a [&'a Document],
    prepared: &'a Prepared,
    written: Vec<Written>,
    /// `None` where no rule asks what schemas say.
    schemas: Option<ScopeSchemas>,
}

type Placed = ((usize, Path), Decision);

impl<'a> ScopeJudging<'a> {
    fn new(
        gate: &'a Gate,
        scope: Option<&'a LoadedScope>,
        documents: &'a [&'a Document],
        prepared: &'a Prepared,
    ) -> Self {
        let mut written: Vec<Written> =
            documents.iter().map(|document| Written::comments_of(document)).collect();
        for review in &prepared.reviews {
            let Some((document, written)) =
                documents.get(review.document).zip(written.get_mut(review.document))
            else {
                continue;
            };
            let locate = |path: &Path| place::cheap(document, path);
            let kind = (&**gate.rules().kinds(), &*review.kind);
            written.add_annotations(kind, &review.object, &review.prefix, &locate);
        }
        let asked = gate.rules().asks_schemas();
        let schemas = asked.then(|| ScopeSchemas::new(&gate.knowledge, scope, &prepared.reviews, documents));
        Self { gate, scope, documents, prepared, written, schemas }
    }

    fn waivers(&self) -> Waivers<'a> {
        let Gate { settings, configured, baseline, .. } = self.gate;
        Waivers { settings, configured, baseline: baseline.as_ref() }
    }

    fn calls(&self, kind: &Arc<str>, operation: Operation) -> &'a [Call] {
        self.gate.rules().calls(kind, operation).map_or(&[][..], |calls| &calls[..])
    }

    fn asking<T>(&self, work: impl FnOnce(&mut Asking<'_>) -> T) -> T {
        let (rules, timings) = (self.gate.rules(), self.gate.timings.as_ref());
        self.gate.pool.with(|evaluator| work(&mut Asking { rules, evaluator, timings }))
    }

    fn native(&self) -> Vec<Placed> {
        let judge = |(position, review): (usize, &Review)| {
            let calls = self.calls(&review.kind, review.operation);
            let group_kind = GroupKind::parse(&review.kind);
            let said = if calls.is_empty() || !self.gate.settings.selection.judges(&group_kind) {
                Said::default()
            } else {
                let facts = self.facts(position, review);
                self.asking(|asking| asking.native(calls, review, &facts, &self.prepared.context))
            };
            let subject = Subject {
                object: Some(&review.identity),
                value: review_value(review),
                prefix: &review.prefix,
            };
            let decision = self.decision(&said, review.document, &subject, review.operation);
            ((review.document, review.prefix.clone()), decision)
        };
        let reviews = &self.prepared.reviews;
        if reviews.len() > MANY {
            reviews.par_iter().enumerate().map(judge).collect()
        } else {
            reviews.iter().enumerate().map(judge).collect()
        }
    }

    /// `input.schema` of a review.
    fn facts(&self, position: usize, review: &Review) -> Value {
        let document = self.documents.get(review.document).copied();
        let facts = |schemas: &ScopeSchemas| schemas.facts(position, &self.prepared.reviews, document);
        self.schemas.as_ref().map_or(Value::Null, facts)
    }

    fn unusable_schemas(&self) -> Vec<Finding> {
        let unusable = |schemas: &ScopeSchemas| {
            schemas.unusable(&self.gate.settings, self.scope, &self.prepared.reviews, self.documents)
        };
        self.schemas.as_ref().map(unusable).unwrap_or_default()
    }

    /// conftest policies judge whole documents: where that is one object its decision takes their findings, else the
    /// document gets a decision of its own.
    fn conftest(&self, documents: usize, decisions: &mut Vec<Placed>) {
        for (position, document) in self.documents.iter().enumerate().take(documents) {
            let kind =
                crate::value::get(&document.value, "kind").and_then(crate::value::text).unwrap_or_default();
            let calls = self.gate.rules().document_calls(kind);
            if calls.is_empty() {
                continue;
            }
            let said = self.asking(|asking| asking.conftest(calls, &document.value));
            let at = reviews::is_one_object(&self.prepared.reviews, position);
            let object = at.and_then(|at| self.prepared.reviews.get(at)).map(|review| &review.identity);
            let root = Path::root();
            let subject = Subject { object, value: &document.value, prefix: &root };
            let decision = self.decision(&said, position, &subject, Operation::Create);
            match at.and_then(|at| decisions.get_mut(at)) {
                Some((_, known)) => {
                    known.judged.extend(decision.judged);
                    known.findings.extend(decision.findings);
                }
                None => decisions.push(((position, root), decision)),
            }
        }
    }

    fn decision(
        &self,
        said: &Said,
        document: usize,
        subject: &Subject<'_>,
        operation: Operation,
    ) -> Decision {
        let rules = self.gate.rules().rules();
        let mut unknown: BTreeMap<usize, Arc<str>> = BTreeMap::new();
        let mut findings = Vec::new();
        for (position, answer) in &said.answers {
            let Some(rule) = rules.get(*position) else { continue };
            if answer.unknown {
                unknown.entry(*position).or_insert_with(|| Arc::clone(&answer.message));
            } else {
                findings.extend(self.finding(rule, answer, document, subject));
            }
        }
        for (position, why) in &said.failures {
            let Some((rule, at)) = rules.get(*position).zip(self.documents.get(document)) else { continue };
            let place = place::of_path(self.scope, at, subject.prefix);
            let id = rule.card.id.as_str();
            findings.push(own::no_answer(&self.gate.settings, id, why, subject.object, place));
        }
        let judged = said.asked.iter().filter_map(|position| {
            let rule = rules.get(*position)?;
            let found = said.answers.iter().any(|(at, answer)| at == position && !answer.unknown);
            let blind = !found && self.prepared.context.is_blind(rule, subject.object.map(Arc::as_ref));
            let why = unknown.get(position).cloned();
            Some(Judged { rule: rule.card.id.clone(), unknown: why.is_some() || blind, why })
        });
        Decision { object: subject.object.cloned(), operation, judged: judged.collect(), findings }
    }

    fn finding(
        &self,
        rule: &Arc<Rule>,
        answer: &Answer,
        document: usize,
        subject: &Subject<'_>,
    ) -> Option<Finding> {
        let settings = &self.gate.settings;
        let severity = self.gate.severity_of(rule, answer);
        if settings.selection.floor.as_ref().is_some_and(|floor| severity < floor.value) {
            return None;
        }
        let at = self.documents.get(document)?;
        let (location, excerpt) = place::of_path(self.scope, at, &answer.path.below(subject.prefix));
        let namespace = subject.object.map(|object| &*object.namespace).unwrap_or_default();
        let action = settings.ruling(&rule.card.id, severity, self.gate.rules().place(), namespace).action;
        let stable = self.gate.rules().kinds().stable_path(subject.value, &answer.path);
        let object = subject.object.map_or_else(|| Err(&**at.file.name()), |object| Ok(&**object));
        let parts = Parts { rule: rule.card.id.as_str(), object, path: &stable, key: answer.key.as_deref() };
        let fingerprint = fingerprint(&parts, 1);
        Some(Finding {
            rule: Arc::clone(&rule.card),
            severity,
            action,
            message: Arc::clone(&answer.message),
            object: subject.object.cloned(),
            path: answer.path.clone(),
            location,
            excerpt,
            related: answer
                .related
                .iter()
                .map(|(object, path)| self.prepared.related(self.documents, object, path))
                .collect(),
            measure: answer.measure,
            fingerprint,
            waived: None,
        })
    }

    /// Order, fingerprints of equals, waivers, remarks on waivers.
    fn finish(&self, decisions: &mut [Placed], findings: &mut Vec<Finding>) {
        decisions.sort_by(|a, b| a.0.cmp(&b.0));
        let waivers = self.waivers();
        for ((document, prefix), decision) in decisions.iter_mut() {
            silence(&mut decision.findings);
            decision.judged.sort_by(|a, b| a.rule.cmp(&b.rule));
            decision.findings.sort_by(|a, b| a.order().cmp(&b.order()));
            number_equals(&mut decision.findings);
            let object = decision.object.clone();
            let review =
                self.prepared.reviews.iter().find(|r| r.document == *document && r.prefix == *prefix);
            let value = review.map_or(&Value::Null, review_value);
            for finding in &mut decision.findings {
                finding.waived = waivers.accept(
                    self.written.get(*document),
                    &Candidate {
                        rule: &finding.rule.id,
                        object: object.as_deref(),
                        value,
                        path: &finding.path,
                        prefix,
                        fingerprint: &finding.fingerprint,
                        scope: self.scope.map(|scope| &*scope.name).unwrap_or_default(),
                    },
                );
            }
        }
        for written in &self.written {
            let unknown = written.all().flat_map(|tracked| tracked.waiver.unknown_rules(&self.gate.known));
            for error in written.wrong.iter().cloned().chain(unknown) {
                let location: Location = error.location.clone();
                findings.push(waivers.finding(Own::WaiverInvalid, &error.problem.to_string(), location));
            }
            findings.extend(waivers.remarks(written.all(), &|rule| self.gate.asks(rule)));
        }
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
    }
}

/// What a finding is about.
struct Subject<'a> {
    object: Option<&'a Arc<ObjectRef>>,
    value: &'a Value,
    /// Where the object is in its document.
    prefix: &'a Path,
}
