//! What is said of the same cases: by `lib/update`, asked for its numbers, and by the rules in Tidegate's own program.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::super::objects::{lines, text};
use super::cases::{Case, Kind};
use crate::support::folder::Folder;
use crate::support::program::{Program, tidegate};
use crate::support::root;
use crate::support::tools::tool;

/// How many pods an update takes away and adds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Fences {
    pub(super) unavailable: usize,
    pub(super) surge: usize,
}

/// What is said of one case: by rule, how severe it is.
pub(super) type Said = BTreeMap<String, String>;

/// Undefined answers are left out of a list, so each has its number.
const QUERY: &str = "fences := {
    i: fences |
        some i, case in input.cases
        fences := fences_of(case)
}

fences_of(case) := data.tidegate.lib.update.fences(case.object, case.pods) if case.object.kind == \"Deployment\"

fences_of(case) := data.tidegate.lib.update.node_fences(case.object, case.pods) if case.object.kind == \"DaemonSet\"

fences_of(case) := {\"unavailable\": data.tidegate.lib.update.taken(case.object, case.pods), \"surge\": 0} if {
    case.object.kind == \"StatefulSet\"
}
";

/// What the library counts; nothing where it knows of no end.
pub(super) fn fences(cases: &[Case]) -> Vec<Option<Fences>> {
    let folder = Folder::new();
    let query = folder.write("query.rego", format!("package query\n\n{QUERY}"));
    let asked: Vec<Json> =
        cases.iter().map(|case| json!({"object": case.object, "pods": case.pods})).collect();
    let input = folder.write("input.json", json!({"cases": asked}).to_string());
    let run = Program::new(tool("opa"))
        .args(["eval", "--format", "raw", "--data"])
        .arg(root().join("policies/lib"))
        .arg("--data")
        .arg(query)
        .arg("--input")
        .arg(input)
        .arg("data.query.fences")
        .run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found: BTreeMap<usize, Fences> = serde_json::from_str(&run.stdout).unwrap();
    (0..cases.len()).map(|number| found.get(&number).copied()).collect()
}

/// What the rules say where every case has a Service, and in a second scope a port of the node instead.
pub(super) fn judge(cases: &[Case]) -> Vec<Said> {
    let folder = Folder::new();
    for case in cases {
        folder.write(&format!("cases/{}-served.jsonl", case.name()), lines(served(case)));
        folder.write(&format!("cases/{}-ported.jsonl", case.name()), lines([ported(case)]));
    }
    let mut program =
        tidegate().args(["check", "-o", "json", "--no-config", "--scope", "file", "--complete", "Node"]);
    for rule in ["unavailable-during-update", "host-port-surge", "daemon-set-max-unavailable"] {
        program = program.args(["--rule", &format!("rollout/{rule}")]);
    }
    let run = program.arg("cases").within(folder.path()).run();
    assert!(run.code < 2, "exit code {}: {}", run.code, run.stderr);
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for scope in report["scopes"].as_array().unwrap() {
        let stem = Path::new(text(scope, "/name")).file_stem().unwrap().to_str().unwrap();
        let of = said.entry(stem.rsplit_once('-').unwrap().0.to_owned()).or_default();
        let decisions = scope["decisions"].as_array().unwrap().iter();
        for finding in decisions.flat_map(|decision| decision["findings"].as_array().unwrap()) {
            let rule = text(finding, "/rule").trim_start_matches("rollout/").to_owned();
            of.insert(rule, text(finding, "/severity").to_owned());
        }
    }
    cases.iter().map(|case| said.remove(case.name()).unwrap()).collect()
}

/// With a Service and the nodes.
fn served(case: &Case) -> Vec<Json> {
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": case.name(), "namespace": case.name()},
        "spec": {"selector": {"app": case.name()}, "ports": [{"port": 80}]},
    });
    [&[service, case.object.clone()], &case.nodes[..]].concat()
}

/// With a port of the node; of the nodes of a Deployment nobody knows how many there are.
fn ported(case: &Case) -> Json {
    let mut object = case.object.clone();
    if case.kind != Kind::StatefulSet {
        let ports = json!([{"containerPort": 80, "hostPort": 80}]);
        object["spec"]["template"]["spec"]["containers"][0]["ports"] = ports;
    }
    object
}
