//! `schemas/kubernetes` says what the Go types of Kubernetes say, and a peer judges by the same definitions.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::program::Program;
use crate::support::root;
use crate::support::tools::{script, tool};

const FILES: [&str; 2] = ["definitions.tsv", "kinds.tsv"];

fn committed(file: &str) -> String {
    std::fs::read_to_string(root().join("schemas/kubernetes").join(file)).unwrap()
}

/// The fields before the minors, the minors, and what is said of them.
fn lines(text: &str) -> impl Iterator<Item = (&str, Vec<u8>, Value)> {
    text.lines().map(|line| {
        let (rest, said) = line.rsplit_once('\t').unwrap();
        let (name, minors) = rest.rsplit_once('\t').unwrap();
        let (first, last) = minors.split_once('-').unwrap();
        let minor = |version: &str| version.strip_prefix("1.").unwrap().parse::<u8>().unwrap();
        (name, (minor(first)..=minor(last)).collect(), serde_json::from_str(said).unwrap())
    })
}

#[test]
fn the_committed_files_are_what_the_generator_writes() {
    let folder = Folder::new();
    let mut generate = Command::new("bash");
    generate.arg(root().join("schemas/kubernetes/generate.sh")).arg(folder.path());
    script(generate).unwrap_or_else(|words| panic!("the generator failed:\n{words}"));
    for file in FILES {
        let (old, new) = (committed(file), std::fs::read_to_string(folder.path().join(file)).unwrap());
        let changed = old.lines().zip(new.lines()).find(|(old, new)| old != new);
        // Not assert_eq: it would print 400 kB.
        assert!(
            old == new,
            "{file} is stale, run schemas/kubernetes/generate.sh; from here on: {changed:#?}"
        );
    }
}

#[test]
fn every_reference_of_every_minor_leads_somewhere() {
    let (definitions, kinds) = (committed("definitions.tsv"), committed("kinds.tsv"));
    let mut known: BTreeMap<u8, BTreeSet<&str>> = BTreeMap::new();
    for (name, minors, _) in lines(&definitions) {
        for minor in minors {
            assert!(known.entry(minor).or_default().insert(name), "{name} is there twice for 1.{minor}");
        }
    }
    assert!(known.len() >= 4, "the four newest minors are embedded: {:?}", known.keys());
    let leads = |name: &str, minor: u8, from: &str| {
        assert!(known[&minor].contains(name), "{from} in 1.{minor} refers to {name}, which is not there");
    };
    for (name, minors, schema) in lines(&definitions) {
        for reference in references(&schema) {
            for minor in &minors {
                leads(reference, *minor, name);
            }
        }
    }
    let mut seen = BTreeSet::new();
    for (fields, minors, _) in lines(&kinds) {
        let (kind, definition) = fields.rsplit_once('\t').unwrap();
        for minor in minors {
            leads(definition, minor, kind);
            assert!(seen.insert((kind, minor)), "{kind} is there twice for 1.{minor}");
        }
    }
    for kind in ["apps/v1\tDeployment", "v1\tPod", "policy/v1\tPodDisruptionBudget"] {
        assert!(known.keys().all(|minor| seen.contains(&(kind, *minor))), "{kind}");
    }
}

fn references(schema: &Value) -> Vec<&str> {
    match schema {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.map(|text| text.strip_prefix("#/$defs/").unwrap())
                .into_iter()
                .chain(members.values().flat_map(references))
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// benches/compare.sh compares with kubeconform on equal terms only where kubeconform really reads these schemas.
#[test]
fn kubeconform_judges_by_the_same_definitions() {
    let folder = Folder::with(&[("good.yaml", DEPLOYMENT)]);
    let misspelt =
        DEPLOYMENT.replace("readinessProbe", "readinesProbe").replace("replicas: 3", "replicas: '3'");
    folder.write("bad.yaml", misspelt);
    let written =
        Program::new(tool("definitions")).arg("standalone").arg(folder.path().join("schemas")).run();
    assert_eq!((written.code, written.stderr.as_str()), (0, ""));
    // The folder is named after the patch version that the module pins.
    let versions: Vec<_> = std::fs::read_dir(folder.path().join("schemas")).unwrap().collect();
    let version = versions[0].as_ref().unwrap().file_name().into_string().unwrap();
    let version = version.strip_prefix('v').and_then(|name| name.strip_suffix("-standalone-strict")).unwrap();
    let judged = Program::new(tool("kubeconform"))
        .args(["-strict", "-verbose", "-schema-location", "schemas", "-kubernetes-version", version])
        .args(["good.yaml", "bad.yaml"])
        .within(folder.path())
        .run();
    assert_eq!(judged.code, 1, "{}", judged.stdout);
    assert!(judged.stdout.contains("good.yaml - Deployment web is valid"), "{}", judged.stdout);
    for mistake in ["'/spec/replicas': got string", "additional properties 'readinesProbe' not allowed"] {
        assert!(judged.stdout.contains(mistake), "{mistake}: {}", judged.stdout);
    }
}

const DEPLOYMENT: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, creationTimestamp: null}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4.2
          ports: [{containerPort: 8080}]
          resources: {limits: {cpu: 2, memory: 256Mi}}
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
";
