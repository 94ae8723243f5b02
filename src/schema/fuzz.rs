//! One entry for fuzzers: any schema with objects behind it, and what must hold of whatever is said of them.

use serde_json::json;

use super::{Catalog, CustomSchemas, Judgement, Question, Targets};
use crate::finding::Path;
use crate::source::node_at;
use crate::source::{Format, Limits, Read, read_bytes};
use crate::value::{self, Value};

/// Small, so that a fuzzer finds the way to them.
const LIMITS: Limits = Limits { bytes: 1 << 16, documents: 10, nodes: 5_000, expanded: 500, depth: 64 };

/// Reads a stream whose first document is a schema, as a document that says itself which kinds it describes and as JSON
/// Schema of each object that follows. Answers what does not hold: what is said twice is the same, a mistake has words and
/// leads to a node or a member that is missing in one, a schema that cannot be used says why.
pub fn schema_any(bytes: &[u8]) -> Result<(), String> {
    let reads = read_bytes("input", bytes, Format::Yaml, &LIMITS);
    let mut documents = reads.iter().filter_map(Read::document).map(|document| &document.value);
    let Some(schema) = documents.next() else { return Ok(()) };
    for object in documents {
        let text = |key: &str| value::get(object, key).and_then(value::text).unwrap_or_default();
        if text("apiVersion").is_empty() || text("kind").is_empty() {
            continue;
        }
        let mut custom = CustomSchemas::default();
        custom.add_document(schema, "input");
        judge(object, &custom, schema)?;
        let (group, version) = text("apiVersion").split_once('/').unwrap_or(("", text("apiVersion")));
        let named = json!([{"group": group, "version": version, "kind": text("kind")}]);
        let named = value::with_member(schema, &["x-kubernetes-group-version-kind"], value::from_json(named));
        let mut custom = CustomSchemas::default();
        custom.add_document(&named, "input");
        judge(object, &custom, &named)?;
    }
    Ok(())
}

fn judge(written: &Value, scope: &CustomSchemas, schema: &Value) -> Result<(), String> {
    let text = |key: &str| value::get(written, key).and_then(value::text).unwrap_or_default();
    let without_nulls = value::without_null_members(written);
    let has_nulls = without_nulls != *written;
    let judged = || {
        Catalog::default().judge(&Question {
            written,
            object: if has_nulls { &without_nulls } else { written },
            api_version: text("apiVersion"),
            kind: text("kind"),
            targets: &Targets::default(),
            scope,
        })
    };
    let judgement = judged();
    if judgement != judged() {
        return Err("the second answer differs from the first".to_owned());
    }
    // What a default puts there is found nowhere in the object.
    let has_defaults = schema.to_string().contains("\"default\"");
    check(&judgement, written, has_defaults)
}

fn check(judgement: &Judgement, object: &Value, has_defaults: bool) -> Result<(), String> {
    if judgement.broken.as_ref().is_some_and(|(_, why)| why.is_empty() || !judgement.mistakes.is_empty()) {
        return Err("a schema that cannot be used without words, or one that judges all the same".to_owned());
    }
    for found in &judgement.mistakes {
        let steps = found.mistake.path.steps();
        let parent: Path = steps.iter().take(steps.len().saturating_sub(1)).cloned().collect();
        let is_there = node_at(object, &found.mistake.path).is_some();
        let may_lack = found.mistake.at_key || !found.mistake.missing.is_empty();
        if found.mistake.message.is_empty() {
            return Err(format!("{}: a mistake without words", found.mistake.path));
        }
        let leads_somewhere = is_there || (may_lack && node_at(object, &parent).is_some());
        if !has_defaults && !leads_somewhere {
            return Err(format!("{}: no node", found.mistake));
        }
    }
    Ok(())
}
