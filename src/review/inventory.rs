//! The inventory: the state after the change that rules may look at, by kind, namespace and name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::objects::{Found, Names, objects_in};
use crate::finding::ObjectRef;
use crate::value::{self, Value};

/// Kinds that travel with their workload: a render that has the workload has these too, or they do not exist.
pub const TRAVELLING: &[&str] = &[
    "Service",
    "autoscaling/HorizontalPodAutoscaler",
    "gateway.networking.k8s.io/HTTPRoute",
    "keda.sh/ScaledObject",
    "monitoring.coreos.com/ServiceMonitor",
    "networking.k8s.io/Ingress",
    "networking.k8s.io/NetworkPolicy",
    "policy/PodDisruptionBudget",
];

type ByName = BTreeMap<Arc<str>, Value>;
type ByNamespace = BTreeMap<Arc<str>, ByName>;

/// Collects objects; only of the kinds that some rule reads.
#[derive(Debug, Clone, Default)]
pub struct InventoryBuilder {
    wanted: BTreeSet<Arc<str>>,
    objects: BTreeMap<Arc<str>, ByNamespace>,
    namespaces: BTreeSet<Arc<str>>,
}

/// A finished inventory.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// `input.inventory`.
    pub value: Value,
    /// Namespaces that the scope renders into.
    pub namespaces: BTreeSet<Arc<str>>,
}

impl InventoryBuilder {
    /// For rules that read these kinds.
    pub fn new(wanted: BTreeSet<Arc<str>>) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Adds an object; a later one of the same name replaces an earlier one.
    pub fn add(&mut self, kind: &Arc<str>, identity: &ObjectRef, object: &Value) {
        if !identity.namespace.is_empty() {
            self.namespaces.insert(Arc::clone(&identity.namespace));
        }
        if self.wanted.contains(kind) {
            self.objects
                .entry(Arc::clone(kind))
                .or_default()
                .entry(Arc::clone(&identity.namespace))
                .or_default()
                .insert(Arc::clone(&identity.name), object.clone());
        }
    }

    /// The inventory over `under`, whose objects give way to those of the same name here.
    pub fn build(self, under: &Value) -> Inventory {
        let kinds = self.objects.into_iter().map(|(kind, namespaces)| {
            let namespaces = namespaces.into_iter().map(|(ns, objects)| (ns, value::object_from(objects)));
            (kind, value::object_from(namespaces))
        });
        let own = value::object_from(kinds);
        // Objects are replaced whole: only the three levels of kind, namespace and name are merged.
        let value = if value::object(under).is_none_or(value::Object::is_empty) {
            own
        } else {
            laid_over(under, &own, 3)
        };
        Inventory { value, namespaces: self.namespaces }
    }
}

fn laid_over(under: &Value, over: &Value, levels: u8) -> Value {
    let (Some(below), Some(above), 1..) = (value::object(under), value::object(over), levels) else {
        return over.clone();
    };
    let mut members = below.clone();
    for (key, value) in above.iter_sorted() {
        let both = below.get(key).map_or_else(|| value.clone(), |lower| laid_over(lower, value, levels - 1));
        members.insert(key.clone(), both);
    }
    members.into_value()
}

/// For which kinds and namespaces absence is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Kinds complete in every namespace.
    pub everywhere: BTreeSet<Arc<str>>,
}

impl Completeness {
    /// `input.complete` of a scope in CI: travelling kinds in the namespaces that it renders into, and what is complete
    /// everywhere; for cluster-scoped kinds under the empty namespace.
    pub fn value(&self, namespaces: &BTreeSet<Arc<str>>) -> Value {
        let travelling = TRAVELLING.iter().map(|kind| Arc::from(*kind));
        let kinds: BTreeSet<Arc<str>> = travelling.chain(self.everywhere.iter().cloned()).collect();
        let marks = value::object_from(kinds.iter().map(|kind| (Arc::clone(kind), Value::from(true))));
        let cluster =
            value::object_from(self.everywhere.iter().map(|kind| (Arc::clone(kind), Value::from(true))));
        let mut by_namespace: BTreeMap<Arc<str>, Value> =
            namespaces.iter().map(|ns| (Arc::clone(ns), marks.clone())).collect();
        by_namespace.insert(Arc::from(""), cluster);
        value::object_from(by_namespace)
    }

    /// `input.complete` at admission: only what was said to be complete; nothing travels with a single request.
    pub fn known_only(&self, namespaces: &BTreeSet<Arc<str>>) -> Value {
        let marks =
            value::object_from(self.everywhere.iter().map(|kind| (Arc::clone(kind), Value::from(true))));
        let all = namespaces.iter().cloned().chain([Arc::from("")]);
        value::object_from(all.map(|namespace| (namespace, marks.clone())))
    }

    /// Whether absence of `kind` is known in `namespace`.
    pub fn holds(value: &Value, namespace: &str, kind: &str) -> bool {
        value::member(value, &[namespace, kind]) == Some(&Value::Bool(true))
    }
}

/// An inventory from documents: objects, Lists of them, or a document that is an inventory already
/// (`{"group/Kind": {namespace: {name: object}}}`). Gives the value and the kinds met.
pub fn inventory_from_documents<'a>(
    documents: impl Iterator<Item = &'a Value>,
    names: Names<'_>,
    wanted: &BTreeSet<Arc<str>>,
) -> (Value, BTreeSet<Arc<str>>) {
    let mut builder = InventoryBuilder::new(wanted.clone());
    let mut ready = Value::new_object();
    let mut met = BTreeSet::new();
    for document in documents {
        for found in objects_in(document, names) {
            match found {
                Found::Object { identity, kind, object, .. } => {
                    builder.add(&kind, &identity, &object);
                    met.insert(kind);
                }
                Found::Other { .. } => {
                    if let Some(members) = value::object(document) {
                        met.extend(members.keys().filter_map(value::text).map(Arc::from));
                        ready = laid_over(&ready, document, 3);
                    }
                }
            }
        }
    }
    (builder.build(&ready).value, met)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json_str(text).unwrap()
    }

    #[test]
    fn objects_of_the_scope_replace_those_of_a_dump_whole() {
        let mut builder = InventoryBuilder::new(BTreeSet::from([Arc::from("Service")]));
        let identity = ObjectRef {
            api_version: "v1".into(),
            kind: "Service".into(),
            namespace: "a".into(),
            name: "web".into(),
        };
        builder.add(&Arc::from("Service"), &identity, &json(r#"{"spec": {"new": 1}}"#));
        let dump =
            json(r#"{"Service": {"a": {"web": {"spec": {"old": 1}}, "db": {}}}, "Secret": {"a": {}}}"#);
        let built = builder.build(&dump);
        assert_eq!(
            built.value,
            json(r#"{"Service": {"a": {"web": {"spec": {"new": 1}}, "db": {}}}, "Secret": {"a": {}}}"#)
        );
        assert_eq!(built.namespaces, BTreeSet::from([Arc::from("a")]));
    }

    #[test]
    fn absence_is_known_of_travelling_kinds_where_the_scope_renders() {
        let complete = Completeness { everywhere: BTreeSet::from([Arc::from("ConfigMap")]) };
        let value = complete.value(&BTreeSet::from([Arc::from("shop")]));
        assert!(Completeness::holds(&value, "shop", "policy/PodDisruptionBudget"));
        assert!(Completeness::holds(&value, "shop", "ConfigMap"));
        assert!(!Completeness::holds(&value, "shop", "Secret"));
        assert!(!Completeness::holds(&value, "other", "policy/PodDisruptionBudget"));
    }
}
