//! What rules say of an update, against the deployment controller's own functions: the program fences
//! (tests/tools/fences) tells how many pods an update adds, takes away and leaves.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::folder::Folder;
use crate::support::program::{Program, tidegate};
use crate::support::tools::tool;

/// Every number and percentage with every other, for a few numbers of pods; `null` is left out. Both at 0 is refused.
fn cases() -> Vec<Value> {
    let values = [
        json!(null),
        json!(0),
        json!(1),
        json!(2),
        json!("1%"),
        json!("25%"),
        json!("34%"),
        json!("99%"),
        json!("100%"),
    ];
    let mut cases = Vec::new();
    for replicas in [1, 2, 3, 7] {
        for surge in &values {
            for unavailable in &values {
                let mut rolling = serde_json::Map::new();
                for (name, value) in [("maxSurge", surge), ("maxUnavailable", unavailable)] {
                    if !value.is_null() {
                        rolling.insert(name.to_owned(), value.clone());
                    }
                }
                cases.push(json!({"replicas": replicas, "strategy": {"rollingUpdate": rolling}}));
            }
        }
    }
    cases
}

/// A Deployment behind a Service of its own, and one whose pods take a port of the node.
fn objects(number: usize, update: &Value) -> Vec<Value> {
    let deployment = |name: &str, port: &Value| {
        let mut spec = update.clone();
        let labels = json!({"app": name});
        spec["selector"] = json!({"matchLabels": labels});
        let container = json!({"name": "web", "image": "registry.example/web:1.0", "ports": [port]});
        spec["template"] = json!({"metadata": {"labels": labels}, "spec": {"containers": [container]}});
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec})
    };
    let (served, ported) = (format!("served-{number}"), format!("ported-{number}"));
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": served},
        "spec": {"selector": {"app": served}, "ports": [{"port": 80}]},
    });
    vec![
        deployment(&served, &json!({"containerPort": 80})),
        deployment(&ported, &json!({"containerPort": 80, "hostPort": 80})),
        service,
    ]
}

/// Severities by rule and name of the object.
fn findings(cases: &[Value]) -> BTreeMap<(String, String), String> {
    let folder = Folder::new();
    for (number, case) in cases.iter().enumerate() {
        let documents: Vec<String> = objects(number, case).iter().map(Value::to_string).collect();
        folder.write(&format!("{number}.jsonl"), documents.join("\n"));
    }
    let run = tidegate()
        .args(["check", folder.path().to_str().unwrap(), "--no-config", "--rule", "rollout", "-o", "json"])
        .args(["--scope", "file"])
        .run();
    assert_eq!(run.code, 1, "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    report["scopes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|scope| scope["decisions"].as_array().unwrap())
        .flat_map(|decision| decision["findings"].as_array().unwrap())
        .map(|found| ((text(&found["rule"]), text(&found["object"]["name"])), text(&found["severity"])))
        .collect()
}

#[test]
fn an_update_leaves_as_many_pods_as_the_deployment_controller_leaves() {
    let cases = cases();
    let lines: Vec<String> = cases.iter().map(|case| json!({"spec": case}).to_string()).collect();
    let run = Program::new(tool("fences")).stdin(lines.join("\n")).run();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let fences: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(fences.len(), cases.len());
    let found = findings(&cases);
    let said = |rule: &str, name: String| found.get(&(format!("rollout/{rule}"), name)).map(String::as_str);
    for (number, (case, fences)) in cases.iter().zip(&fences).enumerate() {
        let severity = if case["replicas"] == 1 { "warning" } else { "error" };
        let outage = (fences["available"] == 0).then_some(severity);
        assert_eq!(said("unavailable-during-update", format!("served-{number}")), outage, "{case}: {fences}");
        let waits = (fences["unavailable"] == 0).then_some("error");
        assert_eq!(said("host-port-surge", format!("ported-{number}")), waits, "{case}: {fences}");
    }
}
