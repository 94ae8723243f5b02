//! The schema and the types that are read say the same: what an editor offers is what Tidegate takes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::source::{Format, Limits, read_bytes};

fn schema(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn every_key() -> Value {
    let reads =
        read_bytes("every-key.yaml", sample("every-key.yaml").as_bytes(), Format::Yaml, &Limits::default());
    serde_json::to_value(&reads[0].document().unwrap().value).unwrap()
}

/// Every key that a schema knows anywhere; `[]` stands for the items of a list.
fn schema_keys(node: &Value, root: &Value, path: &str, keys: &mut BTreeSet<String>) {
    if let Some(target) = node.get("$ref").and_then(Value::as_str) {
        schema_keys(root.pointer(target.trim_start_matches('#')).unwrap(), root, path, keys);
    }
    for (key, child) in node.get("properties").and_then(Value::as_object).into_iter().flatten() {
        keys.insert(format!("{path}.{key}"));
        schema_keys(child, root, &format!("{path}.{key}"), keys);
    }
    if let Some(items) = node.get("items") {
        schema_keys(items, root, &format!("{path}[]"), keys);
    }
    for form in node.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        schema_keys(form, root, path, keys);
    }
}

/// Every key of a value; names that a user makes up (rules, packs) end the path.
fn value_keys(node: &Value, path: &str, keys: &mut BTreeSet<String>) {
    const FREE: [&str; 4] = [".packs", ".rules", ".severity", ".params"];
    match node {
        Value::Object(members) if !FREE.contains(&path) => {
            for (key, child) in members.iter().filter(|(_, child)| !child.is_null()) {
                keys.insert(format!("{path}.{key}"));
                value_keys(child, &format!("{path}.{key}"), keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| value_keys(item, &format!("{path}[]"), keys)),
        _ => {}
    }
}

#[test]
fn the_sample_has_every_key_of_the_schema() {
    let schema = schema("config.v1.schema.json");
    let (mut known, mut used) = (BTreeSet::new(), BTreeSet::new());
    schema_keys(&schema, &schema, "", &mut known);
    value_keys(&every_key(), "", &mut used);
    // The three enforcement points take the same; the sample shows each of their keys once.
    let one_point = |keys: BTreeSet<String>| -> BTreeSet<String> {
        keys.iter().map(|key| key.replace(".admission", ".ci").replace(".audit", ".ci")).collect()
    };
    assert_eq!(one_point(known), one_point(used));
}

/// A key that the types do not know would be dropped on the way through them, and one that the schema does not know
/// is not in the sample.
#[test]
fn every_key_goes_through_the_types_unchanged() {
    let value = every_key();
    let config = FileConfig::of(&value).unwrap();
    let (mut read, mut written) = (BTreeSet::new(), BTreeSet::new());
    value_keys(&value, "", &mut read);
    for part in [
        serde_json::to_value(&config.selection).unwrap(),
        serde_json::to_value(&config.judgement).unwrap(),
        serde_json::to_value(&config.reading).unwrap(),
    ] {
        value_keys(&part, "", &mut written);
    }
    assert_eq!(read, written);
}

#[test]
fn the_words_of_the_schema_are_the_words_of_the_types() {
    fn words(schema: &Value, pointer: &str) -> Vec<String> {
        let words = schema.pointer(pointer).unwrap().as_array().unwrap();
        let mut words: Vec<String> = words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
        words.sort();
        words
    }
    fn all<T: ToString>(known: &[T]) -> Vec<String> {
        let mut words: Vec<String> = known.iter().map(ToString::to_string).collect();
        words.sort();
        words
    }
    let schema = schema("config.v1.schema.json");
    assert_eq!(words(&schema, "/properties/profile/enum"), all(Profile::ALL));
    assert_eq!(words(&schema, "/properties/level/enum"), all(Level::ALL));
    assert_eq!(words(&schema, "/properties/scope/enum"), all(ScopeMode::ALL));
    assert_eq!(words(&schema, "/properties/fail_on/enum"), all(FailOn::ALL));
    assert_eq!(words(&schema, "/$defs/severity/enum"), all(crate::finding::Severity::ALL));
    assert_eq!(words(&schema, "/$defs/response/enum"), all(Response::ALL));
    let points: Vec<&String> =
        schema["properties"]["actions"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(all(&points), all(crate::finding::EnforcementPoint::ALL));
}

#[test]
fn every_key_is_described_for_editors() {
    fn walk(node: &Value, path: &str) {
        for (key, child) in node.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let described = child.get("description").is_some() || child.get("$ref").is_some();
            assert!(described, "{path}.{key} has no description");
            walk(child, &format!("{path}.{key}"));
        }
    }
    let schema = schema("config.v1.schema.json");
    walk(&schema, "");
    schema["$defs"].as_object().unwrap().values().for_each(|node| walk(node, "$defs"));
}

#[test]
fn the_sample_names_its_schema_as_editors_read_it() {
    let comment = crate::schema::own::CONFIG.editor_line();
    assert_eq!(sample("every-key.yaml").lines().next(), Some(comment.as_str()));
}

#[test]
fn waivers_have_one_shape_in_both_schemas() {
    let (config, waivers) = (schema("config.v1.schema.json"), schema("waivers.v1.schema.json"));
    for name in ["rule", "group_kind", "rules", "waiver"] {
        assert_eq!(config["$defs"][name], waivers["$defs"][name], "{name}");
        assert!(config["$defs"][name].is_object(), "{name}");
    }
    let list = serde_json::json!(every_key()["waivers"]);
    let schema = crate::schema::own::WAIVERS.compiled().as_ref().unwrap();
    assert_eq!(schema.validate(&list), []);
}

/// What only reading can tell (a day that does not exist, a key given twice) is not among these.
#[test]
fn the_schema_takes_the_annotations_that_are_read() {
    let schema = crate::schema::own::WAIVERS.compiled().as_ref().unwrap();
    let position = crate::finding::Location { file: "a.yaml".into(), span: None, template: None };
    let agree = |key: &str, text: &str| {
        let read = Waiver::from_annotation(key, text, &position).is_none_or(|read| read.is_ok());
        let taken = schema.accepts(&serde_json::json!({ key: text }));
        assert_eq!(read, taken, "{key}: {text}");
        read
    };
    let key = "waive.tidegate.dev/pods.privileged";
    for text in [
        "reason=known",
        "  until=2027-03-31   owner=team-a reason=\"reads the node's logs\" ",
        "reason='known, see \"OPS-12\"'",
        r#"reason="a \"quoted\" word and a \\" owner='a b'"#,
        "owner=a\treason=b=c",
    ] {
        assert!(agree(key, text), "{text}");
    }
    for text in [
        "",
        "known",
        "reason=",
        "reason=\"\"",
        "reason='  '",
        "owner=team-a",
        "reson=known",
        "reason=known, see OPS-12",
        "reason=\"open",
        "reason=\"a\"b",
        "reason=a owner=",
        "pods/privileged reason=a",
    ] {
        assert!(!agree(key, text), "{text}");
    }
    for key in ["waive.tidegate.dev/privileged", "waive.tidegate.dev/", "waive.tidegate.dev/Pods.privileged"]
    {
        assert!(!agree(key, "reason=known"), "{key}");
    }
    assert!(agree("example.com/waive.tidegate.dev", "anything"));
}
