//! Every built-in rule through OPA too: over its examples, over the storefront and, where somebody has one, over a corpus
//! of real renders. Two engines that give equal findings are not both wrong in the same way by chance.
//!
//! One process of OPA answers a whole batch: the rules as they are, and one module that evaluates each case with its input.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tidegate::engine::{Evaluator, Limits, Module};
use tidegate::finding::{EnforcementPoint, Operation};
use tidegate::gate::{Case as ExampleCase, Judging, Knowledge, given, inputs, old_example};
use tidegate::policy::{Library, Params, RuleSet, Selection, builtin};
use tidegate::source::{Request, ScopePlan, load, plan};
use tidegate::value::{self, Value};

use crate::support::folder::Folder;
use crate::support::program::Program;
use crate::support::root;
use crate::support::tools::tool;

/// Scopes for one process: what it reads has to fit into memory.
const SCOPES_AT_ONCE: usize = 25;

/// What is common to the cases of a scope, and large.
const SHARED: [&str; 3] = ["complete", "inventory", "oldInventory"];

/// Findings by rule: each as its JSON, so that the order of a set is the same in both.
type Answers = BTreeMap<String, BTreeSet<String>>;

struct Rules {
    library: Library,
    compiled: RuleSet,
    reads: BTreeSet<Arc<str>>,
}

impl Rules {
    fn builtin() -> Self {
        let library = Library::read(&[builtin()], &[]).unwrap();
        let selection = Selection {
            enabled: library.rules.iter().map(|rule| rule.card.id.clone()).collect(),
            params: Params::new(),
            place: EnforcementPoint::Ci,
            limits: Limits::default(),
        };
        let compiled = RuleSet::compile(&library, &selection).unwrap();
        // As the gate does: rules are given their namespace's object.
        let mut reads = compiled.reads();
        reads.insert(Arc::from("Namespace"));
        Self { library, compiled, reads }
    }
}

/// Inputs with what Tidegate answers to them.
#[derive(Default)]
struct Batch {
    names: Vec<String>,
    shared: Vec<serde_json::Value>,
    cases: Vec<serde_json::Value>,
    ours: Vec<Answers>,
}

impl Batch {
    fn add(&mut self, name: String, input: &Value, ours: Answers) {
        let serde_json::Value::Object(mut own) = value::to_json(input) else { panic!("{name}: no object") };
        let shared = SHARED.map(|key| (key.to_owned(), own.remove(key).unwrap()));
        let shared = serde_json::Value::Object(shared.into_iter().collect());
        if self.shared.last() != Some(&shared) {
            self.shared.push(shared);
        }
        let rules: Vec<&String> = ours.keys().collect();
        self.cases.push(json!({"own": own, "shared": self.shared.len() - 1, "rules": rules}));
        self.names.push(name);
        self.ours.push(ours);
    }

    /// Every example of every rule; how many findings there are.
    fn of_examples(rules: &Rules) -> Self {
        let mut batch = Self::default();
        let mut evaluator = rules.compiled.evaluator();
        for rule in &rules.library.rules {
            let examples = rule.examples.iter().filter(|example| !example.file.ends_with(".old.yaml"));
            for example in examples {
                let case = ExampleCase::parse(&example.text).unwrap();
                let judging =
                    Judging { kinds: &rules.library.kinds, reads: &rules.reads, evaluator: &mut evaluator };
                let old = old_example(rule, example);
                for (input, review, _) in inputs(&judging, rule, example, old, &case).unwrap() {
                    let answer = judging.evaluator.evaluate(&rule.query, input.clone()).unwrap();
                    let ours =
                        Answers::from([(rule.card.id.to_string(), findings(&value::to_json(&answer)))]);
                    batch.add(format!("{} {} {}", rule.card.id, example.file, review.identity), &input, ours);
                }
            }
        }
        batch
    }

    /// Every object of some scopes by every rule that applies, asked as production asks: all in one evaluation.
    fn of_scopes(rules: &Rules, scopes: &[ScopePlan]) -> Self {
        let mut batch = Self::default();
        let mut evaluator = rules.compiled.evaluator();
        for scope in scopes {
            let loaded = load(scope);
            let given = given(&loaded, &rules.library.kinds, &rules.reads, &Knowledge::default());
            for (position, review) in given.reviews.iter().enumerate() {
                let calls = rules.compiled.calls(&review.kind, Operation::Create);
                for call in calls.into_iter().flat_map(|calls| calls.iter()) {
                    let input = given.input(position, &call.params).expect("a review has an input");
                    let ours = asked(&mut evaluator, &call.query, &input);
                    batch.add(format!("{} {}", scope.name, review.identity), &input, ours);
                }
            }
        }
        batch
    }

    fn findings(&self) -> usize {
        self.ours.iter().flat_map(BTreeMap::values).map(BTreeSet::len).sum()
    }

    /// Asks OPA the same; fails with every case that is answered otherwise.
    fn compare(&self, rules: &Rules) {
        let theirs = opa(rules, &json!({"cases": self.cases, "shared": self.shared}));
        let mut different = String::new();
        for (at, (name, ours)) in self.names.iter().zip(&self.ours).enumerate() {
            let theirs = &theirs[at.to_string()];
            for (rule, ours) in ours {
                let theirs = findings(&theirs[rule]);
                if *ours != theirs {
                    let _ = writeln!(different, "{name}: {rule}\n  tidegate {ours:?}\n  opa      {theirs:?}");
                }
            }
        }
        assert!(different.is_empty(), "{different}");
    }
}

fn asked(evaluator: &mut Evaluator, query: &str, input: &Value) -> Answers {
    let answer = evaluator.evaluate(query, input.clone()).unwrap();
    let serde_json::Value::Object(by_rule) = value::to_json(&answer) else { panic!("{answer}: no object") };
    by_rule.into_iter().map(|(rule, answer)| (rule, findings(&answer))).collect()
}

fn findings(answer: &serde_json::Value) -> BTreeSet<String> {
    let list = answer.as_array().unwrap_or_else(|| panic!("{answer} is no list of findings"));
    list.iter().map(ToString::to_string).collect()
}

/// The answers by the position of their case.
fn opa(rules: &Rules, input: &serde_json::Value) -> serde_json::Value {
    let folder = Folder::new();
    for (number, Module { text, .. }) in rules.library.modules().enumerate() {
        folder.write(&format!("policies/{number}.rego"), &**text);
    }
    folder.write("policies/data.json", value::to_json(&rules.library.data).to_string());
    folder.write("policies/differential.rego", entries(rules));
    let input = folder.write("input.json", input.to_string());
    let run = Program::new(tool("opa"))
        .args(["eval", "--format", "json", "--data"])
        .arg(folder.path().join("policies"))
        .arg("--input")
        .arg(input)
        .arg("data.tidegate_differential.answers")
        .run();
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let mut output: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    output["result"][0]["expressions"][0]["value"].take()
}

fn entries(rules: &Rules) -> String {
    let mut text = "package tidegate_differential\n\n\
        answers[i] := found if {\n\
        \tsome i, case in input.cases\n\
        \twhole := object.union(case.own, input.shared[case.shared])\n\
        \tfound := {id: answer | some id in case.rules; answer := entry[id] with input as whole}\n\
        }\n"
    .to_owned();
    for rule in &rules.library.rules {
        let _ = write!(text, "\nentry[\"{}\"] := {}\n", rule.card.id, rule.query);
    }
    text
}

fn scopes(folder: PathBuf) -> Vec<ScopePlan> {
    plan(&Request::new([folder])).unwrap().scopes
}

#[test]
fn every_rule_finds_in_its_examples_what_opa_finds() {
    let rules = Rules::builtin();
    let batch = Batch::of_examples(&rules);
    let fired: BTreeSet<&String> = batch
        .ours
        .iter()
        .flatten()
        .filter(|(_, findings)| !findings.is_empty())
        .map(|(rule, _)| rule)
        .collect();
    assert_eq!(fired.len(), rules.library.rules.len(), "every rule has a finding to compare: {fired:?}");
    batch.compare(&rules);
}

#[test]
fn the_storefront_is_judged_as_opa_judges_it() {
    let rules = Rules::builtin();
    let batch = Batch::of_scopes(&rules, &scopes(root().join("testdata/storefront/rendered")));
    assert!(batch.cases.len() > 20 && batch.findings() > 10, "{} cases", batch.cases.len());
    batch.compare(&rules);
}

#[test]
#[ignore = "needs a corpus: TIDEGATE_CORPUS=FOLDER cargo test -- --ignored corpus"]
fn the_corpus_is_judged_as_opa_judges_it() {
    let corpus = std::env::var_os("TIDEGATE_CORPUS").expect("TIDEGATE_CORPUS names the corpus folder");
    let rules = Rules::builtin();
    let scopes = scopes(PathBuf::from(corpus).join("rendered"));
    let mut findings = 0;
    for some in scopes.chunks(SCOPES_AT_ONCE) {
        let batch = Batch::of_scopes(&rules, some);
        batch.compare(&rules);
        findings += batch.findings();
    }
    assert!(findings > 500, "{findings} findings in {} scopes are no corpus", scopes.len());
}
