//! The baseline: findings that existed on the day Tidegate was adopted. They are recorded and deny nothing.
//!
//! An entry is recognised by its fingerprint, in CI together with the scope; what else it says is for people who read
//! the file. Written sorted and one entry after the other, so that a diff shows what came and went.

use std::collections::HashMap;
use std::path::Path as FilePath;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::checked::Checked;
use super::error::Mistakes;
use super::{ConfigError, ConfigErrors, Origin};
use crate::finding::{Finding, Fingerprint, Matched, WaiverSource};
use crate::schema::own;
use crate::source::{Format, SourceFile};

/// One finding that existed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BaselineEntry {
    /// The scope that it was found in.
    pub scope: Arc<str>,
    /// The rule.
    pub rule: Arc<str>,
    /// The object, for people.
    pub object: Arc<str>,
    /// What it is recognised by.
    pub fingerprint: Arc<str>,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
struct BaselineFile {
    #[serde(rename = "$schema", default)]
    schema: String,
    findings: Vec<BaselineEntry>,
}

/// All findings that existed.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    entries: Vec<BaselineEntry>,
    by_fingerprint: HashMap<Arc<str>, Vec<usize>>,
}

impl Baseline {
    /// A baseline of these findings, each with the name of its scope. Findings about the judging itself stay out.
    pub fn of_findings<'a>(findings: impl IntoIterator<Item = (&'a str, &'a Finding)>) -> Self {
        let entry = |(scope, finding): (&str, &Finding)| BaselineEntry {
            scope: Arc::from(scope),
            rule: Arc::from(finding.rule.id.as_str()),
            object: finding
                .object
                .as_ref()
                .map_or_else(|| Arc::clone(&finding.location.file), |object| Arc::from(object.to_string())),
            fingerprint: Arc::clone(&finding.fingerprint.0),
        };
        let waivable =
            |(_, finding): &(&str, &Finding)| !super::RESERVED_PACKS.contains(&finding.rule.id.pack());
        Self::of_entries(findings.into_iter().filter(waivable).map(entry).collect())
    }

    fn of_entries(mut entries: Vec<BaselineEntry>) -> Self {
        entries.sort();
        entries.dedup();
        let mut by_fingerprint: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            by_fingerprint.entry(Arc::clone(&entry.fingerprint)).or_default().push(index);
        }
        Self { entries, by_fingerprint }
    }

    /// Reads a file; `asked_by` is who named it.
    pub fn open(path: &FilePath, asked_by: &Origin) -> Result<Self, ConfigErrors> {
        Self::of_checked(Checked::open(path, path, own::BASELINE.compiled(), asked_by))
    }

    /// Reads a text: JSON, or YAML, by the name of the file.
    pub fn read(file: &Arc<SourceFile>) -> Result<Self, ConfigErrors> {
        Self::of_checked(Checked::of(file, own::BASELINE.compiled()))
    }

    fn of_checked(checked: Result<Checked, Vec<ConfigError>>) -> Result<Self, ConfigErrors> {
        let mut mistakes = Mistakes::default();
        let baseline = match checked {
            Ok(checked) => mistakes
                .take(
                    BaselineFile::deserialize(&checked.value),
                    &checked.origin(&crate::finding::Path::root()),
                )
                .map(|file| Self::of_entries(file.findings)),
            Err(errors) => {
                mistakes.extend(errors);
                None
            }
        };
        mistakes.finish(baseline.unwrap_or_default())
    }

    /// The text of the file: JSON for names that end in `.json`, else YAML.
    pub fn write(&self, name: &str) -> Result<String, WriteError> {
        let file = BaselineFile { schema: own::BASELINE.id.to_owned(), findings: self.entries.clone() };
        match Format::of(name) {
            Some(Format::Json) => Ok(serde_json::to_string_pretty(&file)? + "\n"),
            _ => Ok(serde_yaml::to_string(&file)?),
        }
    }

    /// The entry for a finding of a scope.
    pub fn find(&self, scope: &str, fingerprint: &Fingerprint) -> Option<&BaselineEntry> {
        self.with(fingerprint).find(|entry| *entry.scope == *scope)
    }

    /// An entry for a finding, whatever its scope: at admission the scope is the cluster.
    pub fn find_anywhere(&self, fingerprint: &Fingerprint) -> Option<&BaselineEntry> {
        self.with(fingerprint).next()
    }

    fn with(&self, fingerprint: &Fingerprint) -> impl Iterator<Item = &BaselineEntry> {
        let indices = self.by_fingerprint.get(&fingerprint.0).map(Vec::as_slice).unwrap_or_default();
        indices.iter().filter_map(|index| self.entries.get(*index))
    }

    /// All entries, sorted.
    pub fn entries(&self) -> &[BaselineEntry] {
        &self.entries
    }

    /// What a report says of a finding that is in here.
    pub fn matched() -> Matched {
        Matched {
            source: WaiverSource::Baseline,
            reason: Arc::from("it existed when Tidegate was adopted"),
            owner: None,
            until: None,
        }
    }
}

/// A baseline that cannot be put into text.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// As JSON.
    #[error("the baseline cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// As YAML.
    #[error("the baseline cannot be written as YAML: {0}")]
    Yaml(#[from] serde_yaml::Error),
}

#[cfg(test)]
mod tests;
