//! METADATA: the comment block above a rule's package clause, read as YAML and held against its schema.
//!
//! regorus skips comments, so this is ours. Positions are those of the file: the comment signs become blanks, nothing moves.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::PolicyError;
use crate::finding::{Chinese, EnforcementPoint, Operation, Position, RuleCard, RuleId, Severity};
use crate::schema::own;
use crate::source::{self, Format, Limits, Read, SourceFile};
use crate::value;

/// What METADATA says.
#[derive(Debug, Deserialize)]
struct Metadata {
    title: String,
    description: String,
    custom: Custom,
}

#[derive(Debug, Deserialize)]
struct Custom {
    severity: String,
    applies_to: Vec<Arc<str>>,
    #[serde(default = "default_operations")]
    operations: Vec<String>,
    #[serde(default = "default_places")]
    places: Vec<String>,
    #[serde(default)]
    reads: Vec<Arc<str>>,
    #[serde(default)]
    absence: bool,
    #[serde(default)]
    params: BTreeMap<String, serde_json::Value>,
    remediation: String,
    not_a_problem: Option<String>,
    #[serde(default)]
    references: Vec<Arc<str>>,
    #[serde(default = "first_version")]
    since: Arc<str>,
    #[serde(default)]
    profiles: BTreeMap<Arc<str>, serde_json::Value>,
    #[serde(default)]
    silences: Vec<String>,
    title_zh: Option<String>,
    remediation_zh: Option<String>,
}

fn default_operations() -> Vec<String> {
    vec!["CREATE".to_owned(), "UPDATE".to_owned()]
}

fn default_places() -> Vec<String> {
    EnforcementPoint::ALL.iter().map(ToString::to_string).collect()
}

fn first_version() -> Arc<str> {
    Arc::from("0.1.0")
}

/// A rule card and its parameters' defaults from a module's text. All mistakes are collected; what is not `checked` is
/// not held against the schema, which costs more than all the rest.
pub(super) fn read(
    path: &Arc<str>,
    text: &str,
    id: &RuleId,
    checked: bool,
) -> Result<(RuleCard, BTreeMap<String, value::Value>), Vec<PolicyError>> {
    let at = |position, message: String, help: &str| PolicyError {
        file: Arc::clone(path),
        position,
        message,
        help: help.to_owned(),
    };
    let Some(documents) = documents(path, text) else {
        let package = text.lines().position(|line| line.starts_with("package ")).unwrap_or(0);
        let line = u32::try_from(package + 1).unwrap_or(u32::MAX);
        let help = "put `# METADATA` with title, description and custom right above the package clause";
        return Err(vec![at(
            Some(Position { line, column: 1 }),
            "the rule has no METADATA".to_owned(),
            help,
        )]);
    };
    let document = match documents.into_iter().next() {
        Some(Read::Document(document)) => document,
        Some(Read::Unreadable(bad)) => {
            return Err(vec![at(bad.span.map(|s| s.start), format!("METADATA: {}", bad.message), &bad.help)]);
        }
        None => {
            return Err(vec![at(
                None,
                "METADATA is empty".to_owned(),
                "write title, description and custom",
            )]);
        }
    };
    let json = value::to_json(&document.value);
    let mistakes = if checked {
        let schema = own::METADATA.compiled().as_ref();
        schema.map_err(|error| vec![at(None, error.to_string(), "")])?.validate(&json)
    } else {
        Vec::new()
    };
    if !mistakes.is_empty() {
        let errors = mistakes.iter().map(|mistake| {
            let help =
                mistake.suggestion.as_ref().map(|word| format!("did you mean {word}?")).unwrap_or_default();
            at(Some(mistake.span(&document).start), format!("METADATA: {}", mistake.message), &help)
        });
        return Err(errors.collect());
    }
    let metadata: Metadata =
        serde_json::from_value(json).map_err(|error| vec![at(None, format!("METADATA: {error}"), "")])?;
    card(metadata, id).map_err(|error| vec![at(None, format!("METADATA: {error}"), "")])
}

/// What the METADATA block of a module says, at its lines and columns in the module; `None` where there is no block
/// right above the package clause.
pub fn documents(path: &Arc<str>, text: &str) -> Option<Vec<Read>> {
    let file = SourceFile::from_text(Arc::clone(path), block(text)?);
    Some(source::read(&file, Format::Yaml, &Limits::default()))
}

/// The lines of the block with their comment signs blanked, everything else as empty lines.
fn block(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let package = lines.iter().position(|line| line.starts_with("package "))?;
    let first = lines.get(..package)?.iter().rposition(|line| line.trim_end() == "# METADATA")?;
    let inside = lines.get(first + 1..package)?;
    if !inside.iter().all(|line| line.starts_with('#')) {
        return None;
    }
    let mut block = "\n".repeat(first + 1);
    for line in inside {
        block.push(' ');
        block.push_str(line.get(1..).unwrap_or_default());
        block.push('\n');
    }
    Some(block)
}

fn card(
    metadata: Metadata,
    id: &RuleId,
) -> Result<(RuleCard, BTreeMap<String, value::Value>), crate::finding::UnknownWord> {
    let custom = metadata.custom;
    let text = |text: &str| Arc::from(text.trim_end());
    let card = RuleCard {
        id: id.clone(),
        title: text(&metadata.title),
        description: text(&metadata.description),
        severity: custom.severity.parse::<Severity>()?,
        applies_to: custom.applies_to,
        operations: custom
            .operations
            .iter()
            .map(|word| word.parse::<Operation>())
            .collect::<Result<_, _>>()?,
        places: custom
            .places
            .iter()
            .map(|word| word.parse::<EnforcementPoint>())
            .collect::<Result<_, _>>()?,
        reads: custom.reads,
        absence: custom.absence,
        remediation: text(&custom.remediation),
        not_a_problem: custom.not_a_problem.as_deref().map(text),
        references: custom.references,
        since: custom.since,
        profiles: custom.profiles.into_keys().map(|profile| (profile, false)).collect(),
        // The schema sees to their syntax.
        silences: custom.silences.iter().filter_map(|id| RuleId::new(id).ok()).collect(),
        chinese: custom
            .title_zh
            .zip(custom.remediation_zh)
            .map(|(title, remediation)| Chinese { title: text(&title), remediation: text(&remediation) }),
    };
    let params = custom.params.into_iter().map(|(key, default)| (key, value::from_json(default))).collect();
    Ok((card, params))
}
