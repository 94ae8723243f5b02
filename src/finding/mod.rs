//! Plain data that every room speaks: ids, severity, path, location, rule card, finding, waiver, decision, run.
//!
//! No I/O, no YAML, no engine and no command line in here: a finding is the same whoever made it.

mod card;
mod decision;
mod id;
mod location;
mod object;
mod path;
mod run;
mod severity;
mod verdict;
mod waiver;

pub use card::{Chinese, Example, RuleCard};
pub use decision::{Decision, Judged, Verdict};
pub use id::{IdError, RuleId};
pub use location::{Excerpt, Location, Position, Span, TemplateSite};
pub use object::{GroupKind, ObjectRef};
pub use path::{Path, Step};
pub use run::{NotAnObject, RuleTally, Run, ScopeOutcome};
pub(crate) use severity::vocabulary;
pub use severity::{Action, EnforcementPoint, Operation, Severity, UnknownWord};
pub use verdict::{Finding, Fingerprint, Related};
pub use waiver::{Matched, WaiverSource};
