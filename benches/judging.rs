//! What judging costs: `cargo bench --bench judging`. Loading the rules; by pack one Deployment in a file of its own, and one
//! that comes as an admission review to a cluster of 100 objects, warm, one thread; its schema compiled and not yet
//! compiled; whole renders end to end, with `TIDEGATE_CORPUS=FOLDER` also those of a corpus.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a bench that cannot be set up has to stop")]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use divan::{Bencher, black_box};
use tidegate::config::{Environment, Overrides, resolve};
use tidegate::engine::Limits;
use tidegate::finding::EnforcementPoint;
use tidegate::gate::{self, Gate, Knowledge, Progress};
use tidegate::policy::{Library, RuleSet, Selection, builtin};
use tidegate::review::{Names, Review, admission_review, inventory_from_documents};
use tidegate::schema::{Catalog, CustomSchemas, Judgement, Question, Targets};
use tidegate::source::{
    self, Ahead, Document, Format, Limits as ReadLimits, LoadedScope, Read, Request, ScopePlan, SourceFile,
};
use tidegate::value::Value;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

struct Silent;

impl Progress for Silent {
    fn scope_done(&self, _name: &str) {}
}

fn library() -> Library {
    Library::read(&[builtin()], &[]).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// Every pack with rules, and all of them together.
const PACKS: &[&str] = &[
    "change",
    "disruption",
    "network",
    "pods",
    "probes",
    "references",
    "reload",
    "rollout",
    "schema",
    "shutdown",
    "all",
];

fn rule_set(library: &Library, pack: Option<&str>, place: EnforcementPoint) -> RuleSet {
    let chosen = library.rules.iter().filter(|rule| pack.is_none_or(|pack| rule.card.id.pack() == pack));
    let selection = Selection {
        enabled: chosen.map(|rule| rule.card.id.clone()).collect(),
        params: std::collections::BTreeMap::new(),
        place,
        limits: Limits::default(),
    };
    RuleSet::compile(library, &selection).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn gate(pack: Option<&str>) -> Gate {
    gate_with(pack, EnforcementPoint::Ci, Knowledge::default())
}

fn gate_with(pack: Option<&str>, place: EnforcementPoint, knowledge: Knowledge) -> Gate {
    let library = library();
    let settings = resolve(
        std::path::Path::new("/"),
        &Overrides::default(),
        &Environment::from_pairs([("SOURCE_DATE_EPOCH", "0")]),
    );
    let settings = settings.unwrap_or_else(|errors| panic!("{errors}"));
    let known = library.rules.iter().map(|rule| rule.card.id.clone()).collect();
    Gate::new(rule_set(&library, pack, place), settings, None, knowledge, known)
}

fn plans(paths: Vec<PathBuf>) -> Vec<ScopePlan> {
    source::plan(&Request::new(paths)).map(|plan| plan.scopes).unwrap_or_default()
}

/// A file with one Deployment and so many Services beside it.
fn deployment(services: usize) -> (tempfile::TempDir, Vec<ScopePlan>) {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - {name: web, image: 'registry.example/web:1.0', ports: [{containerPort: 80}]}\n",
    );
    for number in 0..services {
        let _ = write!(
            text,
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{number}}}\nspec: {{selector: {{app: a{number}}}, ports: [{{port: 80}}]}}\n"
        );
    }
    let file = folder.path().join("web.yaml");
    std::fs::write(&file, text).unwrap();
    let plans = plans(vec![file]);
    (folder, plans)
}

#[divan::bench]
fn load_all_rules(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| black_box(rule_set(&library(), None, EnforcementPoint::Ci)));
}

/// A namespace of 100 objects: each of twenty services has a Deployment, a budget, an autoscaler and its settings.
fn cluster() -> String {
    let mut text = String::new();
    for n in 0..20 {
        let _ = write!(
            text,
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w{n}, namespace: shop}}\nspec: {{selector: {{matchLabels: {{app: w{n}}}}}, template: {{metadata: {{labels: {{app: w{n}}}}}, spec: {{containers: [{{name: web, image: 'registry.example/web:1.0', envFrom: [{{configMapRef: {{name: w{n}}}}}], ports: [{{containerPort: 80}}]}}]}}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: w{n}, namespace: shop}}\nspec: {{selector: {{app: w{n}}}, ports: [{{port: 80}}]}}\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: w{n}, namespace: shop}}\nspec: {{maxUnavailable: 1, selector: {{matchLabels: {{app: w{n}}}}}}}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: w{n}, namespace: shop}}\nspec: {{minReplicas: 2, maxReplicas: 5, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: w{n}}}}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: w{n}, namespace: shop}}\ndata: {{level: info}}\n"
        );
    }
    text
}

fn documents(text: &str) -> Vec<Document> {
    let file = SourceFile::from_bytes("cluster.yaml", text.as_bytes(), &ReadLimits::default());
    let reads = source::read(&file, Format::Yaml, &ReadLimits::default());
    reads.iter().filter_map(Read::document).cloned().collect()
}

/// One of the cluster's Deployments is applied once more, with probes and more pods.
const REVIEW: &str = "
apiVersion: admission.k8s.io/v1
kind: AdmissionReview
request:
  uid: 705ab4f5-6393-11e8-b7cc-42010a800002
  kind: {group: apps, version: v1, kind: Deployment}
  resource: {group: apps, version: v1, resource: deployments}
  name: w7
  namespace: shop
  operation: CREATE
  userInfo: {username: deployer}
  object:
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: w7, namespace: shop, labels: {app: w7}}
    spec:
      replicas: 3
      selector: {matchLabels: {app: w7}}
      template:
        metadata: {labels: {app: w7}}
        spec:
          containers:
            - name: web
              image: registry.example/web:1.0
              envFrom: [{configMapRef: {name: w7}}]
              ports: [{name: http, containerPort: 80}]
              readinessProbe: {httpGet: {path: /ready, port: http}}
              livenessProbe: {httpGet: {path: /live, port: http}, periodSeconds: 20}
              resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
";

/// The gate at admission with the cluster in its inventory, and the review.
fn admission(pack: Option<&str>) -> (Gate, Review, Document) {
    let rules = rule_set(&library(), None, EnforcementPoint::Admission);
    let documents_of_cluster = documents(&cluster());
    let names = Names { kinds: rules.kinds(), namespace: "shop" };
    let values = documents_of_cluster.iter().map(|document| &document.value);
    let (inventory, complete) = inventory_from_documents(values, names, &rules.reads());
    let knowledge = Knowledge { inventory, complete, ..Knowledge::default() };
    let gate = gate_with(pack, EnforcementPoint::Admission, knowledge);
    let document = documents(REVIEW).pop().unwrap();
    let review = admission_review(&document.value, Value::Null).unwrap_or_else(|error| panic!("{error}"));
    (gate, review, document)
}

#[divan::bench(args = PACKS)]
fn one_deployment_against_100_objects(bencher: Bencher<'_, '_>, pack: &str) {
    let (gate, review, document) = admission(Some(pack).filter(|pack| *pack != "all"));
    // Warm is what a server is.
    for _ in 0..100 {
        black_box(gate.judge_review(review.clone(), &document));
    }
    bencher.bench_local(|| black_box(gate.judge_review(review.clone(), &document)));
}

#[divan::bench(args = PACKS)]
fn one_deployment(bencher: Bencher<'_, '_>, pack: &str) {
    let gate = gate(Some(pack).filter(|pack| *pack != "all"));
    let (_folder, plans) = deployment(0);
    let scope = plans.first().map(source::load).unwrap();
    bencher.bench_local(|| black_box(gate.judge(&scope)));
}

fn by_schema(catalog: &Catalog, scope: &LoadedScope) -> Judgement {
    let object = &scope.reads.first().and_then(Read::document).unwrap().value;
    let (targets, custom) = (Targets::default(), CustomSchemas::default());
    let (api_version, kind) = ("apps/v1", "Deployment");
    catalog.judge(&Question { written: object, object, api_version, kind, targets: &targets, scope: &custom })
}

#[divan::bench]
fn schema_of_a_deployment(bencher: Bencher<'_, '_>) {
    let (_folder, plans) = deployment(0);
    let (catalog, scope) = (Catalog::default(), plans.first().map(source::load).unwrap());
    assert!(by_schema(&catalog, &scope).known);
    bencher.bench_local(|| black_box(by_schema(&catalog, &scope)));
}

#[divan::bench]
fn schema_of_a_deployment_compiled_first(bencher: Bencher<'_, '_>) {
    let (_folder, plans) = deployment(0);
    let scope = plans.first().map(source::load).unwrap();
    bencher.bench_local(|| black_box(by_schema(&Catalog::default(), &scope)));
}

#[divan::bench]
fn one_deployment_among_100_services(bencher: Bencher<'_, '_>) {
    let gate = gate(None);
    let (_folder, plans) = deployment(100);
    let scope = plans.first().map(source::load).unwrap();
    bencher.bench_local(|| black_box(gate.judge(&scope)));
}

#[divan::bench]
fn storefront_end_to_end(bencher: Bencher<'_, '_>) {
    let gate = gate(None);
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let plans = plans(vec![root.join("testdata/storefront/rendered")]);
    bencher.bench_local(|| black_box(gate::run(&gate, &Ahead::new(&plans), &Silent)));
}

#[divan::bench(sample_count = 10)]
fn corpus_end_to_end(bencher: Bencher<'_, '_>) {
    let gate = gate(None);
    let folder = std::env::var_os("TIDEGATE_CORPUS").map(|folder| PathBuf::from(folder).join("rendered"));
    let plans: Arc<[ScopePlan]> = folder.map(|folder| plans(vec![folder])).unwrap_or_default().into();
    bencher.bench_local(|| black_box(gate::run(&gate, &Ahead::new(&plans), &Silent)));
}
