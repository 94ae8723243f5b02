//! What is not tested at all: a rule without unit tests, without examples that find something, without ones that do not.

use std::sync::Arc;

use super::Problem;
use super::modules::Modules;
use crate::finding::Example;
use crate::policy::{Dialect, Library, Rule};

/// An example that is the old state of another one.
pub(super) fn is_old(example: &Example) -> bool {
    example.file.ends_with(".old.yaml")
}

/// What verified rules lack. Policies in the manner of conftest need neither examples nor tests of their own.
pub(super) fn missing(library: &Library, modules: &Modules) -> Vec<Problem> {
    let native = library.rules.iter().filter(|rule| rule.dialect == Dialect::Native);
    let verified = native.filter(|rule| modules.subjects().any(|unit| unit.module.path == rule.file));
    verified.flat_map(|rule| of_rule(rule, modules)).collect()
}

fn of_rule(rule: &Rule, modules: &Modules) -> Vec<Problem> {
    let id = &rule.card.id;
    let problem =
        |message: String, help: String| Problem { file: Arc::clone(&rule.file), line: 1, message, help };
    let mut problems = Vec::new();
    let package = format!("{}_test", id.package());
    let tested = modules
        .subjects()
        .filter(|unit| *unit.outline.package == *package)
        .any(|unit| unit.heads.iter().any(|head| !head.is_todo()));
    if !tested {
        problems.push(problem(
            format!("rule {id} has no unit test"),
            format!("write rule_test.rego beside it, with `package {package}` and rules named test_…"),
        ));
    }
    for (kind, what) in [("deny", "finds something in"), ("allow", "is silent about")] {
        let prefix = format!("{kind}-");
        if !rule.examples.iter().any(|example| example.file.starts_with(&prefix) && !is_old(example)) {
            problems.push(problem(
                format!("rule {id} has no example that it {what}"),
                format!("write {kind}-….yaml beside it"),
            ));
        }
    }
    for old in rule.examples.iter().filter(|example| is_old(example)) {
        let new = format!("{}.yaml", old.file.trim_end_matches(".old.yaml"));
        if !rule.examples.iter().any(|example| *example.file == *new) {
            problems.push(problem(
                format!("rule {id}: {} is the old state of {new}, which is not there", old.file),
                "rename one of the two".to_owned(),
            ));
        }
    }
    problems
}
