//! What a change takes away and what it was before: `--old`, deletions and scaling.

use serde_json::{Value, json};

use crate::support::folder::Folder;
use crate::support::program::{Run, tidegate};

const CONFIG: &str =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {level: info}\n";
const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  replicas: 3\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - name: web\n          image: registry.example/web:1.0\n          envFrom: [{configMapRef: {name: settings}}]\n";
const BUDGET: &str = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web, namespace: shop}\nspec:\n  minAvailable: 2\n  selector: {matchLabels: {app: web}}\n";

/// A state in which nothing of what [`AFTER`] does has happened yet.
pub(crate) const BEFORE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: mill}
spec:
  replicas: 3
  selector: {matchLabels: {app: mill}}
  template:
    metadata: {labels: {app: mill, part: mill}}
    spec:
      terminationGracePeriodSeconds: 60
      containers:
        - {name: mill, image: 'registry.example/mill:1.0', readinessProbe: {tcpSocket: {port: 80}}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: mill}, spec: {minAvailable: 2, selector: {matchLabels: {app: mill}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: barn}
spec:
  replicas: 2
  selector: {matchLabels: {app: barn}}
  template:
    metadata: {labels: {app: barn}}
    spec:
      containers:
        - {name: barn, image: 'registry.example/barn:1.0', envFrom: [{configMapRef: {name: barn}}, {secretRef: {name: barn}}]}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: barn}, spec: {maxUnavailable: 1, selector: {matchLabels: {app: barn}}}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: barn}, data: {level: low}}
---
{apiVersion: v1, kind: Secret, metadata: {name: barn}, stringData: {key: low}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: rock}, immutable: true, data: {level: low}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: hay}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: stall}
spec:
  replicas: 1
  selector: {matchLabels: {app: stall}}
  template:
    metadata: {labels: {app: stall}}
    spec:
      containers: [{name: stall, image: 'registry.example/stall:1.0'}]
---
{apiVersion: v1, kind: Service, metadata: {name: stall}, spec: {selector: {app: stall}, ports: [{name: http, port: 80}]}}
";

/// The state after a change that every rule of the pack finds something in.
pub(crate) fn after() -> String {
    let documents = BEFORE.split("---\n").filter(|document| {
        let is_taken_away =
            document.contains("kind: Secret") || document.contains("name: barn}, spec: {maxUn");
        !is_taken_away
    });
    [
        (
            "replicas: 3\n  selector: {matchLabels: {app: mill}}",
            "replicas: 1\n  selector: {matchLabels: {part: mill}}",
        ),
        ("Seconds: 60", "Seconds: 10"),
        (", readinessProbe: {tcpSocket: {port: 80}}", ""),
        ("{name: barn}, data: {level: low}", "{name: barn}, data: {level: high}"),
        (
            "{name: rock}, immutable: true, data: {level: low}",
            "{name: rock}, immutable: true, data: {level: high}",
        ),
        ("storage: 2Gi", "storage: 1Gi"),
        (
            "replicas: 1\n  selector: {matchLabels: {app: stall}}",
            "replicas: 0\n  selector: {matchLabels: {app: stall}}",
        ),
        ("{name: http, port: 80}", "{name: web, port: 80}"),
    ]
    .iter()
    .fold(documents.collect::<Vec<_>>().join("---\n"), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    })
}

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    tidegate().within(folder.path()).args(["check", "--no-config", "--rule", "change"]).args(arguments).run()
}

/// Places and rules of all findings.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let mut all = arguments.to_vec();
    all.extend(["-o", "compact", "-v"]);
    let run = check(folder, &all);
    let findings = run.stdout.lines().filter(|line| line.contains("[change/"));
    findings.map(|line| line.split(']').next().unwrap_or_default().to_owned() + "]").collect()
}

#[test]
fn what_is_in_the_old_state_alone_is_taken_away() {
    let both = format!("{CONFIG}---\n{WEB}");
    let folder = Folder::with(&[("new/web.yaml", WEB), ("old/web.yaml", both.as_str())]);
    assert_eq!(
        found(&folder, &["new", "--old", "old"]),
        ["old/web.yaml:1:1: error[change/deleted-but-referenced]"]
    );
    assert_eq!(found(&folder, &["old", "--old", "new"]), [""; 0]);
    assert_eq!(found(&folder, &["old", "--old", "old"]), [""; 0]);
}

/// Two files that are a scope each: what the one holds was not taken away from the other.
#[test]
fn every_scope_has_a_state_before_of_its_own() {
    let folder = Folder::with(&[
        ("new/a.yaml", WEB),
        ("new/b.yaml", WEB),
        ("old/a.yaml", format!("{CONFIG}---\n{WEB}").as_str()),
        ("old/b.yaml", WEB),
        ("old/c.yaml", CONFIG),
    ]);
    let only = ["old/a.yaml:1:1: error[change/deleted-but-referenced]"];
    assert_eq!(found(&folder, &["new", "--old", "old", "--scope", "file"]), only);
    let paths = ["new/b.yaml", "new/a.yaml", "--old", "old/b.yaml", "--old", "old/a.yaml"];
    assert_eq!(found(&folder, &paths), only, "arguments go together by their position");
    let paths = ["new/b.yaml", "new/a.yaml", "--old", "old/a.yaml"];
    assert_eq!(found(&folder, &paths), only, "where there are fewer, by their names");
    assert_eq!(
        found(&folder, &["new/a.yaml", "--old", "old/c.yaml"]).len(),
        1,
        "one scope against another name"
    );
}

#[test]
fn nothing_is_said_where_nothing_changes() {
    let folder = Folder::with(&[("before.yaml", BEFORE), ("after.yaml", after().as_str())]);
    assert_eq!(found(&folder, &["before.yaml", "--old", "before.yaml"]), [""; 0]);
    assert_eq!(found(&folder, &["after.yaml", "--old", "before.yaml"]).len(), 11);
}

/// Objects that the API server names, and objects that a scope has twice.
#[test]
fn only_what_has_a_name_of_its_own_was_something_before() {
    let job = |metadata: &str, tag: &str| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {metadata}\nspec: {{template: {{spec: {{containers: [{{name: a, image: 'a:{tag}'}}]}}}}}}\n"
        )
    };
    let (generated, twice) = ("{generateName: a-}", "{name: a}");
    let pairs = [
        (job(generated, "1"), job(generated, "2"), 0),
        (job(generated, "1"), CONFIG.to_owned(), 0),
        (job(twice, "1"), job(twice, "2"), 1),
        (
            format!("{}---\n{}", job(twice, "1"), job(twice, "2")),
            format!("{}---\n{}", job(twice, "1"), job(twice, "2")),
            0,
        ),
    ];
    for (old, new, count) in pairs {
        let folder = Folder::with(&[("old.yaml", old.as_str()), ("new.yaml", new.as_str())]);
        assert_eq!(found(&folder, &["new.yaml", "--old", "old.yaml"]).len(), count, "{old}\n{new}");
    }
}

#[test]
fn what_cannot_be_read_may_hold_what_seems_to_be_gone() {
    let both = format!("{CONFIG}---\n{WEB}");
    let folder = Folder::with(&[
        ("new/web.yaml", WEB),
        ("new/broken.yaml", "a: [\n"),
        ("old/web.yaml", both.as_str()),
    ]);
    assert_eq!(found(&folder, &["new", "--old", "old"]), [""; 0]);
}

fn review(operation: &str, kind: &Value, rest: &Value) -> String {
    let mut request = json!({"uid": "1", "operation": operation, "kind": kind, "namespace": "shop", "name": "web",
        "userInfo": {"username": "u"}, "object": null, "oldObject": null});
    for (key, value) in rest.as_object().unwrap() {
        request[key] = value.clone();
    }
    json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).to_string()
}

#[test]
fn a_scale_is_a_change_of_the_workload() {
    let scale = |replicas: &Value| json!({"apiVersion": "autoscaling/v1", "kind": "Scale", "spec": replicas});
    let to = |replicas: Value| {
        let kind = json!({"group": "autoscaling", "version": "v1", "kind": "Scale"});
        let resource = json!({"group": "apps", "version": "v1", "resource": "deployments"});
        let rest = json!({"resource": resource, "subResource": "scale",
            "object": scale(&replicas), "oldObject": scale(&json!({"replicas": 3}))});
        review("UPDATE", &kind, &rest)
    };
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n";
    let cluster = format!("{WEB}---\n{BUDGET}---\n{service}");
    let folder = Folder::with(&[
        ("cluster/all.yaml", cluster.as_str()),
        ("one.json", to(json!({"replicas": 1})).as_str()),
        ("none.json", to(json!({})).as_str()),
        ("more.json", to(json!({"replicas": 4})).as_str()),
    ]);
    let said = |file: &str| -> Vec<String> {
        found(&folder, &["--review", file, "--inventory", "cluster"])
            .iter()
            .map(|line| line.split(' ').next_back().unwrap().to_owned())
            .collect()
    };
    assert_eq!(said("one.json"), ["warning[change/scale-below-budget]"]);
    assert_eq!(said("none.json"), ["warning[change/last-replica]"]);
    assert_eq!(said("more.json"), [""; 0]);
}

#[test]
fn a_deletion_in_a_cluster_is_a_warning() {
    let config: Value = serde_yaml::from_str(CONFIG).unwrap();
    let kind = json!({"group": "", "version": "v1", "kind": "ConfigMap"});
    let request = review("DELETE", &kind, &json!({"name": "settings", "oldObject": config}));
    let folder = Folder::with(&[("cluster/web.yaml", WEB), ("delete.json", request.as_str())]);
    let lines = found(&folder, &["--review", "delete.json", "--inventory", "cluster"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].ends_with("warning[change/deleted-but-referenced]"), "{lines:?}");
}
