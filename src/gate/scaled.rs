//! A request to scale → a review of the workload that is scaled, with the number of pods before and after.

use std::sync::Arc;

use crate::finding::{GroupKind, ObjectRef, Operation};
use crate::review::Review;
use crate::value::{self, Value};

/// The review of a Scale as one of its workload, where the inventory has that.
pub(super) fn of_workload(review: Review, inventory: &Value) -> Review {
    if review.operation != Operation::Scale || &*review.kind != "autoscaling/Scale" {
        return review;
    }
    let Some((kind, workload)) = workload(&review, inventory) else { return review };
    let with = |scale: &Value| {
        // The API server leaves 0 out.
        let replicas = value::member(scale, &["spec", "replicas"]).cloned().unwrap_or_else(|| Value::from(0));
        value::with_member(&workload, &["spec", "replicas"], replicas)
    };
    let group_kind = GroupKind::parse(&kind);
    let version = value::get(&workload, "apiVersion").and_then(value::text).unwrap_or_default();
    let identity = ObjectRef {
        api_version: Arc::from(version),
        kind: Arc::clone(&group_kind.kind),
        ..ObjectRef::clone(&review.identity)
    };
    Review {
        object: with(&review.object),
        old_object: Some(review.old_object.as_ref().map_or_else(|| workload.clone(), with)),
        identity: Arc::new(identity),
        kind,
        ..review
    }
}

/// The workload of the resource that the request names.
fn workload(review: &Review, inventory: &Value) -> Option<(Arc<str>, Value)> {
    let asked = |key| value::member(&review.request, &["resource", key]).and_then(value::text);
    let (group, resource) = (asked("group")?, asked("resource")?);
    let kinds = value::object(inventory)?.keys().filter_map(value::text);
    let of_resource = |kind: &&str| {
        let kind = GroupKind::parse(kind);
        *kind.group == *group && format!("{}s", kind.kind.to_lowercase()) == resource
    };
    let kind = kinds.into_iter().find(of_resource)?;
    let (namespace, name) = (&*review.identity.namespace, &*review.identity.name);
    Some((Arc::from(kind), value::member(inventory, &[kind, namespace, name])?.clone()))
}
