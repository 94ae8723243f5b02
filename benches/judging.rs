//! What judging costs: `cargo bench --bench judging`. Loading the rules, one Deployment warm, its schema compiled and not
//! yet compiled, an inventory of 100 objects, and whole renders end to end; with `TIDEGATE_CORPUS=FOLDER` also over the renders of a corpus.

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
use tidegate::schema::{Catalog, CustomSchemas, Judgement, Question, Targets};
use tidegate::source::{self, LoadedScope, Read, Request, ScopePlan};

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

fn rule_set(library: &Library, pack: Option<&str>) -> RuleSet {
    let chosen = library.rules.iter().filter(|rule| pack.is_none_or(|pack| rule.card.id.pack() == pack));
    let selection = Selection {
        enabled: chosen.map(|rule| rule.card.id.clone()).collect(),
        params: std::collections::BTreeMap::new(),
        place: EnforcementPoint::Ci,
        limits: Limits::default(),
    };
    RuleSet::compile(library, &selection).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn gate(pack: Option<&str>) -> Gate {
    let library = library();
    let settings = resolve(
        std::path::Path::new("/"),
        &Overrides::default(),
        &Environment::from_pairs([("SOURCE_DATE_EPOCH", "0")]),
    );
    let settings = settings.unwrap_or_else(|errors| panic!("{errors}"));
    let known = library.rules.iter().map(|rule| rule.card.id.clone()).collect();
    Gate::new(rule_set(&library, pack), settings, None, Knowledge::default(), known)
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
    bencher.bench_local(|| black_box(rule_set(&library(), None)));
}

#[divan::bench(args = ["pods", "disruption", "network", "probes", "schema", "all"])]
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
    bencher.bench_local(|| black_box(gate::run(&gate, &plans, &Silent)));
}

#[divan::bench(sample_count = 10)]
fn corpus_end_to_end(bencher: Bencher<'_, '_>) {
    let gate = gate(None);
    let folder = std::env::var_os("TIDEGATE_CORPUS").map(|folder| PathBuf::from(folder).join("rendered"));
    let plans: Arc<[ScopePlan]> = folder.map(|folder| plans(vec![folder])).unwrap_or_default().into();
    bencher.bench_local(|| black_box(gate::run(&gate, &plans, &Silent)));
}
