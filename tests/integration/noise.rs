//! How much the rules say of real charts, in a corpus that `TIDEGATE_CORPUS` names: little enough to be read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use crate::support::program::tidegate;

/// Kinds that carry pods, as the corpus has them.
const WORKLOADS: [&str; 8] = [
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Job",
    "Pod",
    "ReplicaSet",
    "ReplicationController",
    "StatefulSet",
];

/// What most manifests of the world lack, and what is asked for all the same.
const COMMON: [&str; 2] = ["pods/pod-security", "pods/run-as-non-root"];

fn corpus() -> PathBuf {
    std::env::var_os("TIDEGATE_CORPUS").expect("TIDEGATE_CORPUS names the corpus folder").into()
}

fn judged(profile: &str) -> Vec<Value> {
    let run = tidegate()
        .args(["check", "--no-config", "--scope", "file", "-o", "json", "--profile", profile])
        .arg(corpus().join("rendered"))
        .run();
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    report["scopes"].as_array().unwrap().clone()
}

fn decisions(scope: &Value) -> &[Value] {
    scope["decisions"].as_array().unwrap()
}

/// Rules with the findings of one severity.
fn said<'a>(decision: &'a Value, severity: &'a str) -> impl Iterator<Item = &'a str> {
    let findings = decision["findings"].as_array().unwrap().iter();
    findings
        .filter(move |finding| finding["severity"] == severity)
        .map(|finding| finding["rule"].as_str().unwrap())
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn corpus_no_rule_warns_of_every_third_workload() {
    let scopes = judged("standard");
    let mut workloads = 0;
    let mut warned: BTreeMap<&str, usize> = BTreeMap::new();
    for decision in scopes.iter().flat_map(decisions) {
        if !decision["object"]["kind"].as_str().is_some_and(|kind| WORKLOADS.contains(&kind)) {
            continue;
        }
        workloads += 1;
        let rules: BTreeSet<&str> = said(decision, "error").chain(said(decision, "warning")).collect();
        for rule in rules {
            *warned.entry(rule).or_default() += 1;
        }
    }
    assert!(workloads > 100, "{workloads} workloads");
    let noisy: Vec<_> = warned
        .iter()
        .filter(|(rule, count)| !COMMON.contains(rule) && **count * 10 > workloads * 3)
        .collect();
    assert!(noisy.is_empty(), "of {workloads} workloads: {noisy:?}");
}

/// Folders of the corpus that hold what helm made of a chart.
fn charts() -> BTreeSet<String> {
    let text = std::fs::read_to_string(corpus().join("rendered/INDEX.json")).unwrap();
    let index: Vec<Value> = serde_json::from_str(&text).unwrap();
    let rendered =
        |entry: &&Value| entry["command"].as_str().is_some_and(|command| command.contains("helm template"));
    index.iter().filter(rendered).map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

/// Errors and warnings of each chart, for those who maintain it.
fn burdens() -> Vec<(String, Vec<String>, Vec<String>)> {
    let charts = charts();
    let mut burdens = Vec::new();
    for scope in judged("chart") {
        let name = scope["name"].as_str().unwrap();
        let Some(chart) = charts.iter().find(|chart| name.contains(&format!("/rendered/{chart}/"))) else {
            continue;
        };
        let of = |severity: &str| -> Vec<String> {
            decisions(&scope)
                .iter()
                .flat_map(|decision| said(decision, severity).map(str::to_owned).collect::<Vec<_>>())
                .collect()
        };
        burdens.push((chart.clone(), of("error"), of("warning")));
    }
    burdens
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn corpus_maintainers_of_charts_read_a_warning_at_the_most() {
    let burdens = burdens();
    assert!(burdens.len() > 20, "{} charts", burdens.len());
    let mut warnings: Vec<usize> = burdens.iter().map(|(_, _, warnings)| warnings.len()).collect();
    warnings.sort_unstable();
    assert!(warnings[warnings.len() / 2] <= 1, "{burdens:#?}");
    let without = burdens.iter().filter(|(_, errors, _)| errors.is_empty()).count();
    assert!(
        without * 10 >= burdens.len() * 6,
        "{without} of {} charts have no error: {burdens:#?}",
        burdens.len()
    );
}
