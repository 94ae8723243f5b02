//! Finds the unit tests of the verified modules, and what is wrong with how they are written.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Problem;
use super::modules::{Modules, Unit};
use crate::engine::{HeadKind, TestHead};
use crate::policy::Dialect;

/// One unit test: all definitions of a name in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnitTest {
    /// `data.PACKAGE.test_x`, which is what is evaluated too.
    pub(super) name: String,
    pub(super) package: Arc<str>,
    /// Position of its module.
    pub(super) unit: usize,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
    pub(super) todo: bool,
    /// Where it has many cases: what lists them, and what holds the values of all.
    pub(super) cases: Option<[String; 2]>,
    /// Statements of its bodies: line and text.
    pub(super) statements: Vec<(u32, Arc<str>)>,
    /// An error of a built-in is an error; conftest and OPA call it undefined, and so do policies written for them.
    pub(super) strict: bool,
}

/// One definition of a test: the position of its module, the module, its head.
type Definition<'a> = (usize, &'a Unit, &'a TestHead);

/// The tests in order of file and line, and what is wrong with them.
pub(super) fn unit_tests(modules: &Modules) -> (Vec<UnitTest>, Vec<Problem>) {
    let mut by_name: BTreeMap<(Arc<str>, Arc<str>), Vec<Definition<'_>>> = BTreeMap::new();
    let mut problems = Vec::new();
    for (at, unit) in modules.units.iter().enumerate().filter(|(_, unit)| unit.subject) {
        problems.extend(misplaced(unit));
        for head in &unit.heads {
            let key = (Arc::clone(&unit.outline.package), Arc::clone(&head.name));
            by_name.entry(key).or_default().push((at, unit, head));
        }
    }
    let mut tests = Vec::new();
    for definitions in by_name.values() {
        for (position, (_, unit, head)) in definitions.iter().enumerate() {
            problems.extend(odd_head(unit, head));
            let before =
                definitions.iter().take(position).find(|(_, _, other)| other.written == head.written);
            problems.extend(before.map(|(_, first, other)| repeated(unit, head, first, other)));
        }
        let Some((at, unit, head)) = definitions.first() else { continue };
        if head.kind != HeadKind::Function {
            tests.push(test(*at, unit, head, definitions));
        }
    }
    tests.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    (tests, problems)
}

fn test(at: usize, unit: &Unit, head: &TestHead, definitions: &[Definition<'_>]) -> UnitTest {
    let package = Arc::clone(&unit.outline.package);
    let has_cases = definitions.iter().any(|(_, _, head)| head.cases.is_some());
    UnitTest {
        name: format!("data.{package}.{}", head.name),
        cases: has_cases.then(|| TestHead::of_cases(&head.name).map(|rule| format!("data.{package}.{rule}"))),
        unit: at,
        file: Arc::clone(&unit.module.path),
        line: head.position.line,
        todo: head.is_todo(),
        statements: definitions.iter().flat_map(|(_, _, head)| head.statements.clone()).collect(),
        strict: Dialect::of_package(&package) == Dialect::Native,
        package,
    }
}

fn problem(unit: &Unit, line: u32, message: String, help: &str) -> Problem {
    Problem { file: Arc::clone(&unit.module.path), line, message, help: help.to_owned() }
}

/// Two definitions are one rule that holds when either does, so that a failing one is never seen.
fn repeated(unit: &Unit, head: &TestHead, first: &Unit, other: &TestHead) -> Problem {
    let place = format!("{}:{}", first.module.path, other.position.line);
    let message = format!(
        "{} is defined twice in package {} (first at {place}): it passes when either of the two does",
        head.written, unit.outline.package
    );
    problem(unit, head.position.line, message, "give every test a name of its own")
}

/// What looks like a test and is never run as one.
fn odd_head(unit: &Unit, head: &TestHead) -> Option<Problem> {
    let what = match head.kind {
        HeadKind::Function => "a function, which is never run",
        HeadKind::Set => "a set, which is never true",
        HeadKind::Default => "given a default, which holds when nothing else does",
        HeadKind::Value => return None,
    };
    let message = format!("{} is {what}", head.name);
    Some(problem(
        unit,
        head.position.line,
        message,
        "write `test_name if { … }`, or give a helper another name",
    ))
}

/// Tests of native rules stand in a package of their own, so that they are no part of the rule.
fn misplaced(unit: &Unit) -> Option<Problem> {
    let package = &unit.outline.package;
    if Dialect::of_package(package) != Dialect::Native || package.ends_with("_test") {
        return None;
    }
    if !unit.is_test && unit.heads.is_empty() {
        return None;
    }
    let line = unit.heads.first().map_or(unit.outline.package_line, |head| head.position.line);
    let (line, message) = if unit.is_test {
        (unit.outline.package_line, format!("package {package} holds tests and does not end in _test"))
    } else {
        (line, format!("package {package} is a rule or a helper and holds tests"))
    };
    Some(problem(unit, line, message, &format!("put the tests into a file of package {package}_test")))
}
