//! Which object: its identity without its content.

use std::fmt;
use std::sync::Arc;

/// A group and a kind without version, written `policy/PodDisruptionBudget`, or `Service` for the core group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKind {
    /// The API group; empty for the core group.
    pub group: Arc<str>,
    /// The kind.
    pub kind: Arc<str>,
}

impl GroupKind {
    /// From an `apiVersion` and a kind.
    pub fn of(api_version: &str, kind: &str) -> Self {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        Self { group: Arc::from(group), kind: Arc::from(kind) }
    }

    /// From its written form.
    pub fn parse(text: &str) -> Self {
        let (group, kind) = text.split_once('/').unwrap_or(("", text));
        Self { group: Arc::from(group), kind: Arc::from(kind) }
    }
}

impl fmt::Display for GroupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.group.is_empty() {
            f.write_str(&self.kind)
        } else {
            write!(f, "{}/{}", self.group, self.kind)
        }
    }
}

/// Names one object in a scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectRef {
    /// As in the object: `apps/v1`.
    pub api_version: Arc<str>,
    /// The kind.
    pub kind: Arc<str>,
    /// The namespace it will be in (the scope's where the object names none); empty for cluster-scoped kinds.
    pub namespace: Arc<str>,
    /// `metadata.name`, or `metadata.generateName` with a `*` behind it; empty where there is neither.
    pub name: Arc<str>,
}

impl ObjectRef {
    /// Group and kind.
    pub fn group_kind(&self) -> GroupKind {
        GroupKind::of(&self.api_version, &self.kind)
    }
}

impl fmt::Display for ObjectRef {
    /// `Deployment shop/web`, or `Namespace shop` for cluster-scoped objects.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            write!(f, "{} {}", self.kind, self.name)
        } else {
            write!(f, "{} {}/{}", self.kind, self.namespace, self.name)
        }
    }
}
