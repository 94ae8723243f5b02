//! To and from `serde_json`, for wire formats. Numbers keep their exact text (`arbitrary_precision`).

use regorus::Value;

/// The engine's value of a JSON value.
pub fn from_json(json: serde_json::Value) -> Value {
    Value::from(json)
}

/// The JSON of a value: sets become sorted arrays, keys that are no strings become their JSON text.
pub fn to_json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or(serde_json::Value::Null)
}
