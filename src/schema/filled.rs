//! A custom resource as the API server sees it when it validates: defaults filled in, nulls dropped that no field takes.
//!
//! Source: apiextensions-apiserver, `pkg/apiserver/schema/defaulting` (`Default`, `PruneNonNullableNullsWithoutDefaults`).

use serde_json::Value as Json;

use crate::value::{self, Value};

/// The object filled in; nothing where it is so already. `schema` is a structural schema as its definition has it.
pub(super) fn filled(object: &Value, schema: &Json) -> Option<Value> {
    members(object, schema, true)
}

/// Whether a schema has a default anywhere.
pub(super) fn has_defaults(schema: &Json) -> bool {
    let below = |key: &str| schema.get(key).is_some_and(has_defaults);
    let properties = schema.get("properties").and_then(Json::as_object);
    default(schema).is_some()
        || below("items")
        || below("additionalProperties")
        || properties.is_some_and(|properties| properties.values().any(has_defaults))
}

fn default(schema: &Json) -> Option<&Json> {
    schema.get("default").filter(|default| !default.is_null())
}

/// Null stands in a field that takes none: it counts as one that is not there.
fn is_no_value(value: &Value, schema: &Json) -> bool {
    matches!(value, Value::Null) && schema.get("nullable") != Some(&Json::Bool(true))
}

fn fill(value: &Value, schema: Option<&Json>) -> Option<Value> {
    let schema = schema.filter(|schema| schema.is_object())?;
    match value {
        Value::Object(_) => members(value, schema, flag(schema, "x-kubernetes-embedded-resource")),
        Value::Array(_) => items(value, schema),
        _ => None,
    }
}

fn flag(schema: &Json, key: &str) -> bool {
    schema.get(key) == Some(&Json::Bool(true))
}

fn default_of(schema: &Json) -> Option<Value> {
    let filled_in = value::from_json(default(schema)?.clone());
    Some(fill(&filled_in, Some(schema)).unwrap_or(filled_in))
}

fn items(list: &Value, schema: &Json) -> Option<Value> {
    let schema = schema.get("items");
    let items = value::items(list)?;
    let change = |item: &Value| match schema {
        Some(schema) if is_no_value(item, schema) => default_of(schema),
        schema => fill(item, schema),
    };
    let changes: Vec<Option<Value>> = items.iter().map(change).collect();
    changes.iter().any(Option::is_some).then(|| {
        value::list(
            changes
                .into_iter()
                .zip(items)
                .map(|(changed, item)| changed.unwrap_or_else(|| item.clone()))
                .collect(),
        )
    })
}

/// What becomes of a member.
enum Change {
    Kept,
    Dropped,
    Set(Value),
}

fn members(object: &Value, schema: &Json, is_resource: bool) -> Option<Value> {
    let properties = schema.get("properties").and_then(Json::as_object);
    let others = schema.get("additionalProperties").filter(|others| others.is_object());
    let held = value::object(object)?;
    let change = |name: &str, member: &Value| {
        // Metadata is decoded into its own type, in which null is nothing.
        if is_resource && name == "metadata" {
            return match member {
                Value::Null => Change::Dropped,
                metadata => Change::Set(value::without_null_members(metadata)),
            };
        }
        let own = properties.and_then(|properties| properties.get(name)).or(others);
        match own {
            Some(schema) if is_no_value(member, schema) => {
                default_of(schema).map_or(Change::Dropped, Change::Set)
            }
            schema => fill(member, schema).map_or(Change::Kept, Change::Set),
        }
    };
    let (mut filled, mut changed): (Vec<(&str, Value)>, bool) = (Vec::new(), false);
    for (key, member) in held.iter_sorted() {
        let Some(name) = value::text(key) else { continue };
        match change(name, member) {
            Change::Kept => filled.push((name, member.clone())),
            Change::Dropped => changed = true,
            Change::Set(value) => {
                changed = true;
                filled.push((name, value));
            }
        }
    }
    for (name, property) in properties.into_iter().flatten() {
        if value::get(object, name).is_none()
            && let Some(value) = default_of(property)
        {
            changed = true;
            filled.push((name, value));
        }
    }
    changed.then(|| value::object_from(filled))
}
