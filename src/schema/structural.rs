//! The schema of a CustomResourceDefinition as JSON Schema: what the API server validates and prunes.
//!
//! Source: Kubernetes' apiextensions-apiserver, `pkg/apiserver/schema` (structural schemas, pruning, list types). What the
//! server does not validate is left out; what cannot be evaluated here (rules in CEL) is counted.

use serde_json::{Map, Value, json};

use super::kubernetes::metadata_of;

/// The deepest nesting of a schema that is followed.
const DEEPEST: usize = 100;

/// The largest number of nodes of a schema that is followed.
const MOST: usize = 100_000;

/// A converted schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Structural {
    /// A JSON Schema for whole objects.
    pub(super) schema: Value,
    /// Rules in CEL, which are not evaluated.
    pub(super) cel: usize,
}

/// Converts `openAPIV3Schema` of a version of a definition. `preserve`: the definition keeps unknown fields everywhere;
/// `status`: status is a subresource, so that the status of an object to be created is thrown away.
pub(super) fn structural(schema: &Value, preserve: bool, status: bool) -> Result<Structural, String> {
    let mut walk = Walk { nodes: 0, cel: 0, references: false };
    let mut root = walk.node(schema, Place::Tree { preserve }, 0)?;
    if let Some(members) = root.as_object_mut() {
        let own_metadata =
            members.get("properties").and_then(|properties| properties.get("metadata")).cloned();
        describe_object(members, own_metadata.as_ref());
        add_required(members, "metadata");
        if status && let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert("status".to_owned(), json!({}));
        }
    }
    Ok(Structural { schema: root, cel: walk.cel })
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
fn describe_object(members: &mut Map<String, Value>, own_metadata: Option<&Value>) {
    let mut metadata = metadata_of("dns-subdomain");
    // A definition may restrict the name; nothing else of metadata is its to say.
    let own_name = own_metadata.and_then(|own| own.get("properties")?.get("name").cloned());
    if let (Some(own), Some(name)) =
        (own_name, metadata.pointer_mut("/properties/name").and_then(Value::as_object_mut))
        && let Value::Object(own) = own
    {
        name.extend(own);
    }
    let properties = members.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.insert("apiVersion".to_owned(), json!({"type": "string"}));
        properties.insert("kind".to_owned(), json!({"type": "string"}));
        properties.insert("metadata".to_owned(), metadata);
    }
}

/// Where in a structural schema a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the tree of fields: decides what is pruned.
    Tree { preserve: bool },
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
    "required",
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

/// Formats that the server checks and that mean the same here.
const FORMATS: &[&str] = &["date-time", "cidr", "ipv4", "ipv6", "uuid", "quantity", "int-or-string"];

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
        exclusive_bounds(from, &mut to);
        let int_or_string =
            flag("x-kubernetes-int-or-string") || from.get("format") == Some(&json!("int-or-string"));
        if int_or_string {
            to.insert("type".to_owned(), with_null(&[json!("integer"), json!("string")], flag("nullable")));
        } else if let Some(kind) = from.get("type").filter(|kind| kind.is_string()) {
            to.insert("type".to_owned(), with_null(std::slice::from_ref(kind), flag("nullable")));
            format(from, &mut to);
        }
        self.junctors(from, &mut to, int_or_string, depth)?;
        self.children(from, &mut to, place, depth)?;
        list_type(from, &mut to);
        if flag("x-kubernetes-embedded-resource") {
            describe_object(&mut to, None);
            to.insert("required".to_owned(), json!(["apiVersion", "kind"]));
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
            to.insert(keyword.to_owned(), Value::Array(branches));
        }
        if let Some(not) = from.get("not") {
            to.insert("not".to_owned(), self.node(not, Place::Junctor, depth + 1)?);
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
        let below = match place {
            Place::Tree { preserve } => Place::Tree { preserve },
            Place::Junctor => Place::Junctor,
        };
        if let Some(items) = from.get("items").filter(|items| items.is_object()) {
            to.insert("items".to_owned(), self.node(items, below, depth + 1)?);
        }
        let mut defaulted: Vec<&str> = Vec::new();
        if let Some(properties) = from.get("properties").and_then(Value::as_object) {
            let mut converted = Map::new();
            for (name, property) in properties {
                if property.get("default").is_some() {
                    defaulted.push(name);
                }
                converted.insert(name.clone(), self.node(property, below, depth + 1)?);
            }
            to.insert("properties".to_owned(), Value::Object(converted));
        }
        // Defaults are filled in before anything is validated.
        if let Some(required) = to.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|name| name.as_str().is_none_or(|name| !defaulted.contains(&name)));
        }
        let is_object = from.get("type") == Some(&json!("object")) || from.contains_key("properties");
        match (from.get("additionalProperties"), place) {
            (Some(schema @ Value::Object(_)), _) => {
                to.insert("additionalProperties".to_owned(), self.node(schema, below, depth + 1)?);
            }
            (Some(Value::Bool(true)), _) => {}
            (_, Place::Tree { preserve: false }) if is_object && !keeps_unknown(from) => {
                to.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            _ => {}
        }
        Ok(())
    }
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

fn format(from: &Map<String, Value>, to: &mut Map<String, Value>) {
    let Some(format) = from.get("format").and_then(Value::as_str) else { return };
    match format {
        "int32" => {
            to.entry("minimum").or_insert_with(|| json!(i32::MIN));
            to.entry("maximum").or_insert_with(|| json!(i32::MAX));
        }
        "byte" => {
            to.insert("format".to_owned(), json!("base64"));
        }
        _ if FORMATS.contains(&format) => {
            to.insert("format".to_owned(), json!(format));
        }
        _ => {}
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
