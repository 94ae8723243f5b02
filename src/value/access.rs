//! Reading and building values without panics: a missing or wrongly shaped value is `None`.

use std::sync::Arc;

use regorus::Value;
use regorus::value::{Array, Object};

/// The member `key` of an object; `None` where `value` is no object or has no such member.
pub fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Object(object) => object.get(&Value::from(key)),
        _ => None,
    }
}

/// The node that a chain of member names leads to.
pub fn member<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().try_fold(value, |node, key| get(node, key))
}

/// The items of an array.
pub fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(array) => Some(array.as_slice()),
        _ => None,
    }
}

/// The text of a string.
pub fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// An integer that fits; `None` for fractions and everything else.
pub fn number_i64(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// A string value.
pub fn string(text: &str) -> Value {
    Value::String(Arc::from(text))
}

/// An array value.
pub fn list(items: Vec<Value>) -> Value {
    items.into_iter().collect::<Array>().into_value()
}

/// An object value from its members; of two equal keys the later wins.
pub fn object_from<K: AsRef<str>>(members: impl IntoIterator<Item = (K, Value)>) -> Value {
    members.into_iter().map(|(key, value)| (string(key.as_ref()), value)).collect::<Object>().into_value()
}

/// The members of an object, sorted by key.
pub fn object(value: &Value) -> Option<&Object> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}
