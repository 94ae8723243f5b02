//! A recorded AdmissionReview → a review. The same as the webhook will be sent, from a file.

use std::sync::Arc;

use super::objects::Review;
use crate::finding::{GroupKind, ObjectRef, Operation, Path};
use crate::value::{self, Value};

/// What is wrong with an AdmissionReview.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AdmissionError {
    /// It is something else.
    #[error("this is no AdmissionReview: kind is {0}")]
    NotAReview(String),
    /// A part is missing or of the wrong shape.
    #[error("the AdmissionReview has no usable request.{0}")]
    Missing(&'static str),
    /// An operation that does not exist.
    #[error("request.operation '{0}' is none of CREATE, UPDATE, DELETE, CONNECT")]
    Operation(String),
}

/// The review in an AdmissionReview. `namespace_object` is what is known of its namespace.
pub fn admission_review(document: &Value, namespace_object: Value) -> Result<Review, AdmissionError> {
    let kind = value::get(document, "kind").and_then(value::text).unwrap_or("missing");
    if kind != "AdmissionReview" {
        return Err(AdmissionError::NotAReview(kind.to_owned()));
    }
    let request = value::get(document, "request").ok_or(AdmissionError::Missing("*"))?;
    let text = |keys: &[&str]| value::member(request, keys).and_then(value::text);
    let group = text(&["kind", "group"]).unwrap_or_default();
    let version = text(&["kind", "version"]).ok_or(AdmissionError::Missing("kind.version"))?;
    let kind = text(&["kind", "kind"]).ok_or(AdmissionError::Missing("kind.kind"))?;
    let sub_resource = text(&["subResource"]).unwrap_or_default();
    let word = text(&["operation"]).ok_or(AdmissionError::Missing("operation"))?;
    let operation = match (word, sub_resource) {
        (_, "scale") => Operation::Scale,
        (_, "eviction") => Operation::Evict,
        ("CREATE", _) => Operation::Create,
        ("UPDATE", _) => Operation::Update,
        ("DELETE", _) => Operation::Delete,
        ("CONNECT", _) => Operation::Connect,
        _ => return Err(AdmissionError::Operation(word.to_owned())),
    };
    let object = |key| match value::get(request, key) {
        None | Some(Value::Null) => None,
        Some(object) => Some(value::without_null_members(object)),
    };
    let (new, old) = (object("object"), object("oldObject"));
    if new.is_none() && old.is_none() && operation != Operation::Connect {
        return Err(AdmissionError::Missing("object"));
    }
    let api_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    let name = text(&["name"]).map(str::to_owned).or_else(|| named(new.as_ref().or(old.as_ref())));
    let identity = ObjectRef {
        api_version: Arc::from(api_version.as_str()),
        kind: Arc::from(kind),
        namespace: Arc::from(text(&["namespace"]).unwrap_or_default()),
        name: Arc::from(name.unwrap_or_default()),
    };
    Ok(Review {
        operation,
        kind: Arc::from(GroupKind::of(&api_version, kind).to_string()),
        identity: Arc::new(identity),
        object: new.unwrap_or(Value::Null),
        old_object: old,
        request: facts(request),
        namespace_object,
        document: 0,
        prefix: Path::of_keys(&[
            "request",
            if operation == Operation::Delete { "oldObject" } else { "object" },
        ]),
    })
}

fn named(object: Option<&Value>) -> Option<String> {
    let metadata =
        |key| object.and_then(|object| value::member(object, &["metadata", key])).and_then(value::text);
    metadata("name").map(str::to_owned).or_else(|| metadata("generateName").map(|name| format!("{name}*")))
}

/// `input.request`: what rules may know of the request, without the objects.
fn facts(request: &Value) -> Value {
    const KEYS: &[&str] =
        &["operation", "kind", "resource", "subResource", "name", "namespace", "userInfo", "dryRun"];
    value::object_from(KEYS.iter().filter_map(|key| Some((*key, value::get(request, key)?.clone()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(request: &str) -> Result<Review, AdmissionError> {
        let text = format!(
            r#"{{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {request}}}"#
        );
        admission_review(&Value::from_json_str(&text).unwrap(), Value::Null)
    }

    #[test]
    fn a_request_becomes_a_review() {
        let review = review(
            r#"{"uid": "u", "operation": "UPDATE", "kind": {"group": "apps", "version": "v1", "kind": "Deployment"}, "name": "web",
                "namespace": "shop", "userInfo": {"username": "a"}, "object": {"spec": {"x": null}}, "oldObject": {"spec": {}}}"#,
        )
        .unwrap();
        assert_eq!(review.identity.to_string(), "Deployment shop/web");
        assert_eq!((&*review.kind, review.operation), ("apps/Deployment", Operation::Update));
        assert_eq!(review.object, review.old_object.unwrap());
        assert_eq!(value::member(&review.request, &["userInfo", "username"]), Some(&value::string("a")));
        assert_eq!(value::get(&review.request, "object"), None);
    }

    #[test]
    fn subresources_are_operations_of_their_own_and_a_deletion_has_no_object() {
        let kind = r#""kind": {"group": "", "version": "v1", "kind": "Pod"}, "name": "p", "namespace": "a""#;
        let evict = review(&format!(
            r#"{{"operation": "CREATE", "subResource": "eviction", {kind}, "object": {{}}}}"#
        ));
        assert_eq!(evict.unwrap().operation, Operation::Evict);
        let delete =
            review(&format!(r#"{{"operation": "DELETE", {kind}, "object": null, "oldObject": {{"a": 1}}}}"#))
                .unwrap();
        assert_eq!((delete.operation, &delete.object), (Operation::Delete, &Value::Null));
        assert_eq!(delete.prefix, Path::of_keys(&["request", "oldObject"]));
    }

    #[test]
    fn broken_reviews_say_what_is_missing() {
        assert_eq!(
            review(r#"{"operation": "CREATE"}"#).unwrap_err(),
            AdmissionError::Missing("kind.version")
        );
        let kind = r#""kind": {"group": "", "version": "v1", "kind": "Pod"}"#;
        assert_eq!(
            review(&format!(r#"{{"operation": "PATCH", {kind}}}"#)).unwrap_err().to_string(),
            "request.operation 'PATCH' is none of CREATE, UPDATE, DELETE, CONNECT"
        );
        assert_eq!(
            review(&format!(r#"{{"operation": "CREATE", {kind}}}"#)).unwrap_err(),
            AdmissionError::Missing("object")
        );
        let not =
            admission_review(&Value::from_json_str(r#"{"kind": "Pod"}"#).unwrap(), Value::Null).unwrap_err();
        assert_eq!(not, AdmissionError::NotAReview("Pod".to_owned()));
    }
}
