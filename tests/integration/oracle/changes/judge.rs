//! What Tidegate's own program says of the same changes: three rules, all changes at once.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::objects::{lines, text};
use super::cases::Case;
use crate::support::folder::Folder;
use crate::support::program::tidegate;

const RULES: [&str; 3] =
    ["change/immutable-field", "change/immutable-configuration", "change/volume-claim-shrunk"];

/// One finding.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) severity: String,
    /// Without places in lists.
    pub(super) path: Vec<String>,
}

/// What is said of each.
pub(super) fn judge(cases: &[Case]) -> Vec<Vec<Found>> {
    let folder = Folder::new();
    folder.write("old/all.jsonl", lines(cases.iter().map(|case| &case.old)));
    folder.write("new/all.jsonl", lines(cases.iter().map(|case| &case.new)));
    let mut program = tidegate().args(["check", "-o", "json", "--no-config", "--old", "old"]);
    for rule in RULES {
        program = program.args(["--rule", rule]);
    }
    let run = program.arg("new").within(folder.path()).run();
    assert!(run.code < 2, "exit code {}: {}", run.code, run.stderr);
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let mut said: BTreeMap<[String; 3], Vec<Found>> = BTreeMap::new();
    let decisions = list(&report["scopes"]).iter().flat_map(|scope| list(&scope["decisions"]));
    for finding in decisions.flat_map(|decision| list(&decision["findings"])) {
        let path = list(&finding["path"]).iter().filter_map(Json::as_str).map(str::to_owned).collect();
        let found = Found { severity: text(finding, "/severity").to_owned(), path };
        said.entry(identity(&finding["object"])).or_default().push(found);
    }
    let of = |case: &Case| {
        let mut identity = identity(&case.new["metadata"]);
        case.new["kind"].as_str().unwrap().clone_into(&mut identity[0]);
        said.remove(&identity).unwrap_or_default()
    };
    let all = cases.iter().map(of).collect();
    assert!(said.is_empty(), "{said:?}");
    all
}

/// Kind, namespace and name.
fn identity(of: &Json) -> [String; 3] {
    ["kind", "namespace", "name"].map(|field| of[field].as_str().unwrap_or_default().to_owned())
}

fn list(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}
