//! What Tidegate's own program says of the same cases: its pack `disruption` alone, a case a scope.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;

use super::super::objects::{lines, text};
use super::cases::Case;
use crate::support::folder::Folder;
use crate::support::program::tidegate;

/// What runs pods, and what the disruption controller may find them by. Of these everything that there is stands in a
/// case, but for what an operator makes.
const COMPLETE: [&str; 7] = [
    "Pod",
    "apps/DaemonSet",
    "apps/Deployment",
    "apps/ReplicaSet",
    "apps/StatefulSet",
    "batch/CronJob",
    "batch/Job",
];

/// What is said of one budget: by rule, how severe it is.
pub(super) type Said = BTreeMap<String, String>;

/// What it says of each budget of each case, where it knows that everything is in sight, or does not.
pub(super) fn judge(cases: &[Case], complete: bool) -> Vec<BTreeMap<String, Said>> {
    let folder = Folder::new();
    for case in cases {
        folder.write(&format!("cases/{}.jsonl", case.name), lines(case.manifests()));
    }
    let mut program = tidegate().args(["check", "-o", "json", "--no-config", "--scope", "file"]);
    program = program.args(["--profile", "strict", "--rule", "disruption"]);
    for kind in COMPLETE.iter().filter(|_| complete) {
        program = program.args(["--complete", kind]);
    }
    let run = program.arg("cases").within(folder.path()).run();
    assert!(run.code < 2, "exit code {}: {}", run.code, run.stderr);
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let scopes: BTreeMap<&str, &Json> = list(&report["scopes"])
        .iter()
        .map(|scope| (Path::new(text(scope, "/name")).file_stem().unwrap().to_str().unwrap(), scope))
        .collect();
    cases.iter().map(|case| of_a_scope(scopes[&*case.name])).collect()
}

/// By the budget's name.
fn of_a_scope(scope: &Json) -> BTreeMap<String, Said> {
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    assert!(list(&scope["findings"]).is_empty(), "{scope}");
    for finding in list(&scope["decisions"]).iter().flat_map(|decision| list(&decision["findings"])) {
        let rule = text(finding, "/rule").trim_start_matches("disruption/");
        // A pod that nobody counts is told of at the pod.
        let about = match (text(finding, "/object/kind"), rule) {
            ("PodDisruptionBudget", _) => text(finding, "/object/name"),
            (_, "budget-unscalable") => text(finding, "/related/0/object/name"),
            _ => continue,
        };
        let of = said.entry(about.to_owned()).or_default();
        of.insert(rule.to_owned(), text(finding, "/severity").to_owned());
    }
    said
}

fn list(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}
