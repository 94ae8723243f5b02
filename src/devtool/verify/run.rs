//! Runs unit tests and examples.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use regex::Regex;

use super::discover::UnitTest;
use super::modules::Modules;
use super::problems::is_old;
use super::workers::spread;
use super::{Ending, Test};
use crate::engine::{Coverage, EvalError, Evaluator, Limits, Program};
use crate::finding::{EnforcementPoint, Example};
use crate::gate::{CaseOutcome, Judging, Line, case_findings, judge_case};
use crate::policy::{Dialect, Library, Params, PolicyError, Rule, RuleSet, Selection};
use crate::value::{self, Value};

/// What is run.
pub(super) struct Selected<'a> {
    pub(super) library: &'a Library,
    pub(super) modules: &'a Modules,
    pub(super) filter: Option<&'a Regex>,
}

/// What came of it.
pub(super) struct Ran {
    pub(super) tests: Vec<Test>,
    /// By module path; empty unless counted.
    pub(super) coverage: BTreeMap<Arc<str>, Coverage>,
}

/// One example with its rule.
pub(super) struct Exemplified<'a> {
    pub(super) rule: &'a Rule,
    pub(super) example: &'a Example,
}

impl Exemplified<'_> {
    fn name(&self) -> String {
        format!("{} example {}", self.rule.card.id, self.example.file)
    }

    fn file(&self) -> Arc<str> {
        let beside = Path::new(&*self.rule.file).with_file_name(&*self.example.file);
        Arc::from(beside.to_string_lossy())
    }
}

/// The examples of rules, each to be judged on its own.
pub(super) fn examples<'a>(rules: impl Iterator<Item = &'a Rule>) -> Vec<Exemplified<'a>> {
    rules
        .filter(|rule| rule.dialect == Dialect::Native)
        .flat_map(|rule| {
            rule.examples.iter().filter(|e| !is_old(e)).map(move |example| Exemplified { rule, example })
        })
        .collect()
}

/// All rules of a library, as production compiles them.
pub(in crate::devtool) fn everything(library: &Library, limits: Limits) -> Selection {
    Selection {
        enabled: library.rules.iter().map(|rule| rule.card.id.clone()).collect(),
        params: Params::new(),
        place: EnforcementPoint::Ci,
        limits,
    }
}

/// The kinds that the gate puts into an inventory for these rules.
pub(in crate::devtool) fn reads(rule_set: &RuleSet) -> BTreeSet<Arc<str>> {
    let mut reads = rule_set.reads();
    reads.insert(Arc::from("Namespace"));
    reads
}

impl Selected<'_> {
    fn wants(&self, name: &str) -> bool {
        self.filter.is_none_or(|filter| filter.is_match(name))
    }

    /// Runs what is wanted.
    pub(super) fn run(
        &self,
        unit_tests: &[UnitTest],
        counting: bool,
        limits: Limits,
    ) -> Result<Ran, Vec<PolicyError>> {
        let wanted: Vec<&UnitTest> = unit_tests.iter().filter(|test| self.wants(&test.name)).collect();
        let roots = (0..self.modules.units.len())
            .filter(|at| self.modules.units.get(*at).is_some_and(|unit| unit.subject))
            .collect();
        let program = self.modules.program(&roots, None, limits)?;
        let (tests, of_tests) = spread(
            &wanted,
            || evaluator(&program, counting),
            |evaluator, test| run_test(&program, evaluator, test),
        );
        let rule_set = RuleSet::compile(self.library, &everything(self.library, limits))?;
        let reads = reads(&rule_set);
        let verified = |rule: &&Rule| self.modules.subjects().any(|unit| unit.module.path == rule.file);
        let mut wanted = examples(self.library.rules.iter().filter(verified));
        wanted.retain(|example| self.wants(&example.name()));
        let make = || {
            let mut evaluator = rule_set.evaluator();
            prepare(&mut evaluator, counting);
            evaluator
        };
        let kinds = rule_set.kinds();
        let (judged, of_examples) = spread(&wanted, make, |evaluator, exemplified| {
            run_example(&mut Judging { kinds, reads: &reads, evaluator }, exemplified)
        });
        let mut coverage = BTreeMap::new();
        if counting {
            for evaluator in of_tests.iter().chain(&of_examples) {
                merge(&mut coverage, evaluator.coverage());
            }
        }
        Ok(Ran { tests: tests.into_iter().flatten().chain(judged).collect(), coverage })
    }
}

fn evaluator(program: &Program, counting: bool) -> Evaluator {
    let mut evaluator = program.evaluator();
    prepare(&mut evaluator, counting);
    evaluator
}

fn prepare(evaluator: &mut Evaluator, counting: bool) {
    if counting {
        evaluator.count_coverage();
    }
    evaluator.gather_prints();
}

/// A line is covered where any evaluator says so.
fn merge(all: &mut BTreeMap<Arc<str>, Coverage>, one: BTreeMap<Arc<str>, Coverage>) {
    for (path, coverage) in one {
        let known = all.entry(path).or_default();
        known.covered.extend(coverage.covered);
        known.covered.sort_unstable();
        known.covered.dedup();
        known.not_covered.extend(coverage.not_covered);
        known.not_covered.sort_unstable();
        known.not_covered.dedup();
        let covered = &known.covered;
        known.not_covered.retain(|line| covered.binary_search(line).is_err());
    }
}

/// Whether a unit test holds, with all its cases: the value of each case by its name.
pub(super) fn verdicts(
    evaluator: &mut Evaluator,
    test: &UnitTest,
) -> Result<Vec<(Option<String>, Value)>, EvalError> {
    evaluator.strict(test.strict);
    let Some([list, whole]) = &test.cases else {
        return Ok(vec![(None, evaluator.evaluate(&test.name, Value::new_object())?)]);
    };
    let value = evaluator.evaluate(whole, Value::new_object())?;
    let Value::Set(cases) = evaluator.evaluate(list, Value::new_object())? else {
        return Ok(vec![(None, value)]);
    };
    if cases.is_empty() {
        return Ok(vec![(None, Value::Undefined)]);
    }
    let verdict = |case: &Value| {
        let keys = value::items(case).unwrap_or_default();
        let leaf = keys.iter().try_fold(&value, |node, key| value::object(node)?.get(key));
        let name = keys.iter().fold(String::new(), |name, key| format!("{name}[{key}]"));
        (Some(name), leaf.cloned().unwrap_or(Value::Undefined))
    };
    Ok(cases.iter().map(verdict).collect())
}

/// One result, or one for each case.
fn run_test(program: &Program, evaluator: &mut Evaluator, test: &UnitTest) -> Vec<Test> {
    let base = Test {
        name: test.name.clone(),
        group: Arc::clone(&test.package),
        file: Arc::clone(&test.file),
        line: test.line,
        ending: Ending::Skip,
        message: Vec::new(),
        prints: Vec::new(),
        took: std::time::Duration::ZERO,
    };
    if test.todo {
        return vec![base];
    }
    let begun = Instant::now();
    let verdicts = verdicts(evaluator, test);
    let took = begun.elapsed();
    let prints = evaluator.take_prints();
    let of_case = |case: Option<String>, ending, message| Test {
        name: format!("{}{}", test.name, case.unwrap_or_default()),
        ending,
        message,
        prints: prints.clone(),
        took,
        ..base.clone()
    };
    match verdicts {
        Err(error) => vec![of_case(None, Ending::Error, vec![error.to_string()])],
        Ok(verdicts) => verdicts
            .into_iter()
            .map(|(case, value)| match value {
                Value::Bool(true) => of_case(case, Ending::Pass, Vec::new()),
                other => {
                    let message = explain(program, test, case.is_some(), &other);
                    of_case(case, Ending::Fail, message)
                }
            })
            .collect(),
    }
}

/// Why a test does not hold, as far as the engine can tell.
fn explain(program: &Program, test: &UnitTest, is_case: bool, value: &Value) -> Vec<String> {
    let mut message = vec![match value {
        Value::Undefined if is_case => "this case does not hold".to_owned(),
        Value::Undefined if test.cases.is_some() => "it has no case".to_owned(),
        Value::Undefined => "it does not hold".to_owned(),
        Value::Bool(_) => "it is false".to_owned(),
        other => format!("its value is {other}, not true"),
    }];
    // Of many cases nobody knows which of them reached a line.
    if !is_case {
        message.extend(stopped_at(program, test));
    }
    message
}

/// The last statement that was reached, told from a run that counts lines.
fn stopped_at(program: &Program, test: &UnitTest) -> Option<String> {
    let mut evaluator = evaluator(program, true);
    evaluator.strict(test.strict);
    evaluator.evaluate(&test.name, Value::new_object()).ok()?;
    let coverage = evaluator.coverage();
    let covered = &coverage.get(&test.file)?.covered;
    let reached = test.statements.iter().take_while(|(line, _)| covered.binary_search(line).is_ok());
    let (line, statement) = reached.last()?;
    let first = statement.lines().next().unwrap_or_default();
    let more = if statement.lines().count() > 1 { " …" } else { "" };
    Some(format!("line {line} is the last that was reached: {first}{more}"))
}

fn run_example(judging: &mut Judging<'_>, exemplified: &Exemplified<'_>) -> Test {
    let begun = Instant::now();
    let came_out = judge_case(judging, exemplified.rule, exemplified.example);
    let took = begun.elapsed();
    let (line, ending, message) = match came_out {
        Ok(outcome) if outcome.is_right() => (1, Ending::Pass, Vec::new()),
        Ok(outcome) => {
            let unexpected = outcome.unexpected.iter().map(|(line, _)| *line);
            let line = outcome.missing.iter().copied().chain(unexpected).min().map_or(1, |line| line.number);
            (line, Ending::Fail, differences(&outcome))
        }
        Err(error) => (1, Ending::Error, vec![error.to_string()]),
    };
    Test {
        name: exemplified.name(),
        group: Arc::from(exemplified.rule.card.id.as_str()),
        file: exemplified.file(),
        line,
        ending,
        message,
        prints: judging.evaluator.take_prints(),
        took,
    }
}

fn differences(outcome: &CaseOutcome) -> Vec<String> {
    let missing =
        outcome.missing.iter().map(|line| (*line, "a finding is marked here and there is none".to_owned()));
    let unexpected = outcome
        .unexpected
        .iter()
        .map(|(line, said)| (*line, format!("no finding is marked here, but: {said}")));
    let mut all: Vec<(Line, String)> = missing.chain(unexpected).collect();
    all.sort();
    all.into_iter().map(|(line, said)| format!("{line}: {said}")).collect()
}

/// What a rule says of an example, each message once, in order of lines.
pub(in crate::devtool) fn messages(judging: &mut Judging<'_>, rule: &Rule, example: &Example) -> Vec<String> {
    let mut messages = Vec::new();
    for (_, message) in case_findings(judging, rule, example).unwrap_or_default() {
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    messages
}
