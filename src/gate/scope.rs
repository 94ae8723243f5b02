//! One scope while it is judged: asks the rules, makes findings of what they say, and lets waivers accept them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::answer::Answer;
use super::cards::Own;
use super::evaluate::{Asking, Said};
use super::fingerprint::{Parts, fingerprint, number_equals};
use super::judge::Gate;
use super::parts::{self, Part};
use super::reviews::{self, Prepared, review_value};
use super::schemas::ScopeSchemas;
use super::silence::silence;
use super::tool_files;
use super::values::{self, ValuesFile};
use super::waive::{Candidate, Waivers, Written};
use super::{own, place};
use crate::finding::{
    Decision, Finding, GroupKind, Judged, Location, Matched, ObjectRef, Operation, Path, Related, RuleId,
};
use crate::policy::{Call, Rule};
use crate::review::Review;
use crate::source::{Document, LoadedScope};
use crate::value::Value;

/// Documents with more reviews than this are judged by all threads.
const MANY: usize = 64;

/// One scope while it is judged. Decisions carry the position of their document until they are sorted.
pub(super) struct ScopeJudging<'a> {
    gate: &'a Gate,
    /// `None` for a review that comes from no scope.
    scope: Option<&'a LoadedScope>,
    documents: &'a [&'a Document],
    prepared: &'a Prepared,
    written: Vec<Written>,
    /// Documents from here on are values files.
    values_from: usize,
    /// `None` where no rule asks what schemas say.
    schemas: Option<ScopeSchemas>,
}

pub(super) type Placed = ((usize, Path), Decision);

impl<'a> ScopeJudging<'a> {
    pub(super) fn new(
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
        Self { gate, scope, documents, prepared, written, values_from: documents.len(), schemas }
    }

    /// The documents from a position on are values files.
    pub(super) fn with_values_from(self, values_from: usize) -> Self {
        Self { values_from, ..self }
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
        self.gate.pool.with(|worker| work(&mut Asking { rules, worker, timings }))
    }

    pub(super) fn native(&self) -> Vec<Placed> {
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

    pub(super) fn unusable_schemas(&self) -> Vec<Finding> {
        let unusable = |schemas: &ScopeSchemas| {
            schemas.unusable(&self.gate.settings, self.scope, &self.prepared.reviews, self.documents)
        };
        self.schemas.as_ref().map(unusable).unwrap_or_default()
    }

    /// conftest policies judge whole documents: where that is one object its decision takes their findings, else the
    /// document gets a decision of its own.
    pub(super) fn conftest(&self, documents: usize, decisions: &mut Vec<Placed>) {
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
            let of_file = || {
                let is_tool = document.tool_file().is_some();
                is_tool.then(|| decisions.iter().position(|(place, _)| *place == (position, Path::root())))?
            };
            match at.or_else(of_file).and_then(|at| decisions.get_mut(at)) {
                Some((_, known)) => {
                    known.judged.extend(decision.judged);
                    known.findings.extend(decision.findings);
                }
                None => decisions.push(((position, root), decision)),
            }
        }
    }

    /// Files of tools get decisions about no object, where some rule judges them.
    pub(super) fn tool_files(&self, documents: usize, decisions: &mut Vec<Placed>) {
        for (position, document) in self.documents.iter().enumerate().take(documents) {
            let Some(file) = document.tool_file() else { continue };
            let calls = self.calls(&tool_files::kind(file), Operation::Create);
            if calls.is_empty() {
                continue;
            }
            let facts = [&tool_files::facts(document, file), &Value::Null];
            let said = self.asking(|asking| asking.file(calls, facts, &self.prepared.context));
            let root = Path::root();
            let subject = Subject { object: None, value: &document.value, prefix: &root };
            let decision = self.decision(&said, position, &subject, Operation::Create);
            decisions.push(((position, root), decision));
        }
    }

    /// Values files get decisions about no object.
    pub(super) fn values(&self, files: &[ValuesFile], decisions: &mut Vec<Placed>) {
        let calls = self.calls(&Arc::from(values::KIND), Operation::Create);
        for (position, file) in (self.values_from..).zip(files) {
            let facts = [&file.file(), &file.facts()];
            let said = self.asking(|asking| asking.file(calls, facts, &self.prepared.context));
            let root = Path::root();
            let subject = Subject { object: None, value: &file.document.value, prefix: &root };
            let decision = self.decision(&said, position, &subject, Operation::Create);
            decisions.push(((position, root), decision));
        }
    }

    /// What was said, without the rules that have nothing to say where an object or file is for development.
    fn spoken<'s>(&self, said: &'s Said, document: usize, subject: &Subject<'_>) -> Cow<'s, Said> {
        let development = &self.gate.settings.selection.development;
        if development.is_empty() {
            return Cow::Borrowed(said);
        }
        let namespace = subject.object.map(|object| &*object.namespace).unwrap_or_default();
        let file = self.documents.get(document).map(|at| &**at.file.name()).unwrap_or_default();
        let speaks = |position: &usize| {
            let rule = self.gate.rules().rules().get(*position);
            rule.is_some_and(|rule| !development.silences(&rule.card.id, namespace, file))
        };
        let mut said = said.clone();
        said.asked.retain(speaks);
        said.answers.retain(|(position, _)| speaks(position));
        said.failures.retain(|(position, _)| speaks(position));
        Cow::Owned(said)
    }

    fn decision(
        &self,
        said: &Said,
        document: usize,
        subject: &Subject<'_>,
        operation: Operation,
    ) -> Decision {
        let rules = self.gate.rules().rules();
        let said = &self.spoken(said, document, subject);
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
        let (left, waived) = self.parts_left(answer, document, subject);
        if left.is_empty() && waived.is_none() && !answer.parts.is_empty() {
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
            message: if left.is_empty() {
                Arc::clone(&answer.message)
            } else {
                parts::name(&answer.said, &left)
            },
            object: subject.object.cloned(),
            path: answer.path.clone(),
            location,
            excerpt,
            related: self.related(answer, &left, subject),
            measure: answer.measure,
            fingerprint,
            waived,
        })
    }

    /// The parts of an answer that nobody waived or switched off, and if none is left a waiver that took one away.
    fn parts_left(
        &self,
        answer: &Answer,
        document: usize,
        subject: &Subject<'_>,
    ) -> (Vec<Part>, Option<Matched>) {
        let (waivers, written) = (self.waivers(), self.written.get(document));
        let mut taken = None;
        let mut left = Vec::new();
        for part in &answer.parts {
            if self.gate.settings.selection.switched_off(&part.rule) {
                continue;
            }
            match waivers.waived(written, &subject.candidate(&part.rule, &part.path)) {
                Some(waiver) => taken = taken.or(Some(waiver)),
                None => left.push(part.clone()),
            }
        }
        let taken = taken.filter(|_| left.is_empty());
        (left, taken)
    }

    /// The other objects that an answer names, and the places of its parts.
    fn related(&self, answer: &Answer, left: &[Part], subject: &Subject<'_>) -> Vec<Related> {
        let places = parts::first_of_each(left).into_values();
        let own = places.filter_map(|path| Some((&**subject.object?, path)));
        let named = answer.related.iter().map(|(object, path)| (object, path));
        named.chain(own).map(|(object, path)| self.prepared.related(self.documents, object, path)).collect()
    }

    /// Order, fingerprints of equals, waivers, remarks on waivers.
    pub(super) fn finish(&self, decisions: &mut [Placed], findings: &mut Vec<Finding>) {
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
            let subject = Subject { object: object.as_ref(), value, prefix };
            let scope = self.scope.map(|scope| &*scope.name).unwrap_or_default();
            for finding in &mut decision.findings {
                let candidate = subject.candidate(&finding.rule.id, &finding.path);
                let written = self.written.get(*document);
                let accepted = waivers.accept(written, &candidate, scope, &finding.fingerprint);
                finding.waived = accepted.or(finding.waived.take());
            }
        }
        for (position, written) in self.written.iter().enumerate() {
            let unknown = written.all().flat_map(|tracked| tracked.waiver.unknown_rules(&self.gate.known));
            for error in written.wrong.iter().cloned().chain(unknown) {
                let location: Location = error.location.clone();
                findings.push(waivers.finding(Own::WaiverInvalid, &error.problem.to_string(), location));
            }
            // What a values file's waiver accepts may show with another set of values only.
            let was_asked = |rule: &RuleId| position < self.values_from && self.gate.asks(rule);
            findings.extend(waivers.remarks(written.all(), &was_asked));
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

impl<'a> Subject<'a> {
    /// What a rule found there, for waivers to accept.
    fn candidate(&self, rule: &'a RuleId, path: &'a Path) -> Candidate<'a> {
        let object = self.object.map(Arc::as_ref);
        Candidate { rule, object, value: self.value, path, prefix: self.prefix }
    }
}
