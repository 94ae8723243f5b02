//! What a report says of the waiver that accepted a finding. Reading and matching waivers is `config`'s.

use std::sync::Arc;

/// Where a waiver was written, which decides where it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaiverSource {
    /// A comment in a manifest or template. Does not reach the cluster: holds in CI only.
    Comment,
    /// An annotation on the object or its pod template.
    Annotation,
    /// An entry in the configuration.
    Configuration,
    /// A baseline entry: it existed on the day Tidegate was adopted.
    Baseline,
}

impl WaiverSource {
    /// The word used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Annotation => "annotation",
            Self::Configuration => "configuration",
            Self::Baseline => "baseline",
        }
    }
}

/// A waiver that accepted a finding, as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Where the waiver was written.
    pub source: WaiverSource,
    /// Why.
    pub reason: Arc<str>,
    /// Who answers for it.
    pub owner: Option<Arc<str>>,
    /// Its last day.
    pub until: Option<Arc<str>>,
}
