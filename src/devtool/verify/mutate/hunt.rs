//! Finds out whether a test notices a mutant: the tests of its own package first, then everything else that reaches it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::make::Mutant;
use super::{Fate, Ground};
use crate::devtool::verify::discover::UnitTest;
use crate::devtool::verify::run::{Exemplified, examples, verdicts};
use crate::engine::{Limits, Program};
use crate::gate::{Judging, judge_case};
use crate::policy::Rule;
use crate::value::Value;

/// A module and who could notice a change of it.
pub(super) struct HuntingGround<'a> {
    pub(super) unit: usize,
    stages: Vec<Stage<'a>>,
    reads: BTreeSet<Arc<str>>,
}

/// Tests and examples that are compiled together.
struct Stage<'a> {
    roots: BTreeSet<usize>,
    tests: Vec<&'a UnitTest>,
    examples: Vec<Exemplified<'a>>,
}

impl Stage<'_> {
    fn is_empty(&self) -> bool {
        self.tests.is_empty() && self.examples.is_empty()
    }
}

/// A mutant that runs without end is noticed by that.
const LONGEST: Duration = Duration::from_secs(5);

/// The modules to change: verified rules and helpers, or one rule.
pub(super) fn hunting_grounds<'a>(ground: &Ground<'a>, rule: Option<&str>) -> Vec<HuntingGround<'a>> {
    let library = ground.library;
    let resolved =
        |name: &Arc<str>| library.kinds.resolve(name).unwrap_or_else(|| BTreeSet::from([Arc::clone(name)]));
    let mut reads: BTreeSet<Arc<str>> =
        library.rules.iter().flat_map(|rule| &rule.card.reads).flat_map(resolved).collect();
    // As the gate does.
    reads.insert(Arc::from("Namespace"));
    let only = rule.and_then(|id| library.rule(id)).map(|rule| &rule.file);
    let units = ground.modules.units.iter().enumerate();
    let wanted = units.filter(|(_, unit)| unit.subject && !unit.is_test);
    wanted
        .filter(|(_, unit)| only.is_none_or(|file| *file == unit.module.path))
        .map(|(at, _)| HuntingGround { unit: at, stages: stages(ground, at), reads: reads.clone() })
        .collect()
}

fn stages<'a>(ground: &Ground<'a>, at: usize) -> Vec<Stage<'a>> {
    let modules = ground.modules;
    let Some(unit) = modules.units.get(at) else { return Vec::new() };
    let package = &unit.outline.package;
    let is_own = |test: &UnitTest| {
        test.package == *package
            || test.package.strip_suffix("_test").is_some_and(|tested| *tested == **package)
    };
    let notices = |test: &&UnitTest| !test.todo && modules.reaches(test.unit, at);
    let (own_tests, other_tests): (Vec<&UnitTest>, Vec<&UnitTest>) =
        ground.unit_tests.iter().filter(notices).partition(|test| is_own(test));
    let position = |rule: &Rule| modules.units.iter().position(|unit| unit.module.path == rule.file);
    let reaching = ground
        .library
        .rules
        .iter()
        .filter(|rule| position(rule).is_some_and(|from| modules.reaches(from, at)));
    let (own_rules, other_rules): (Vec<&Rule>, Vec<&Rule>) =
        reaching.partition(|rule| rule.file == unit.module.path);
    let stage = |tests: Vec<&'a UnitTest>, rules: Vec<&'a Rule>| {
        let mut roots: BTreeSet<usize> = tests.iter().map(|test| test.unit).collect();
        roots.extend(rules.iter().filter_map(|rule| position(rule)));
        roots.insert(at);
        Stage { roots, tests, examples: examples(rules.into_iter()) }
    };
    let mut stages = vec![stage(own_tests, own_rules)];
    // The first stage also tells whether the mutant compiles, so it stays, tests or not.
    stages.extend(Some(stage(other_tests, other_rules)).filter(|stage| !stage.is_empty()));
    stages
}

impl HuntingGround<'_> {
    /// Whether a test notices.
    pub(super) fn fate(&self, ground: &Ground<'_>, mutant: &Mutant) -> Fate {
        let Some(unit) = ground.modules.units.get(self.unit).filter(|_| !mutant.unbound) else {
            return Fate::Invalid;
        };
        let text = mutant.text(&unit.module.text);
        let limits = Limits { time: LONGEST, ..Limits::default() };
        for stage in &self.stages {
            let Ok(program) = ground.modules.program(&stage.roots, Some((self.unit, &text)), limits) else {
                return Fate::Invalid;
            };
            if self.is_noticed(ground, stage, &program) {
                return Fate::Noticed;
            }
        }
        Fate::Survived
    }

    fn is_noticed(&self, ground: &Ground<'_>, stage: &Stage<'_>, program: &Program) -> bool {
        let mut evaluator = program.evaluator();
        if ground.modules.prints {
            evaluator.gather_prints();
        }
        for test in &stage.tests {
            match verdicts(&mut evaluator, test) {
                Ok(verdicts) if verdicts.iter().all(|(_, value)| *value == Value::Bool(true)) => {}
                _ => return true,
            }
        }
        evaluator.strict(true);
        let mut judging =
            Judging { kinds: &ground.library.kinds, reads: &self.reads, evaluator: &mut evaluator };
        stage.examples.iter().any(|exemplified| {
            !judge_case(&mut judging, exemplified.rule, exemplified.example)
                .is_ok_and(|outcome| outcome.is_right())
        })
    }
}
