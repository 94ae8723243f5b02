//! The generated definitions of the newest minor against what a running server of that minor publishes of itself under
//! `/openapi/v3`: two ways from the Go types, through different programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Map, Value as Json, json};

use super::server::openapi;
use crate::support::root;

const MINOR: &str = "-1.37";

/// Lines of a generated table that hold for the minor, cut at tabs; the range is in the column `range`.
fn table(name: &str, range: usize) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("schemas/kubernetes").join(name)).unwrap();
    let lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    lines.filter(|columns| columns[range].ends_with(MINOR)).collect()
}

/// All definitions that the server publishes; each is in many documents.
fn published() -> BTreeMap<String, Json> {
    let mut all = BTreeMap::new();
    for line in openapi().lines() {
        let mut document: Json = serde_json::from_str(line).unwrap();
        if let Some(schemas) = document.pointer_mut("/document/components/schemas") {
            all.extend(std::mem::take(schemas.as_object_mut().unwrap()));
        }
    }
    all
}

fn members<'a>(schema: &'a Json, key: &str) -> impl Iterator<Item = (&'a String, &'a Json)> {
    schema[key].as_object().into_iter().flatten()
}

/// What both say of a definition: its fields, and which of them are required.
fn shape(definition: &Json) -> Json {
    let fields: Map<String, Json> =
        members(definition, "properties").map(|(name, field)| (name.clone(), field_shape(field))).collect();
    json!({"fields": fields, "required": sorted(&definition["required"])})
}

fn field_shape(field: &Json) -> Json {
    // OpenAPI 3.0 has no other way to say something beside a reference.
    let field = field.pointer("/allOf/0").unwrap_or(field);
    if let Some(reference) = field["$ref"].as_str() {
        return json!(reference.rsplit('/').next());
    }
    let mut shape = json!({
        "type": field["type"], "enum": sorted(&field["enum"]),
        "list": field["x-kubernetes-list-type"], "keys": sorted(&field["x-kubernetes-list-map-keys"]),
    });
    for inner in ["items", "additionalProperties"] {
        if field[inner].is_object() {
            shape[inner] = field_shape(&field[inner]);
        }
    }
    shape
}

fn sorted(list: &Json) -> BTreeSet<&str> {
    list.as_array().into_iter().flatten().filter_map(Json::as_str).collect()
}

/// `apiVersion Kind` of what a server can store or answer: everything with metadata of its own.
fn kinds(published: &BTreeMap<String, Json>) -> BTreeSet<String> {
    let own = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    let mut kinds = BTreeSet::new();
    for (name, definition) in published {
        if field_shape(&definition["properties"]["metadata"]) != own {
            continue;
        }
        for of in definition["x-kubernetes-group-version-kind"].as_array().into_iter().flatten() {
            let [group, version, kind] = ["group", "version", "kind"].map(|key| of[key].as_str().unwrap());
            // Some are also said to be every kind of options there is.
            if name.ends_with(&format!(".{kind}")) {
                kinds.insert(format!("{group}/{version} {kind}").trim_start_matches('/').to_owned());
            }
        }
    }
    kinds
}

#[test]
fn definitions_are_what_a_server_publishes() {
    let published = published();
    let generated = table("definitions.tsv", 1);
    assert!(generated.len() > 700, "{} definitions", generated.len());
    for columns in &generated {
        let theirs = published.get(&columns[0]).unwrap_or_else(|| panic!("{} is not published", columns[0]));
        let ours: Json = serde_json::from_str(&columns[2]).unwrap();
        assert_eq!(shape(&ours), shape(theirs), "{}", columns[0]);
    }
    let ours: BTreeSet<String> =
        table("kinds.tsv", 3).iter().map(|columns| format!("{} {}", columns[0], columns[1])).collect();
    assert_eq!(ours, kinds(&published));
}
