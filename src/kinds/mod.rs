//! What kinds there are: scope, pod template, groups of kinds, merge keys of lists.
//!
//! The table is `policies/lib/kinds/data.yaml`, which rules read as `data.lib.kinds`; this is Rust's view of the same file,
//! so that selection, inventory and fingerprints cannot disagree with the rules. Nothing is said here of fields of kinds:
//! that is the business of schemas.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use crate::finding::{GroupKind, Path, Step};
use crate::value::{self, Value};

/// The table is not what this version of Tidegate expects.
#[derive(Debug, thiserror::Error)]
#[error("policies/lib/kinds/data.yaml: {0}")]
pub struct KindsError(#[from] serde_json::Error);

/// The table of kinds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    #[serde(rename = "kinds")]
    by_name: BTreeMap<String, Kind>,
    groups: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    merge_keys: Vec<MergeKeys>,
}

/// One kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Whether its objects are in namespaces.
    pub namespaced: bool,
    /// The keys that lead to the mapping with `metadata` and `spec` of the pod; empty where the object is the pod.
    #[serde(default)]
    pub pod_template: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeKeys {
    list: String,
    keys: Vec<String>,
}

impl Kinds {
    /// From the value of the data file.
    pub fn from_data(data: &Value) -> Result<Self, KindsError> {
        Ok(serde_json::from_value(value::to_json(data))?)
    }

    /// Adds a kind that carries pods: it joins the group `workloads`.
    pub fn add_workload(&mut self, kind: &GroupKind, namespaced: bool, pod_template: Vec<String>) {
        let name = kind.to_string();
        self.by_name.insert(name.clone(), Kind { namespaced, pod_template: Some(pod_template) });
        let workloads = self.groups.entry("workloads".to_owned()).or_default();
        if !workloads.contains(&name) {
            workloads.push(name);
        }
    }

    /// Adds a kind that a scope defines; one of the table is left as it is.
    pub fn add_defined(&mut self, kind: &GroupKind, namespaced: bool) {
        self.by_name.entry(kind.to_string()).or_insert(Kind { namespaced, pod_template: None });
    }

    /// The table as data for the rules, added kinds included.
    pub fn to_data(&self, original: &Value) -> Value {
        let kinds = self.by_name.iter().map(|(name, kind)| {
            let mut members = vec![("namespaced", Value::from(kind.namespaced))];
            if let Some(path) = &kind.pod_template {
                members
                    .push(("pod_template", value::list(path.iter().map(|key| value::string(key)).collect())));
            }
            (name.clone(), value::object_from(members))
        });
        let names = |names: &Vec<String>| value::list(names.iter().map(|name| value::string(name)).collect());
        let groups = self.groups.iter().map(|(group, kinds)| (group.clone(), names(kinds)));
        let merge_keys =
            value::get(original, "merge_keys").cloned().unwrap_or_else(|| value::list(Vec::new()));
        value::object_from([
            ("kinds", value::object_from(kinds)),
            ("groups", value::object_from(groups)),
            ("merge_keys", merge_keys),
        ])
    }

    /// One kind of the table.
    pub fn get(&self, kind: &GroupKind) -> Option<&Kind> {
        self.by_name.get(&kind.to_string())
    }

    /// Whether the kind's objects are in namespaces; unknown kinds are taken to be, as most custom kinds are.
    pub fn is_namespaced(&self, kind: &GroupKind) -> bool {
        self.get(kind).is_none_or(|kind| kind.namespaced)
    }

    /// All kinds of the table, as `group/Kind`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The kinds of a group, or the kind itself; `None` for a name that is neither.
    pub fn resolve(&self, name: &str) -> Option<BTreeSet<Arc<str>>> {
        if let Some(kinds) = self.groups.get(name) {
            return Some(kinds.iter().map(|kind| Arc::from(kind.as_str())).collect());
        }
        self.by_name.contains_key(name).then(|| BTreeSet::from([Arc::from(name)]))
    }

    /// Names of groups of kinds.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    /// The path with list positions replaced by what tells their items apart: `containers[name=web]`. Positions of lists
    /// without merge keys, and of items that lack them, stay.
    pub fn stable_path(&self, object: &Value, path: &Path) -> String {
        let mut node = Some(object);
        let mut list = "";
        let mut stable = String::new();
        for step in path.steps() {
            match step {
                Step::Key(key) => {
                    stable.push('/');
                    stable.push_str(key);
                    list = key;
                    node = node.and_then(|node| value::get(node, key));
                }
                Step::Index(index) => {
                    let at = usize::try_from(*index).unwrap_or(usize::MAX);
                    node = node.and_then(value::items).and_then(|items| items.get(at));
                    let told = node.and_then(|item| self.told_apart(list, item));
                    stable.push_str(&told.unwrap_or_else(|| format!("[{index}]")));
                }
            }
        }
        stable
    }

    fn told_apart(&self, list: &str, item: &Value) -> Option<String> {
        let keys = self.merge_keys.iter().find(|entry| {
            entry.list == list && entry.keys.first().is_some_and(|key| value::get(item, key).is_some())
        })?;
        let shown =
            keys.keys.iter().filter_map(|key| Some(format!("{key}={}", plain(value::get(item, key)?))));
        Some(format!("[{}]", shown.collect::<Vec<_>>().join(",")))
    }
}

fn plain(value: &Value) -> String {
    value::text(value).map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds() -> Kinds {
        let data = r#"{"kinds": {"apps/Deployment": {"namespaced": true, "pod_template": ["spec", "template"]}, "Node": {"namespaced": false}},
            "groups": {"workloads": ["apps/Deployment"]},
            "merge_keys": [{"list": "containers", "keys": ["name"]}, {"list": "ports", "keys": ["containerPort", "protocol"]}]}"#;
        Kinds::from_data(&Value::from_json_str(data).unwrap()).unwrap()
    }

    #[test]
    fn positions_become_merge_keys_where_there_are_some() {
        let object = Value::from_json_str(
            r#"{"spec": {"containers": [{"name": "a"}, {"name": "web", "args": ["x"], "ports": [{"containerPort": 80}]}]}}"#,
        )
        .unwrap();
        let path = |steps: &[Step]| steps.iter().cloned().collect::<Path>();
        let key = |key: &str| Step::Key(key.into());
        let args = path(&[key("spec"), key("containers"), Step::Index(1), key("args"), Step::Index(0)]);
        assert_eq!(kinds().stable_path(&object, &args), "/spec/containers[name=web]/args[0]");
        let port = path(&[key("spec"), key("containers"), Step::Index(1), key("ports"), Step::Index(0)]);
        assert_eq!(kinds().stable_path(&object, &port), "/spec/containers[name=web]/ports[containerPort=80]");
        let beyond = path(&[key("spec"), key("containers"), Step::Index(7)]);
        assert_eq!(kinds().stable_path(&object, &beyond), "/spec/containers[7]");
    }

    #[test]
    fn an_added_kind_is_a_workload_for_rust_and_for_rules() {
        let mut kinds = kinds();
        kinds.add_workload(&GroupKind::parse("acme.io/App"), true, vec!["spec".into(), "pod".into()]);
        assert!(kinds.resolve("workloads").unwrap().contains("acme.io/App"));
        let data = kinds.to_data(&Value::new_object());
        let path = value::member(&data, &["kinds", "acme.io/App", "pod_template"]).unwrap();
        assert_eq!(path.to_string(), "[\"spec\",\"pod\"]");
        assert!(
            !kinds.is_namespaced(&GroupKind::parse("Node"))
                && kinds.is_namespaced(&GroupKind::parse("x.io/Y"))
        );
    }
}
