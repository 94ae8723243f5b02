//! Kinds with a schema are kinds that the table of kinds knows, and both say the same of their scope.

use std::path::Path;

use tidegate::source::{Format, Limits, Read, read_bytes};
use tidegate::value::{self, Value};

fn document(path: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let bytes = std::fs::read(&root).expect(path);
    match read_bytes(path, &bytes, Format::Yaml, &Limits::default()).as_slice() {
        [Read::Document(document)] => document.value.clone(),
        _ => panic!("{path} is one document"),
    }
}

#[test]
fn every_kind_of_kubernetes_is_in_the_table() {
    let table = document("policies/lib/kinds/data.yaml");
    let kinds = value::get(&table, "kinds").expect("kinds");
    let rows = include_str!("../../../schemas/kubernetes/kinds.tsv");
    let missing: Vec<String> = rows
        .lines()
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let (api_version, kind) = (fields.next()?, fields.next()?);
            let group = api_version.rsplit_once('/').map(|(group, _)| group);
            let name = group.map_or_else(|| kind.to_owned(), |group| format!("{group}/{kind}"));
            value::get(kinds, &name).is_none().then_some(name)
        })
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_described_custom_kind_is_in_the_table_with_its_scope() {
    let table = document("policies/lib/kinds/data.yaml");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/crds")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap().to_owned();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let project = document(&format!("schemas/crds/{name}"));
        let kinds = value::get(&project, "kinds").and_then(value::object).expect("kinds");
        for (kind, description) in kinds.iter_sorted() {
            let kind = value::text(kind).expect("a name");
            let known = value::member(&table, &["kinds", kind, "namespaced"]);
            let said = value::get(description, "namespaced");
            if known.is_none() || known != said {
                wrong.push(format!("{name}: {kind} is {said:?} here, {known:?} in the table"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}
