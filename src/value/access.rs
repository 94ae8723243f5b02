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

/// The value with `member` at the end of a chain of member names; what is no object on the way is replaced by one.
pub fn with_member(value: &Value, keys: &[&str], member: Value) -> Value {
    let Some((first, rest)) = keys.split_first() else { return member };
    let mut members = object(value).cloned().unwrap_or_default();
    let inner = members.get(&Value::from(*first)).cloned().unwrap_or_else(Value::new_object);
    members.insert(Value::from(*first), with_member(&inner, rest, member));
    members.into_value()
}

/// The value without what is at the end of a chain of member names.
pub fn without_member(value: &Value, keys: &[&str]) -> Value {
    let (Some(members), Some((first, rest))) = (object(value), keys.split_first()) else {
        return value.clone();
    };
    let mut members = members.clone();
    let key = Value::from(*first);
    if let Some(inner) = members.remove(&key).filter(|_| !rest.is_empty()) {
        members.insert(key, without_member(&inner, rest));
    }
    members.into_value()
}

/// Lays `over` on `under`: objects are merged member by member, anything else is replaced.
pub fn merged(under: &Value, over: &Value) -> Value {
    let (Some(below), Some(above)) = (object(under), object(over)) else { return over.clone() };
    let mut members = below.clone();
    for (key, value) in above.iter_sorted() {
        let both = below.get(key).map_or_else(|| value.clone(), |lower| merged(lower, value));
        members.insert(key.clone(), both);
    }
    members.into_value()
}
