//! The schema of a CustomResourceDefinition as JSON Schema: what the API server validates and prunes.
//!
//! Source: Kubernetes' apiextensions-apiserver, `pkg/apiserver/schema` (structural schemas, pruning, list types). What the
//! server does not validate is left out; what cannot be evaluated here (rules in CEL) is counted.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::kubernetes::metadata_of;
use super::server_formats;

/// The deepest nesting of a schema that is followed.
const DEEPEST: usize = 100;

/// The largest number of nodes of a schema that is followed. A definition that the API server can store, 1.5 MB, has fewer
/// than 40,000; this many compile in about 2 s and 200 MB.
const MOST: usize = 50_000;

/// A converted schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Structural {
    /// A JSON Schema for whole objects.
    pub(super) schema: Value,
    /// Rules in CEL, which are not evaluated.
    pub(super) cel: usize,
}

/// Converts `openAPIV3Schema` of a version of a definition, for objects that are [filled](super::filled). `preserve`: the
/// definition keeps unknown fields everywhere; `status`: status is a subresource, so that the status of an object to be
/// created is thrown away once its unknown fields have been reported.
pub(super) fn structural(schema: &Value, preserve: bool, status: bool) -> Result<Structural, String> {
    let mut walk = Walk { nodes: 0, cel: 0, references: false };
    let mut root = walk.node(schema, Place::Tree { preserve }, 0)?;
    if let Some(members) = root.as_object_mut() {
        let own_metadata =
            members.get("properties").and_then(|properties| properties.get("metadata")).cloned();
        describe_object(members, metadata_of("dns-subdomain"), own_metadata.as_ref());
        add_required(members, "metadata");
        if status && let Some(status) = members.get_mut("properties").and_then(|all| all.get_mut("status")) {
            keep_shape(status);
        }
    }
    Ok(Structural { schema: root, cel: walk.cel })
}

/// Leaves what tells which fields there are.
fn keep_shape(schema: &mut Value) {
    const SHAPE: [&str; 4] = ["properties", "additionalProperties", "unevaluatedProperties", "items"];
    let Some(members) = schema.as_object_mut() else { return };
    members.retain(|keyword, _| SHAPE.contains(&keyword.as_str()));
    for keyword in ["additionalProperties", "items"] {
        if let Some(inner) = members.get_mut(keyword) {
            keep_shape(inner);
        }
    }
    if let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(keep_shape);
    }
}

/// Converts a schema of an OpenAPI document, whose references lead to `prefix`.
pub(super) fn open_api(schema: &Value) -> Result<Value, String> {
    let mut walk = Walk { nodes: 0, cel: 0, references: true };
    walk.node(schema, Place::Tree { preserve: false }, 0)
}

fn add_required(members: &mut Map<String, Value>, name: &str) {
    let required = members.entry("required").or_insert_with(|| json!([]));
    if let Some(required) = required.as_array_mut().filter(|names| !names.contains(&json!(name))) {
        required.push(json!(name));
    }
}

/// Every object has these three, whatever its schema says of them.
fn describe_object(members: &mut Map<String, Value>, mut metadata: Value, own_metadata: Option<&Value>) {
    // A definition may restrict the name; nothing else of metadata is its to say.
    for key in ["name", "generateName"] {
        let own = own_metadata.and_then(|own| own.get("properties")?.get(key)?.as_object());
        let known = metadata.pointer_mut(&format!("/properties/{key}")).and_then(Value::as_object_mut);
        for (known, own) in known.into_iter().zip(own) {
            for (keyword, value) in own.iter().filter(|(keyword, _)| *keyword != "format") {
                known.insert(keyword.clone(), value.clone());
            }
        }
    }
    let properties = members.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        for key in ["apiVersion", "kind"] {
            let own = properties.entry(key).or_insert_with(|| json!({}));
            if let Some(own) = own.as_object_mut() {
                own.insert("type".to_owned(), json!("string"));
            }
        }
        properties.insert("metadata".to_owned(), metadata);
    }
}

/// The metadata of a resource inside another: it needs no name, and any will do that can stand in a path.
fn embedded_metadata() -> Value {
    let mut metadata = metadata_of("path-segment");
    if let Some(members) = metadata.as_object_mut() {
        members.remove("x-tidegate-any-of");
    }
    metadata
}

/// Where in a structural schema a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the tree of fields: decides what is pruned; `preserve` keeps unknown fields here and below.
    Tree { preserve: bool },
    /// Items of a list that keeps unknown fields: they do too, but not what is below them.
    Items,
    /// Below allOf, anyOf, oneOf or not: validates only.
    Junctor,
}

struct Walk {
    nodes: usize,
    cel: usize,
    /// Whether `$ref` is allowed, as in OpenAPI documents.
    references: bool,
}

/// Keywords that mean the same here and there.
const KEPT: &[&str] = &[
    "enum",
    "minimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "uniqueItems",
    "pattern",
];

impl Walk {
    fn node(&mut self, schema: &Value, place: Place, depth: usize) -> Result<Value, String> {
        self.nodes += 1;
        if depth > DEEPEST || self.nodes > MOST {
            return Err(format!("it is deeper than {DEEPEST} levels or has more than {MOST} nodes"));
        }
        let Some(from) = schema.as_object() else { return Ok(json!({})) };
        if let Some(reference) = from.get("$ref").and_then(Value::as_str) {
            return self.reference(reference);
        }
        let flag = |key: &str| from.get(key) == Some(&Value::Bool(true));
        self.cel += from.get("x-kubernetes-validations").and_then(Value::as_array).map_or(0, Vec::len);
        let mut to = Map::new();
        for keyword in KEPT {
            if let Some(value) = from.get(*keyword) {
                to.insert((*keyword).to_owned(), value.clone());
            }
        }
        required(from, &mut to);
        exclusive_bounds(from, &mut to);
        let int_or_string =
            flag("x-kubernetes-int-or-string") || from.get("format") == Some(&json!("int-or-string"));
        if int_or_string {
            to.insert("type".to_owned(), with_null(&[json!("integer"), json!("string")], flag("nullable")));
        } else if let Some(kind) = from.get("type").filter(|kind| kind.is_string()) {
            to.insert("type".to_owned(), with_null(std::slice::from_ref(kind), flag("nullable")));
            format(from, &mut to, self.references);
        }
        self.junctors(from, &mut to, int_or_string, depth)?;
        self.children(from, &mut to, place, depth)?;
        list_type(from, &mut to);
        if flag("x-kubernetes-embedded-resource") {
            describe_object(&mut to, embedded_metadata(), None);
            for key in ["apiVersion", "kind"] {
                add_required(&mut to, key);
                if let Some(own) = to.get_mut("properties").and_then(|all| all.get_mut(key)?.as_object_mut())
                {
                    own.entry("minLength").or_insert_with(|| json!(1));
                }
            }
        }
        Ok(Value::Object(to))
    }

    fn reference(&self, reference: &str) -> Result<Value, String> {
        if self.references && reference.starts_with('#') {
            return Ok(json!({"$ref": reference}));
        }
        Err(format!(
            "it refers to '{reference}'; nothing is fetched, and a CustomResourceDefinition has no $ref"
        ))
    }

    fn junctors(
        &mut self,
        from: &Map<String, Value>,
        to: &mut Map<String, Value>,
        int_or_string: bool,
        depth: usize,
    ) -> Result<(), String> {
        let mut found = Map::new();
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let Some(branches) = from.get(keyword).and_then(Value::as_array) else { continue };
            // `anyOf: [{type: integer}, {type: string}]` says again what int-or-string says.
            if int_or_string && branches.iter().all(|branch| branch.get("type").is_some()) {
                continue;
            }
            let branches = branches
                .iter()
                .map(|branch| self.node(branch, Place::Junctor, depth + 1))
                .collect::<Result<Vec<_>, _>>()?;
            found.insert(keyword.to_owned(), Value::Array(branches));
        }
        if let Some(not) = from.get("not") {
            found.insert("not".to_owned(), self.node(not, Place::Junctor, depth + 1)?);
        }
        // Of a null the server asks its type and its words only.
        if from.get("nullable") == Some(&Value::Bool(true)) && !found.is_empty() {
            to.insert("if".to_owned(), json!({"type": "null"}));
            to.insert("else".to_owned(), Value::Object(found));
        } else {
            to.extend(found);
        }
        Ok(())
    }

    fn children(
        &mut self,
        from: &Map<String, Value>,
        to: &mut Map<String, Value>,
        place: Place,
        depth: usize,
    ) -> Result<(), String> {
        let keeps = keeps_unknown(from);
        let below = match place {
            Place::Items => Place::Tree { preserve: false },
            place => place,
        };
        if let Some(items) = from.get("items").filter(|items| items.is_object()) {
            let list_keeps = keeps || place == Place::Items;
            let place =
                if list_keeps && below == (Place::Tree { preserve: false }) { Place::Items } else { below };
            to.insert("items".to_owned(), self.node(items, place, depth + 1)?);
        }
        if let Some(properties) = from.get("properties").and_then(Value::as_object) {
            let mut converted = Map::new();
            for (name, property) in properties {
                converted.insert(name.clone(), self.node(property, below, depth + 1)?);
            }
            to.insert("properties".to_owned(), Value::Object(converted));
        }
        let is_object = from.get("type") == Some(&json!("object")) || from.contains_key("properties");
        match (from.get("additionalProperties"), place) {
            (Some(schema @ Value::Object(_)), _) => {
                to.insert("additionalProperties".to_owned(), self.node(schema, below, depth + 1)?);
            }
            (Some(Value::Bool(true)), _) => {}
            (Some(Value::Bool(false)), _) => close(to),
            (_, Place::Tree { preserve: false }) if is_object && !keeps => close(to),
            _ => {}
        }
        Ok(())
    }
}

/// Takes no other fields. Where there are none at all, only the second keyword tells the validator's name of them.
fn close(to: &mut Map<String, Value>) {
    let has_some = to.get("properties").and_then(Value::as_object).is_some_and(|some| !some.is_empty());
    let keyword = if has_some { "additionalProperties" } else { "unevaluatedProperties" };
    to.insert(keyword.to_owned(), Value::Bool(false));
}

/// Names may stand there twice; to a validator of schemas that is an error.
fn required(from: &Map<String, Value>, to: &mut Map<String, Value>) {
    let Some(names) = from.get("required") else { return };
    let mut seen = HashSet::new();
    let once = names
        .as_array()
        .map(|names| names.iter().filter(|name| seen.insert(name.as_str())).cloned().collect());
    to.insert("required".to_owned(), once.unwrap_or_else(|| names.clone()));
}

fn keeps_unknown(schema: &Map<String, Value>) -> bool {
    schema.get("x-kubernetes-preserve-unknown-fields") == Some(&Value::Bool(true))
}

fn with_null(types: &[Value], nullable: bool) -> Value {
    match types {
        [one] if !nullable => one.clone(),
        types => types.iter().cloned().chain(nullable.then(|| json!("null"))).collect(),
    }
}

/// In types of Go's, which OpenAPI documents describe, base64 may be empty.
fn format(from: &Map<String, Value>, to: &mut Map<String, Value>, of_go: bool) {
    let Some(format) = from.get("format").and_then(Value::as_str) else { return };
    match format {
        "int32" if from.get("type") == Some(&json!("integer")) => {
            to.entry("minimum").or_insert_with(|| json!(i32::MIN));
            to.entry("maximum").or_insert_with(|| json!(i32::MAX));
        }
        "byte" if of_go => {
            to.insert("format".to_owned(), json!("base64"));
        }
        format => {
            if let Some(name) =
                server_formats::named(format).filter(|_| from.get("type") == Some(&json!("string")))
            {
                to.insert("format".to_owned(), json!(name));
            }
        }
    }
}

/// OpenAPI 3.0 writes `exclusiveMinimum: true` beside `minimum`.
fn exclusive_bounds(from: &Map<String, Value>, to: &mut Map<String, Value>) {
    for (keyword, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if from.get(keyword) == Some(&Value::Bool(true))
            && let Some(limit) = to.remove(bound)
        {
            to.insert(keyword.to_owned(), limit);
        }
    }
}

fn list_type(from: &Map<String, Value>, to: &mut Map<String, Value>) {
    match from.get("x-kubernetes-list-type").and_then(Value::as_str) {
        Some("set") => to.insert("x-tidegate-unique".to_owned(), json!([])),
        Some("map") => {
            let keys = from.get("x-kubernetes-list-map-keys").cloned().unwrap_or_else(|| json!([]));
            to.insert("x-tidegate-unique".to_owned(), keys)
        }
        _ => None,
    };
}

#[cfg(test)]
#[path = "structural_tests.rs"]
mod tests;
