//! What the gate is given beside rules and documents: what is known beyond a scope.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::judge::Gate;
use crate::finding::{GroupKind, ObjectRef};
use crate::schema::{Catalog, Targets};
use crate::source::Document;
use crate::value::Value;

/// What is known beyond a scope.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// A dump of the cluster as an inventory value; an empty object where there is none.
    pub inventory: Value,
    /// Kinds of which every object is known, in every namespace.
    pub complete: BTreeSet<Arc<str>>,
    /// The objects before the change, by the name of the scope that they were in; none where nobody says.
    pub old: BTreeMap<Arc<str>, OldState>,
    /// Schemas of kinds.
    pub schemas: Arc<Catalog>,
    /// Versions of Kubernetes that objects go to; `None` where nobody says.
    pub targets: Option<Targets>,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self {
            inventory: Value::new_object(),
            complete: BTreeSet::new(),
            old: BTreeMap::new(),
            schemas: Catalog::without_files(),
            targets: None,
        }
    }
}

impl Gate {
    /// A namespace that a dump holds.
    pub fn namespace_object(&self, name: &str) -> Option<Value> {
        crate::value::member(&self.knowledge.inventory, &["Namespace", "", name]).cloned()
    }
}

/// The state before the change, for rules that see the change.
#[derive(Debug, Clone, Default)]
pub struct OldState {
    /// The objects, each with its document.
    pub objects: Vec<OldObject>,
    /// The documents.
    pub documents: Vec<Document>,
}

/// One object of the old state.
#[derive(Debug, Clone)]
pub struct OldObject {
    /// Its identity.
    pub identity: Arc<ObjectRef>,
    /// `group/Kind`.
    pub kind: Arc<str>,
    /// As rules see it.
    pub object: Value,
    /// Position in `documents`.
    pub document: usize,
    /// Where it is in its document.
    pub prefix: crate::finding::Path,
}

/// Its key for look-ups.
pub(super) fn key(identity: &ObjectRef) -> (GroupKind, Arc<str>, Arc<str>) {
    (identity.group_kind(), Arc::clone(&identity.namespace), Arc::clone(&identity.name))
}
