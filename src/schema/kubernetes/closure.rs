//! One schema for one kind: its definition with all that it refers to, corrected to what the API server really does.
//!
//! The generated definitions say what the types of Kubernetes say. Where its own decoding and validation differ (a required
//! field that is defaulted, a name with a syntax of its own, a list whose items must differ), `corrections.json` is laid
//! over them as a merge patch (RFC 7386) by definition.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::Minor;
use super::definitions::definition;

/// How closely a definition is kept to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::schema) enum Form {
    /// As an object to be created is judged.
    Strict,
    /// Decoded but not validated, as the `status` of an object to be created: types and unknown fields.
    Decoded,
    /// Types alone: a copy of the definition inside a custom resource may be newer or older than ours.
    Open,
}

impl Form {
    const fn suffix(self) -> &'static str {
        match self {
            Self::Strict => "",
            Self::Decoded => ".decoded",
            Self::Open => ".open",
        }
    }
}

const CORRECTIONS: &str = include_str!("../../../schemas/kubernetes/corrections.json");

const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// Where references in generated definitions begin.
const REFERENCE: &str = "#/$defs/";

fn corrections() -> &'static Map<String, Value> {
    static PARSED: OnceLock<Map<String, Value>> = OnceLock::new();
    // A test holds that the file is such an object.
    PARSED.get_or_init(|| serde_json::from_str(CORRECTIONS).unwrap_or_default())
}

/// The schema of a definition in a minor version, complete in itself.
pub(in crate::schema) fn closure(name: &str, minor: Minor) -> Value {
    let mut root = one(name, Form::Strict, minor);
    let name_format =
        root.get("x-tidegate-name").and_then(Value::as_str).unwrap_or("dns-subdomain").to_owned();
    if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
        if let Some(metadata) = properties.get_mut("metadata") {
            *metadata = metadata_of(&name_format);
        }
        if let Some(status) = properties.get_mut("status") {
            adapt(status, Form::Decoded);
        }
    }
    closure_of(root, minor)
}

/// A schema of a custom resource whose references to Kubernetes' definitions are kept to openly.
pub(in crate::schema) fn open_references(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && reference.starts_with("#/$defs/io.k8s.")
            {
                reference.push_str(Form::Open.suffix());
            }
            members.values_mut().for_each(open_references);
        }
        Value::Array(items) => items.iter_mut().for_each(open_references),
        _ => {}
    }
}

/// The schema of `metadata`, by the syntax of names of a kind.
pub(in crate::schema) fn metadata_of(name_format: &str) -> Value {
    json!({
        "$ref": format!("{REFERENCE}{OBJECT_META}"),
        "properties": {"name": {"format": name_format}, "generateName": {"format": format!("{name_format}-prefix")}}
    })
}

/// A schema with everything of Kubernetes that it refers to.
pub(in crate::schema) fn closure_of(mut root: Value, minor: Minor) -> Value {
    let mut definitions: BTreeMap<String, Value> = BTreeMap::new();
    let mut open = references(&root);
    while let Some(reference) = open.pop() {
        if definitions.contains_key(&reference) {
            continue;
        }
        let (name, form) = [Form::Decoded, Form::Open]
            .into_iter()
            .find_map(|form| reference.strip_suffix(form.suffix()).map(|name| (name, form)))
            .unwrap_or((&reference, Form::Strict));
        let schema = one(name, form, minor);
        open.extend(references(&schema));
        definitions.insert(reference, schema);
    }
    if let Some(root) = root.as_object_mut() {
        let own = root.entry("$defs").or_insert_with(|| json!({}));
        if let Some(own) = own.as_object_mut() {
            for (name, schema) in definitions {
                own.entry(name).or_insert(schema);
            }
        }
    }
    root
}

/// One definition, corrected, in a form; accepts anything where this minor version has none of that name.
fn one(name: &str, form: Form, minor: Minor) -> Value {
    let text = definition(name, minor).unwrap_or("{}");
    let mut schema = serde_json::from_str(text).unwrap_or_else(|_| json!({}));
    if let Some(patch) = corrections().get(name) {
        merge(&mut schema, patch);
    }
    adapt(&mut schema, form);
    schema
}

/// RFC 7386.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Some(members) = target.as_object_mut() else { return };
    for (key, change) in patch {
        if change.is_null() {
            members.remove(key);
        } else {
            merge(members.entry(key.as_str()).or_insert(Value::Null), change);
        }
    }
}

/// Keywords that validation adds to decoding.
const VALIDATION: &[&str] = &["required", "enum", "x-tidegate-unique", "pattern", "minLength", "minItems"];

/// Formats that decoding itself needs.
const DECODED: &[&str] = &["quantity", "int-or-string", "rfc3339", "rfc3339-micro", "go-duration", "base64"];

fn adapt(schema: &mut Value, form: Form) {
    let Some(members) = schema.as_object_mut() else { return };
    if form != Form::Strict {
        members.retain(|keyword, _| !VALIDATION.contains(&keyword.as_str()));
        if members.get("format").and_then(Value::as_str).is_some_and(|format| !DECODED.contains(&format)) {
            members.remove("format");
        }
        members.remove("propertyNames");
        if let Some(Value::String(reference)) = members.get_mut("$ref") {
            reference.push_str(form.suffix());
        }
    }
    if form == Form::Open && members.get("additionalProperties") == Some(&Value::Bool(false)) {
        members.remove("additionalProperties");
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = members.get_mut(keyword) {
            adapt(inner, form);
        }
    }
    if let Some(Value::Object(properties)) = members.get_mut("properties") {
        properties.values_mut().for_each(|property| adapt(property, form));
    }
}

/// The definitions that a schema refers to, by the names under which they stand in `$defs`.
fn references(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(schema, &mut found);
    found
}

fn collect(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            found.extend(reference.and_then(|to| to.strip_prefix(REFERENCE)).map(str::to_owned));
            members.values().for_each(|member| collect(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}
