//! Waivers in their three forms, and what each of them accepts. All are read into one type; their end, their match and
//! their mistakes are the same whoever wrote them. What follows (a waived finding, `waiver/expired`, `waiver/unused`,
//! `waiver/invalid`) is the gate's.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::{DayError, KindPattern, NamePattern, PathPattern};
use crate::finding::{IdError, Location, Matched, ObjectRef, Path, RuleId, WaiverSource};
use crate::schema::nearest;

/// Packs of findings about the judging itself: what was not judged cannot be accepted.
pub const RESERVED_PACKS: &[&str] = &["source", "engine", "waiver", "config"];

/// One waiver as written, whether or not anything matches it.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// What it accepts; never empty.
    pub rules: Vec<RuleId>,
    /// Why; never empty.
    pub reason: Arc<str>,
    /// Who answers for it.
    pub owner: Option<Arc<str>>,
    /// The last day it holds, in UTC; without one it does not end.
    pub until: Option<Date>,
    /// How it was written, which decides where it holds.
    pub source: WaiverSource,
    /// Where it was written.
    pub location: Location,
    /// What it is about.
    pub target: Target,
}

/// What a waiver is about. A comment or annotation is about the object that it is written in; the gate knows which.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// The object's kind.
    pub kind: Option<KindPattern>,
    /// The object's namespace.
    pub namespace: Option<NamePattern>,
    /// The object's name.
    pub name: Option<NamePattern>,
    /// The node, with everything below it.
    pub path: PathPattern,
}

/// What a finding is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The rule that found it.
    pub rule: &'a RuleId,
    /// The object; `None` for a file that is none.
    pub object: Option<&'a ObjectRef>,
    /// The node.
    pub path: &'a Path,
    /// The text of a member of a list item: `item(path of the item, member)`.
    pub item: &'a dyn Fn(&Path, &str) -> Option<String>,
}

impl Waiver {
    /// Whether it has not ended: its last day is part of it.
    pub fn holds(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }

    /// Whether it speaks of this finding, ended or not.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        self.rules.contains(subject.rule) && self.target.matches(subject)
    }

    /// What a report says of it.
    pub fn matched(&self) -> Matched {
        Matched {
            source: self.source,
            reason: Arc::clone(&self.reason),
            owner: self.owner.clone(),
            until: self.until.map(|day| Arc::from(day.to_string())),
        }
    }

    /// The mistake of naming rules that nothing has.
    pub fn unknown_rules(&self, known: &BTreeSet<RuleId>) -> Vec<WaiverError> {
        let problem = |rule: &RuleId| WaiverError {
            problem: WaiverProblem::UnknownRule {
                meant: nearest(rule.as_str(), known.iter().map(RuleId::as_str)).map(str::to_owned),
                rule: rule.clone(),
            },
            location: self.location.clone(),
        };
        self.rules.iter().filter(|rule| !known.contains(*rule)).map(problem).collect()
    }
}

impl Target {
    fn matches(&self, subject: &Subject<'_>) -> bool {
        if self.kind.is_some() || self.namespace.is_some() || self.name.is_some() {
            let Some(object) = subject.object else { return false };
            let kind = self.kind.as_ref().is_none_or(|kind| kind.matches(&object.group_kind()));
            let namespace = self.namespace.as_ref().is_none_or(|pattern| pattern.matches(&object.namespace));
            let name = self.name.as_ref().is_none_or(|pattern| pattern.matches(&object.name));
            if !(kind && namespace && name) {
                return false;
            }
        }
        self.path.covers(subject.path, subject.item)
    }
}

/// A comment or annotation that was meant to be a waiver and is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct WaiverError {
    /// What is wrong.
    pub problem: WaiverProblem,
    /// Where it was written.
    pub location: Location,
}

/// What is wrong with a waiver.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WaiverProblem {
    /// `tidegate:wave …`
    #[error("'tidegate:{word}' means nothing: write tidegate:{meant}")]
    UnknownDirective {
        /// What stands behind the colon.
        word: String,
        /// What was probably meant.
        meant: &'static str,
    },
    /// No rule is named.
    #[error("the waiver names no rule: write tidegate:waive PACK/RULE reason=\"…\"")]
    NoRule,
    /// Something else than a rule id stands first.
    #[error(transparent)]
    NotARule(#[from] IdError),
    /// `waive.tidegate.dev/something`
    #[error(
        "'{0}' names no rule: write waive.tidegate.dev/PACK.RULE, as in waive.tidegate.dev/pods.run-as-non-root"
    )]
    NotAnAnnotation(String),
    /// A finding about the judging itself.
    #[error("{0} cannot be waived: it says that something was not judged; mend what it names")]
    Reserved(RuleId),
    /// No loaded policy has this rule.
    #[error("there is no rule '{rule}'{}", meant.as_ref().map(|rule| format!("; did you mean '{rule}'?")).unwrap_or_default())]
    UnknownRule {
        /// As written.
        rule: RuleId,
        /// What was probably meant.
        meant: Option<String>,
    },
    /// `reson="…"`
    #[error("unknown key '{key}': {}", meant.map_or_else(|| "the keys are until, owner and reason".to_owned(), |meant| format!("did you mean '{meant}'?")))]
    UnknownKey {
        /// As written.
        key: String,
        /// What was probably meant.
        meant: Option<&'static str>,
    },
    /// A word without `=`.
    #[error("'{0}' is no KEY=VALUE: put text with blanks in quotes, as in reason=\"known, see OPS-12\"")]
    NotAPair(String),
    /// One key, two values.
    #[error("'{0}' is given twice")]
    Twice(&'static str),
    /// A quote without its other end.
    #[error("the value of '{0}' begins with a quote that does not end")]
    OpenQuote(&'static str),
    /// `until=soon`
    #[error(transparent)]
    Day(#[from] DayError),
    /// No reason, or an empty one.
    #[error("the waiver gives no reason: add reason=\"why this is accepted\"")]
    NoReason,
    /// `owner=""`
    #[error("'{0}' is empty: give it a value or leave it out")]
    Empty(&'static str),
}

/// The id, unless its pack cannot be waived.
pub(super) fn waivable(rule: RuleId) -> Result<RuleId, WaiverProblem> {
    if RESERVED_PACKS.contains(&rule.pack()) { Err(WaiverProblem::Reserved(rule)) } else { Ok(rule) }
}
