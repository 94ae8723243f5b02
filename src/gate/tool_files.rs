//! Files of tools (a Dockerfile, a compose file) as rules are given them: `input.file`.

use std::sync::Arc;

use super::evaluate::{Context, file_input};
use crate::finding::{EnforcementPoint, ObjectRef, Operation, Path};
use crate::policy::Rule;
use crate::review::Review;
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

/// The inputs that files of tools make for a rule. They are about no object: their reviews only say which document they are.
pub(super) fn inputs(
    rule: &Rule,
    documents: &[Document],
    context: &Context,
    params: &Value,
) -> Vec<(Value, Review)> {
    let mut inputs = Vec::new();
    for (position, document) in documents.iter().enumerate() {
        let Some(file) = document.tool_file() else { continue };
        let kind = kind(file);
        if !rule.applies(&kind, Operation::Create, EnforcementPoint::Ci) {
            continue;
        }
        let input = file_input([&facts(document, file), &Value::Null], context, params);
        let identity = ObjectRef {
            api_version: Arc::from(""),
            kind: Arc::from(file.word()),
            namespace: Arc::from(""),
            name: Arc::clone(document.file.name()),
        };
        let review = Review {
            operation: Operation::Create,
            identity: Arc::new(identity),
            kind,
            object: Value::Null,
            old_object: None,
            request: Value::Null,
            namespace_object: Value::Null,
            document: position,
            prefix: Path::root(),
        };
        inputs.push((input, review));
    }
    inputs
}
