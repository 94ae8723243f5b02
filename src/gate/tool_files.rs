//! Files of tools (a Dockerfile, a compose file) as rules are given them: `input.file`.

use std::sync::Arc;

use crate::source::{Document, ToolFile};
use crate::value::{self, Value};

/// What `applies_to` of rules calls such files.
pub(super) fn kind(file: ToolFile) -> Arc<str> {
    Arc::from(format!("file/{}", file.word()))
}

/// `input.file`: what it is called, what it is, and what it holds, without null members as objects are.
pub(super) fn facts(document: &Document, file: ToolFile) -> Value {
    let content =
        if document.nulls { value::without_null_members(&document.value) } else { document.value.clone() };
    value::object_from([
        ("path", value::string(document.file.name())),
        ("format", value::string(file.word())),
        ("document", content),
    ])
}
