//! `--review`: a recorded AdmissionReview is judged as the webhook would judge it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow};

use crate::finding::{RuleTally, Run, ScopeOutcome};
use crate::gate::Gate;
use crate::review::admission_review;
use crate::source::{self, Format, Limits, Read, SourceFile};
use crate::value::{self, Value};

/// Judges every AdmissionReview in a file.
pub(super) fn judge(gate: &Gate, path: &Path) -> anyhow::Result<Run> {
    let bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let name = path.display().to_string();
    let limits = Limits::default();
    let file = SourceFile::from_bytes(name.as_str(), &bytes, &limits);
    let format = Format::of(&name).unwrap_or(Format::Json);
    let mut outcome = ScopeOutcome {
        name: Arc::from(name.as_str()),
        documents: 0,
        objects: 0,
        not_objects: Vec::new(),
        findings: Vec::new(),
        decisions: Vec::new(),
    };
    for read in source::read(&file, format, &limits) {
        let document = match &read {
            Read::Document(document) => document,
            Read::Unreadable(bad) => return Err(anyhow!("{name}: {} ({})", bad.message, bad.help)),
        };
        let namespace = value::member(&document.value, &["request", "namespace"]).and_then(value::text);
        let known = gate.namespace_object(namespace.unwrap_or_default());
        let review =
            admission_review(&document.value, known.unwrap_or(Value::Null)).with_context(|| name.clone())?;
        outcome.documents += 1;
        outcome.objects += 1;
        outcome.decisions.push(gate.judge_review(review, document));
    }
    let rules: Vec<RuleTally> = crate::gate::tallies(gate, std::slice::from_ref(&outcome));
    Ok(Run { scopes: vec![outcome], rules })
}
