//! From the documents of a scope to its reviews: objects, what they were before, and what is no object.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::inputs::{self, Knowledge};
use crate::finding::{GroupKind, NotAnObject, ObjectRef, Operation, Path, Related};
use crate::kinds::Kinds;
use crate::review::{Completeness, Found, InventoryBuilder, Names, Review, objects_with};
use crate::source::{Document, ToolFile};
use crate::value::Value;

use super::evaluate::Context;
use super::place;

/// A scope made ready.
pub(super) struct Prepared {
    pub(super) reviews: Vec<Review>,
    pub(super) not_objects: Vec<NotAnObject>,
    pub(super) context: Context,
}

impl Prepared {
    /// Another object that a rule names, with its place where it is in the scope.
    pub(super) fn related(&self, documents: &[&Document], object: &ObjectRef, path: &Path) -> Related {
        let found = self.reviews.iter().find(|review| inputs::key(&review.identity) == inputs::key(object));
        let location = found.and_then(|review| {
            Some(place::cheap(documents.get(review.document)?, &path.below(&review.prefix)))
        });
        let object = found.map_or_else(|| object.clone(), |review| (*review.identity).clone());
        Related { object, path: path.clone(), location }
    }
}

/// Makes reviews and inventory of a scope's documents. `wanted` are the kinds that rules read, `old` is what the scope
/// held before.
pub(super) fn prepare(
    documents: &[&Document],
    names: Names<'_>,
    wanted: &BTreeSet<Arc<str>>,
    knowledge: &Knowledge,
    old: Option<&inputs::OldState>,
) -> Prepared {
    let kinds = defined(documents, names.kinds);
    let names = Names { kinds: &kinds, ..names };
    let mut builder = InventoryBuilder::new(wanted.clone());
    let mut prepared = Prepared {
        reviews: Vec::new(),
        not_objects: Vec::new(),
        context: Context { inventory: Value::Null, old_inventory: Value::Null, complete: Value::Null },
    };
    for (position, document) in documents.iter().enumerate() {
        if document.tool_file().is_some_and(|file| file != ToolFile::Toml) {
            continue;
        }
        for found in objects_with(&document.value, names, document.nulls) {
            match found {
                Found::Object { identity, kind, object, prefix } => {
                    builder.add(&kind, &identity, &object);
                    prepared.reviews.push(Review {
                        operation: Operation::Create,
                        identity,
                        kind,
                        object,
                        old_object: None,
                        request: Value::Null,
                        namespace_object: Value::Null,
                        document: position,
                        prefix,
                    });
                }
                Found::Other { what, prefix } => prepared
                    .not_objects
                    .push(NotAnObject { location: place::cheap(document, &prefix), what: Arc::from(what) }),
            }
        }
    }
    if let Some(old) = old {
        pair(&mut prepared.reviews, old, documents.len());
        let mut before = InventoryBuilder::new(wanted.clone());
        for object in &old.objects {
            before.add(&object.kind, &object.identity, &object.object);
        }
        prepared.context.old_inventory = before.build(&Value::new_object()).value;
    }
    let inventory = builder.build(&knowledge.inventory);
    let complete = Completeness { everywhere: knowledge.complete.clone() };
    prepared.context.complete = complete.value(&inventory.namespaces);
    name_namespaces(&mut prepared.reviews, &inventory.value);
    prepared.context.inventory = inventory.value;
    prepared
}

/// The table with the custom kinds that the scope defines: they are in namespaces, or not, as their definition says.
fn defined<'a>(documents: &[&Document], kinds: &'a Kinds) -> Cow<'a, Kinds> {
    let mut all = Cow::Borrowed(kinds);
    for document in documents {
        let items = crate::value::get(&document.value, "items").and_then(crate::value::items);
        for object in items.unwrap_or(std::slice::from_ref(&document.value)) {
            let text = |keys: &[&str]| crate::value::member(object, keys).and_then(crate::value::text);
            if text(&["kind"]) == Some("CustomResourceDefinition")
                && let (Some(group), Some(kind)) =
                    (text(&["spec", "group"]), text(&["spec", "names", "kind"]))
            {
                let kind = GroupKind { group: group.into(), kind: kind.into() };
                all.to_mut().add_defined(&kind, text(&["spec", "scope"]) != Some("Cluster"));
            }
        }
    }
    all
}

/// Gives every review the object before the change; objects that are gone become deletions, placed in the old documents,
/// which are counted behind the new ones. What is made under a new name each time has no state before.
fn pair(reviews: &mut Vec<Review>, old: &inputs::OldState, new_documents: usize) {
    let mut before: HashMap<_, VecDeque<&inputs::OldObject>> = HashMap::new();
    for object in old.objects.iter().filter(|object| !object.identity.name.ends_with('*')) {
        before.entry(inputs::key(&object.identity)).or_default().push_back(object);
    }
    let mut still_there = HashSet::new();
    for review in reviews.iter_mut() {
        let key = inputs::key(&review.identity);
        // Where a scope has an object more than once the first is what the first was.
        if let Some(object) = before.get_mut(&key).and_then(VecDeque::pop_front) {
            review.operation = Operation::Update;
            review.old_object = Some(object.object.clone());
        }
        still_there.insert(key);
    }
    for object in &old.objects {
        let key = inputs::key(&object.identity);
        if before.contains_key(&key) && still_there.insert(key) {
            reviews.push(Review {
                operation: Operation::Delete,
                identity: Arc::clone(&object.identity),
                kind: Arc::clone(&object.kind),
                object: Value::Null,
                old_object: Some(object.object.clone()),
                request: Value::Null,
                namespace_object: Value::Null,
                document: new_documents + object.document,
                prefix: object.prefix.clone(),
            });
        }
    }
}

/// Namespaces that the scope or a dump holds.
fn name_namespaces(reviews: &mut [Review], inventory: &Value) {
    let mut known: HashMap<Arc<str>, Value> = HashMap::new();
    if let Some(dumped) = crate::value::member(inventory, &["Namespace", ""]).and_then(crate::value::object) {
        for (name, object) in dumped.iter() {
            if let Some(name) = crate::value::text(name) {
                known.insert(Arc::from(name), object.clone());
            }
        }
    }
    for review in reviews.iter().filter(|review| &*review.kind == "Namespace") {
        known.insert(Arc::clone(&review.identity.name), review.object.clone());
    }
    for review in reviews {
        if let Some(namespace) = known.get(&review.identity.namespace) {
            review.namespace_object = namespace.clone();
        }
    }
}

/// Whether a document holds exactly one object, which is the document itself.
pub(super) fn is_one_object(reviews: &[Review], document: usize) -> Option<usize> {
    let mut of_document = reviews.iter().enumerate().filter(|(_, review)| review.document == document);
    match (of_document.next(), of_document.next()) {
        (Some((at, review)), None) if review.prefix == Path::root() => Some(at),
        _ => None,
    }
}

/// The object, or for a deletion what is deleted.
pub(super) fn review_value(review: &Review) -> &Value {
    match (&review.object, &review.old_object) {
        (Value::Null, Some(old)) => old,
        (object, _) => object,
    }
}
