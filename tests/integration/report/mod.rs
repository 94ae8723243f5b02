//! The wire formats against their schemas. The library's own tests have the looks.

mod decision_v1;
mod event_v1;
mod report_v1;
#[path = "../../../src/report/samples.rs"]
#[allow(dead_code, reason = "some of it is for the library's own tests only")]
mod samples;

use serde_json::Value;
use tidegate::finding;
use tidegate::report::{Format, Options, write};

use crate::support::root;

fn schema(file: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(root().join("schemas").join(file)).unwrap()).unwrap()
}

/// The value, after its schema has nothing against it.
fn valid(file: &str, value: Value) -> Value {
    let validator = jsonschema::validator_for(&schema(file)).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    value
}
