//! Normalisation as the API server does it on the way in: a member that is `null` is a member that is not there.

use regorus::Value;
use regorus::value::{Array, Object};

/// The value without object members that are `null`, at every depth.
///
/// Items of lists stay as they are, so list positions keep their meaning. Parts without such a member are shared
/// with the original, not copied.
pub fn without_null_members(value: &Value) -> Value {
    if has_null_member(value) { rebuild(value) } else { value.clone() }
}

fn has_null_member(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.values().any(|v| *v == Value::Null || has_null_member(v)),
        Value::Array(array) => array.iter().any(has_null_member),
        _ => false,
    }
}

fn rebuild(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter_sorted()
            .filter(|(_, v)| **v != Value::Null)
            .map(|(k, v)| (k.clone(), without_null_members(v)))
            .collect::<Object>()
            .into_value(),
        Value::Array(array) => array.iter().map(without_null_members).collect::<Array>().into_value(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json_str(text).unwrap()
    }

    #[test]
    fn null_members_go_and_null_items_stay() {
        let value = json(r#"{"a":null,"b":{"c":null,"d":[null,{"e":null,"f":1}]}}"#);
        assert_eq!(without_null_members(&value), json(r#"{"b":{"d":[null,{"f":1}]}}"#));
    }

    #[test]
    fn a_value_without_null_members_is_shared() {
        let value = json(r#"{"a":{"b":[1,null]}}"#);
        let (Value::Object(before), Value::Object(after)) = (&value, &without_null_members(&value)) else {
            panic!("both are objects")
        };
        assert!(std::sync::Arc::ptr_eq(before, after));
    }
}
