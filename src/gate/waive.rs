//! Waivers: which of them accept a finding, and what is to be said of those that do not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::cards::Own;
use super::own;
use crate::config::{ANNOTATION_PREFIX, Baseline, Settings, Subject, Waiver, WaiverError};
use crate::finding::{Finding, Fingerprint, GroupKind, Location, Matched, ObjectRef, Path, RuleId, Step};
use crate::kinds::Kinds;
use crate::source::{Document, node_at};
use crate::value::{self, Value};

/// A waiver with whether anything met it.
#[derive(Debug)]
pub(super) struct Tracked {
    pub(super) waiver: Waiver,
    met: AtomicBool,
}

impl Tracked {
    pub(super) fn new(waiver: Waiver) -> Self {
        Self { waiver, met: AtomicBool::new(false) }
    }

    /// Whether it spoke of a finding, ended or not.
    pub(super) fn was_met(&self) -> bool {
        self.met.load(Ordering::Relaxed)
    }
}

/// The waivers of one document: comments about its nodes, annotations on its objects.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Comments; paths are those of the document.
    comments: Vec<Tracked>,
    /// Annotations with the place of their object in the document.
    annotations: Vec<(Path, Tracked)>,
    /// What could not be understood.
    pub(super) wrong: Vec<WaiverError>,
}

impl Written {
    /// Reads a document's comments.
    pub(super) fn comments_of(document: &Document) -> Self {
        let mut written = Self::default();
        for comment in &document.comments {
            let path = document.governed_by(comment).unwrap_or_default();
            let location =
                Location { file: Arc::clone(document.file.name()), span: Some(comment.span), template: None };
            match Waiver::from_comment(&comment.text, &path, &location) {
                Some(Ok(waiver)) => written.comments.push(Tracked::new(waiver)),
                Some(Err(error)) => written.wrong.push(error),
                None => {}
            }
        }
        written
    }

    /// Reads the annotations of an object and of its pod template.
    pub(super) fn add_annotations(
        &mut self,
        (kinds, kind): (&Kinds, &str),
        object: &Value,
        prefix: &Path,
        locate: &dyn Fn(&Path) -> Location,
    ) {
        let template = kinds.get(&GroupKind::parse(kind)).and_then(|kind| kind.pod_template.clone());
        let mut places = vec![Vec::new()];
        places.extend(template.filter(|path| !path.is_empty()));
        for mut keys in places {
            keys.extend(["metadata".to_owned(), "annotations".to_owned()]);
            let names: Vec<&str> = keys.iter().map(String::as_str).collect();
            let Some(annotations) = value::member(object, &names).and_then(value::object) else { continue };
            for (key, text) in annotations.iter_sorted() {
                let (Some(key), Some(text)) = (value::text(key), value::text(text)) else { continue };
                if !key.starts_with(ANNOTATION_PREFIX) {
                    continue;
                }
                let mut path = Path::of_keys(&names).below(prefix);
                path.push(Step::Key(Arc::from(key)));
                match Waiver::from_annotation(key, text, &locate(&path)) {
                    Some(Ok(waiver)) => self.annotations.push((prefix.clone(), Tracked::new(waiver))),
                    Some(Err(error)) => self.wrong.push(error),
                    None => {}
                }
            }
        }
    }

    /// Every waiver of the document.
    pub(super) fn all(&self) -> impl Iterator<Item = &Tracked> {
        self.comments.iter().chain(self.annotations.iter().map(|(_, waiver)| waiver))
    }
}

/// The text of a member of the list item at `path`.
fn item_text(object: &Value, path: &Path, key: &str) -> Option<String> {
    let member = value::get(node_at(object, path)?, key)?;
    Some(value::text(member).map_or_else(|| member.to_string(), str::to_owned))
}

/// Where waivers of all kinds are looked up.
pub(super) struct Waivers<'a> {
    pub(super) settings: &'a Settings,
    pub(super) configured: &'a [Tracked],
    pub(super) baseline: Option<&'a Baseline>,
}

/// A finding to be accepted or not.
pub(super) struct Candidate<'a> {
    pub(super) rule: &'a RuleId,
    pub(super) object: Option<&'a ObjectRef>,
    /// The object's content.
    pub(super) value: &'a Value,
    /// In the object.
    pub(super) path: &'a Path,
    /// Of the object in its document.
    pub(super) prefix: &'a Path,
}

impl Waivers<'_> {
    /// The waiver or entry of the baseline that accepts a finding.
    pub(super) fn accept(
        &self,
        written: Option<&Written>,
        candidate: &Candidate<'_>,
        scope: &str,
        fingerprint: &Fingerprint,
    ) -> Option<Matched> {
        self.waived(written, candidate).or_else(|| {
            self.baseline.and_then(|baseline| baseline.find(scope, fingerprint)).map(|_| Baseline::matched())
        })
    }

    /// The waiver that accepts a finding or a part of one. Every waiver that speaks of it is marked as met.
    pub(super) fn waived(&self, written: Option<&Written>, candidate: &Candidate<'_>) -> Option<Matched> {
        let in_document = candidate.path.below(candidate.prefix);
        let item = |path: &Path, key: &str| item_text(candidate.value, path, key);
        let rule = candidate.rule;
        let of_document = Subject { rule, object: None, path: &in_document, item: &|_, _| None };
        let of_object = Subject { rule, object: candidate.object, path: candidate.path, item: &item };
        let comments =
            written.iter().flat_map(|written| &written.comments).map(|waiver| (waiver, of_document));
        let annotations = written
            .iter()
            .flat_map(|written| &written.annotations)
            .filter(|(prefix, _)| prefix == candidate.prefix)
            .map(|(_, waiver)| (waiver, of_object));
        let configured = self.configured.iter().map(|waiver| (waiver, of_object));
        let today = self.settings.calendar.today();
        let mut accepted = None;
        for (tracked, subject) in comments.chain(annotations).chain(configured) {
            if tracked.waiver.matches(&subject) {
                tracked.met.store(true, Ordering::Relaxed);
                if accepted.is_none() && tracked.waiver.holds(today) {
                    accepted = Some(tracked.waiver.matched());
                }
            }
        }
        accepted
    }

    /// What is to be said of waivers after everything was judged: ended ones that a finding met, and ones that nothing met.
    /// Of a waiver for a rule that was not asked nothing is known, and nothing said.
    pub(super) fn remarks<'w>(
        &self,
        waivers: impl Iterator<Item = &'w Tracked>,
        was_asked: &dyn Fn(&RuleId) -> bool,
    ) -> Vec<Finding> {
        let today = self.settings.calendar.today();
        let mut remarks = Vec::new();
        for tracked in waivers {
            let waiver = &tracked.waiver;
            let rules: Vec<&str> = waiver.rules.iter().map(RuleId::as_str).collect();
            let rules = rules.join(", ");
            if tracked.was_met() && !waiver.holds(today) {
                let day = waiver.until.map(|day| day.to_string()).unwrap_or_default();
                let message = format!(
                    "the waiver of {rules} ended with {day} (UTC), and what it accepted is still here"
                );
                remarks.push(self.finding(Own::WaiverExpired, &message, waiver.location.clone()));
            } else if !tracked.was_met() && waiver.rules.iter().all(was_asked) {
                let message = format!("the waiver of {rules} accepts nothing: no such finding is here");
                remarks.push(self.finding(Own::WaiverUnused, &message, waiver.location.clone()));
            }
        }
        remarks
    }

    /// A finding about a waiver.
    pub(super) fn finding(&self, own: Own, message: &str, location: Location) -> Finding {
        own::finding(self.settings, own, message, (location, None))
    }
}
