//! From one document to the objects in it.

use std::sync::Arc;

use crate::finding::{GroupKind, ObjectRef, Operation, Path, Step};
use crate::kinds::Kinds;
use crate::value::{self, Value};

/// One change to judge.
#[derive(Debug, Clone)]
pub struct Review {
    /// What is to be done.
    pub operation: Operation,
    /// Its identity.
    pub identity: Arc<ObjectRef>,
    /// `group/Kind`, as the inventory names it.
    pub kind: Arc<str>,
    /// The object as rules see it.
    pub object: Value,
    /// The object before the change.
    pub old_object: Option<Value>,
    /// Request facts; `Value::Null` for files.
    pub request: Value,
    /// The namespace object, if known.
    pub namespace_object: Value,
    /// Position of the document in its scope.
    pub document: usize,
    /// Where the object is in its document: empty, or `items[n]` of a List.
    pub prefix: Path,
}

/// What a document holds.
#[derive(Debug, Clone)]
pub enum Found {
    /// An object, with its place in the document.
    Object {
        /// Its identity.
        identity: Arc<ObjectRef>,
        /// `group/Kind`.
        kind: Arc<str>,
        /// As rules see it.
        object: Value,
        /// Where it is in the document.
        prefix: Path,
    },
    /// Something else, in words.
    Other {
        /// As in "a list of 3 items".
        what: String,
        /// Where it is in the document.
        prefix: Path,
    },
}

/// What names objects in a scope.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Scope and pod templates of kinds.
    pub kinds: &'a Kinds,
    /// For objects of namespaced kinds that name none.
    pub namespace: &'a str,
}

/// The objects in a document, Lists opened.
pub fn objects_in(document: &Value, names: Names<'_>) -> Vec<Found> {
    objects_with(document, names, true)
}

/// As [`objects_in`]; `nulls` tells whether some member of the document may be null.
pub fn objects_with(document: &Value, names: Names<'_>, nulls: bool) -> Vec<Found> {
    let mut found = Vec::new();
    let clean = if nulls { value::without_null_members(document) } else { document.clone() };
    open(&clean, names, &Path::root(), None, &mut found);
    found
}

fn open(
    value: &Value,
    names: Names<'_>,
    prefix: &Path,
    inherited: Option<(&str, &str)>,
    found: &mut Vec<Found>,
) {
    let own = |key| value::get(value, key).and_then(value::text).filter(|text| !text.is_empty());
    let api_version = own("apiVersion").or(inherited.map(|(api_version, _)| api_version));
    let kind = own("kind").or(inherited.map(|(_, kind)| kind));
    let (Some(api_version), Some(kind)) = (api_version, kind) else {
        found.push(Found::Other { what: describe(value), prefix: prefix.clone() });
        return;
    };
    if let Some(items) = list_items(value, kind) {
        // Items of a typed list (DeploymentList) may leave out what its kind says already.
        let of_items =
            kind.strip_suffix("List").filter(|item| !item.is_empty()).map(|item| (api_version, item));
        for (position, item) in items.iter().enumerate() {
            let mut place = prefix.clone();
            place.push(Step::Key(Arc::from("items")));
            place.push(Step::Index(u32::try_from(position).unwrap_or(u32::MAX)));
            open(item, names, &place, of_items, found);
        }
        return;
    }
    let group_kind = GroupKind::of(api_version, kind);
    let (object, namespace) = placed(value.clone(), names, &group_kind);
    let metadata = |key| value::member(&object, &["metadata", key]).and_then(value::text);
    let name = metadata("name")
        .map(str::to_owned)
        .or_else(|| metadata("generateName").map(|name| format!("{name}*")));
    let identity = ObjectRef {
        api_version: Arc::from(api_version),
        kind: Arc::from(kind),
        namespace: Arc::from(namespace),
        name: Arc::from(name.unwrap_or_default()),
    };
    found.push(Found::Object {
        identity: Arc::new(identity),
        kind: Arc::from(group_kind.to_string()),
        object,
        prefix: prefix.clone(),
    });
}

fn list_items<'a>(value: &'a Value, kind: &str) -> Option<&'a [Value]> {
    if !kind.ends_with("List") {
        return None;
    }
    match value::get(value, "items") {
        Some(items) => value::items(items),
        // A List whose items are null or missing is an empty one.
        None if kind == "List" => Some(&[]),
        None => None,
    }
}

/// The object with its namespace filled in, and that namespace; none for cluster-scoped kinds, whatever is written.
fn placed(object: Value, names: Names<'_>, kind: &GroupKind) -> (Value, String) {
    if !names.kinds.is_namespaced(kind) {
        return (object, String::new());
    }
    match value::member(&object, &["metadata", "namespace"]).and_then(value::text) {
        Some(namespace) if !namespace.is_empty() => {
            let namespace = namespace.to_owned();
            (object, namespace)
        }
        _ => {
            let filled =
                value::with_member(&object, &["metadata", "namespace"], value::string(names.namespace));
            (filled, names.namespace.to_owned())
        }
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::Object(_) => {
            let lacks = |key| value::get(value, key).and_then(value::text).is_none_or(str::is_empty);
            match (lacks("apiVersion"), lacks("kind")) {
                (true, true) => "a mapping without apiVersion and kind".to_owned(),
                (true, false) => "a mapping without apiVersion".to_owned(),
                _ => "a mapping without kind".to_owned(),
            }
        }
        Value::Array(items) => match items.len() {
            1 => "a list of 1 item".to_owned(),
            n => format!("a list of {n} items"),
        },
        Value::String(_) => "a text".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        _ => "nothing".to_owned(),
    }
}

#[cfg(test)]
#[path = "objects_tests.rs"]
mod tests;
