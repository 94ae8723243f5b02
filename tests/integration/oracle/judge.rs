//! What Tidegate's own program says of the same objects: its pack `schema` alone, one object a scope.

use std::path::Path;

use serde_json::Value as Json;

use crate::support::folder::Folder;
use crate::support::program::tidegate;

/// The minor of the server that is asked.
const SERVER: &str = "1.37";

/// Rules that say what a server would refuse.
const RULES: [&str; 5] = [
    "schema/valid",
    "schema/unknown-field",
    "schema/name-invalid",
    "schema/label-invalid",
    "schema/removed-api",
];

/// What it finds in each.
pub(super) fn judge(objects: &[&Json], definitions: &[&Json]) -> Vec<Vec<String>> {
    let folder = Folder::new();
    for (number, definition) in definitions.iter().enumerate() {
        folder.write(&format!("definitions/{number:06}.json"), definition.to_string());
    }
    for (number, object) in objects.iter().enumerate() {
        folder.write(&format!("objects/{number:06}.json"), object.to_string());
    }
    let mut program = tidegate().args(["check", "-o", "json", "--scope", "file", "--rule", "schema"]);
    program = program.args(["--kube-version", SERVER]);
    if !definitions.is_empty() {
        program = program.arg("--schemas").arg(folder.path().join("definitions"));
    }
    let run = program.arg("objects").within(folder.path()).run();
    assert!(run.code < 2, "exit code {}: {}", run.code, run.stderr);
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let mut found = vec![None; objects.len()];
    for scope in list(&report["scopes"]) {
        let name = Path::new(scope["name"].as_str().unwrap()).file_stem().unwrap();
        let number: usize = name.to_str().unwrap().parse().unwrap();
        found[number] = Some(findings(scope));
    }
    let all: Option<Vec<_>> = found.into_iter().collect();
    all.expect("every file is a scope")
}

fn findings(scope: &Json) -> Vec<String> {
    let decisions = list(&scope["decisions"]);
    let own = list(&scope["findings"]).iter();
    assert!(decisions.len() == 1 && own.len() == 0, "{scope} is one object that was judged");
    let all = decisions.iter().flat_map(|decision| list(&decision["findings"]));
    all.filter(|finding| RULES.iter().any(|rule| finding["rule"] == *rule))
        .map(|finding| format!("{} {}: {}", finding["rule"], finding["path_text"], finding["message"]))
        .collect()
}

fn list(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}
