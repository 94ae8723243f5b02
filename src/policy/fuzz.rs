//! One entry for fuzzers: any bytes as a rule's module, and what must hold of whatever is made of them.

use std::sync::Arc;

use super::metadata;
use crate::engine::outline;
use crate::finding::RuleId;

/// Reads METADATA and outline and answers what does not hold: a failure has words and a place inside the text, a card is
/// whole.
pub fn module_any(bytes: &[u8]) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let id = RuleId::new("fuzz/rule").map_err(|error| error.to_string())?;
    let path: Arc<str> = Arc::from("rule.rego");
    let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX).saturating_add(1);
    match metadata::read(&path, text, &id, true) {
        Ok((card, _)) => {
            if card.title.is_empty() || card.applies_to.is_empty() || card.operations.is_empty() {
                return Err("a card with parts missing".to_owned());
            }
        }
        Err(errors) => {
            if errors.is_empty() {
                return Err("a failure without an error".to_owned());
            }
            for error in errors {
                if error.message.is_empty() || error.position.is_some_and(|at| at.line > lines) {
                    return Err(format!("an error without words or outside of the text: {error}"));
                }
            }
        }
    }
    match outline(&path, text) {
        Err(error) if error.message.is_empty() => Err("an error without words".to_owned()),
        _ => Ok(()),
    }
}
