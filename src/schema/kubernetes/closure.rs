//! One schema for one kind: its definition with all that it refers to, corrected to what the API server really does.
//!
//! The generated definitions say what the types of Kubernetes say. Where its own decoding and validation differ (a required
//! field that is defaulted, a name with a syntax of its own, a list whose items must differ), `corrections.json` is laid
//! over them as a merge patch (RFC 7386) by definition.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::Minor;
use super::definitions::{Minors, definition};

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

/// The schema of a definition in a minor version, complete in itself.
pub(in crate::schema) fn closure(name: &str, minor: Minor) -> Value {
    let mut root = one(name, Form::Strict, minor);
    let names = root.get("x-tidegate-name").and_then(Value::as_str).unwrap_or("dns-subdomain").to_owned();
    if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
        if let Some(metadata) = properties.get_mut("metadata") {
            *metadata = metadata_of(&names);
        }
        if let Some(status) = properties.get_mut("status") {
            adapt(status, Form::Decoded);
        }
    }
    if names != NAMELESS && names != NAMED_BY_THE_SERVER {
        change_required(&mut root, &json!({"add": ["metadata"]}));
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

/// In place of a syntax of names: requests, which have none, and kinds whose objects are given one.
const NAMELESS: &str = "none";
const NAMED_BY_THE_SERVER: &str = "optional";

/// The schema of `metadata`, by the syntax of names of a kind.
pub(in crate::schema) fn metadata_of(names: &str) -> Value {
    let reference = format!("{REFERENCE}{OBJECT_META}");
    if names == NAMELESS {
        return json!({"$ref": reference});
    }
    let (syntax, needed) =
        if names == NAMED_BY_THE_SERVER { ("dns-subdomain", false) } else { (names, true) };
    let mut metadata = json!({
        "$ref": reference,
        "properties": {
            "name": {"format": format!("{syntax}?")},
            "generateName": {"format": format!("{syntax}-prefix?")},
        }
    });
    if let Some(metadata) = metadata.as_object_mut().filter(|_| needed) {
        metadata.insert("x-tidegate-any-of".to_owned(), json!(["name", "generateName"]));
    }
    metadata
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
    for patch in corrections(name, minor) {
        merge(&mut schema, patch);
    }
    if let Some(change) = schema.get("x-tidegate-required").cloned() {
        change_required(&mut schema, &change);
    }
    allow_empty(&mut schema);
    adapt(&mut schema, form);
    schema
}

/// What is laid over a definition: for all versions, then for a range that holds this one (`NAME 1.34-1.35`).
fn corrections(name: &str, minor: Minor) -> impl Iterator<Item = &'static Value> {
    static PARSED: OnceLock<HashMap<String, Vec<(Minors, Value)>>> = OnceLock::new();
    let parse = || {
        // A test holds that the file is such an object.
        let all: Map<String, Value> = serde_json::from_str(CORRECTIONS).unwrap_or_default();
        let mut by_name: HashMap<String, Vec<(Minors, Value)>> = HashMap::new();
        for (key, patch) in all {
            let Some((name, range)) = key.split_once(' ') else {
                by_name.entry(key).or_default().insert(0, (Minors::ALL, patch));
                continue;
            };
            if let Some(minors) = Minors::parse(range) {
                by_name.entry(name.to_owned()).or_default().push((minors, patch));
            }
        }
        by_name
    };
    let of_name = PARSED.get_or_init(parse).get(name).into_iter().flatten();
    of_name.filter(move |(minors, _)| minors.holds(minor)).map(|(_, patch)| patch)
}

fn change_required(schema: &mut Value, change: &Value) {
    let names = |key: &str| change.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let (added, dropped) = (names("add"), names("drop"));
    let Some(members) = schema.as_object_mut() else { return };
    let required = members.entry("required").or_insert_with(|| json!([]));
    if let Some(required) = required.as_array_mut() {
        required.retain(|name| !dropped.contains(name));
        for name in added {
            if !required.contains(&name) {
                required.push(name);
            }
        }
    }
}

/// To the API server an empty text is one that is not there: it is defaulted where it need not be given.
fn allow_empty(schema: &mut Value) {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties {
        if let Some(words) = property.get_mut("enum").and_then(Value::as_array_mut)
            && !required.iter().any(|other| other.as_str() == Some(name))
            && !words.contains(&json!(""))
        {
            words.push(json!(""));
        }
    }
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
const VALIDATION: &[&str] = &[
    "required",
    "enum",
    "pattern",
    "minLength",
    "minItems",
    "maxItems",
    "if",
    "then",
    "dependentRequired",
    "propertyNames",
    "x-tidegate-unique",
    "x-tidegate-any-of",
];

/// Formats that decoding itself needs.
const DECODED: &[&str] = &["quantity", "int-or-string", "rfc3339", "rfc3339-micro", "go-duration", "base64"];

fn adapt(schema: &mut Value, form: Form) {
    let Some(members) = schema.as_object_mut() else { return };
    if form != Form::Strict {
        members.retain(|keyword, _| !VALIDATION.contains(&keyword.as_str()));
        if members.get("format").and_then(Value::as_str).is_some_and(|format| !DECODED.contains(&format)) {
            members.remove("format");
        }
        if let Some(Value::String(reference)) = members.get_mut("$ref") {
            reference.push_str(form.suffix());
        }
    }
    if form == Form::Open && members.get("additionalProperties") == Some(&Value::Bool(false)) {
        members.remove("additionalProperties");
    }
    for keyword in ["items", "additionalProperties", "then"] {
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
