//! `verify`: the unit tests and the examples of rules, through the evaluator that judges users' manifests.
//!
//! Three ways users will break it: two tests of one name (they would be one rule that holds when either does), a rule
//! without tests or examples (it would pass for ever), a path without either (nothing ran): none of them is a pass.

mod coverage;
mod discover;
mod modules;
mod mutate;
mod problems;
mod run;
mod subject;
#[cfg(test)]
mod tests;
mod workers;
mod write;

use std::sync::Arc;
use std::time::Duration;

use regex::Regex;

pub(super) use run::{everything, messages, reads};

pub use coverage::{CoverageReport, FileCoverage};
pub use mutate::{Change, Mutant, Mutation};
pub use subject::{layered, sources};
pub use write::{Format, WriteOptions, write};

use crate::engine::Limits;
use crate::policy::{Library, PolicyError, PolicySource};
use modules::Modules;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only tests whose name this regular expression finds.
    pub run: Option<String>,
    /// Which lines were evaluated.
    pub coverage: bool,
    /// Percent of all lines that have to be evaluated; asks for coverage by itself.
    pub threshold: Option<f64>,
    /// Change one expression at a time and see whether a test notices.
    pub mutate: bool,
    /// Only this rule's expressions.
    pub rule: Option<String>,
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// As wanted.
    Pass,
    /// Not as wanted.
    Fail,
    /// The evaluation raised an error.
    Error,
    /// A test that is still to be written.
    Skip,
}

impl Ending {
    /// The word used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Skip => "skip",
        }
    }
}

/// One test or example that was run.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// `data.PACKAGE.test_x`, or `PACK/RULE example deny-x.yaml`.
    pub name: String,
    /// The package, or the rule of an example.
    pub group: Arc<str>,
    /// Its file.
    pub file: Arc<str>,
    /// Its line.
    pub line: u32,
    /// How it ended.
    pub ending: Ending,
    /// What is to be said of a failure, line by line.
    pub message: Vec<String>,
    /// What `print` said.
    pub prints: Vec<String>,
    /// How long it took. Reports do not show it unless asked.
    pub took: Duration,
}

/// What is wrong with the tests themselves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub file: Arc<str>,
    /// The line.
    pub line: u32,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// What follows from a run, heaviest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All is as wanted.
    Passed,
    /// Neither a test nor an example was run.
    NothingRan,
    /// A test failed, tests are missing, lines are not covered or mutants not noticed.
    Failed,
}

/// What a run found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verified {
    /// Unit tests, then examples, each in order of file and line.
    pub tests: Vec<Test>,
    /// In order of file and line.
    pub problems: Vec<Problem>,
    /// If asked for.
    pub coverage: Option<CoverageReport>,
    /// If asked for, and all tests passed.
    pub mutation: Option<Mutation>,
}

impl Verified {
    /// What follows.
    pub fn outcome(&self) -> Outcome {
        let failed = self.tests.iter().any(|test| matches!(test.ending, Ending::Fail | Ending::Error))
            || !self.problems.is_empty()
            || self.coverage.as_ref().is_some_and(CoverageReport::is_below)
            || self.mutation.as_ref().is_some_and(|mutation| !mutation.survivors.is_empty());
        if failed {
            Outcome::Failed
        } else if self.tests.iter().all(|test| test.ending == Ending::Skip) {
            Outcome::NothingRan
        } else {
            Outcome::Passed
        }
    }

    /// How many ended so.
    pub fn count(&self, ending: Ending) -> usize {
        self.tests.iter().filter(|test| test.ending == ending).count()
    }
}

/// Why nothing could be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum VerifyError {
    /// Policies that cannot be loaded, with every mistake.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Load(Vec<PolicyError>),
    /// `--run` is no regular expression.
    #[error("--run {pattern}: {message}")]
    Run {
        /// What was given.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// `--rule` names a rule that is not verified here.
    #[error("--rule {0}: no rule of the given paths has this id (`tidegate rules` lists ids)")]
    Rule(String),
    /// `--threshold` is no percentage.
    #[error("--threshold {0}: give a number from 0 to 100")]
    Threshold(f64),
    /// No path, and no folder of that name here.
    #[error(
        "there is no folder `policies` here: name the folder with your rules, as in `tidegate verify my-policies`"
    )]
    NoPath,
}

/// Verifies the last sources with the first one, the built-in policies, beside them; a single source is verified itself.
/// What both have, the last ones decide.
pub fn verify(options: &Options, sources: &[PolicySource]) -> Result<Verified, VerifyError> {
    let filter = filter(options)?;
    if let Some(threshold) = options.threshold.filter(|percent| !(0.0..=100.0).contains(percent)) {
        return Err(VerifyError::Threshold(threshold));
    }
    let (layered, subjects) = subject::layered(sources);
    let library = Library::read(&layered, &[]).map_err(VerifyError::Load)?;
    let modules = Modules::of(&library, &subjects).map_err(VerifyError::Load)?;
    if let Some(id) = &options.rule
        && !library.rules.iter().any(|rule| rule.card.id.as_str() == id && subjects.contains(&rule.file))
    {
        return Err(VerifyError::Rule(id.clone()));
    }
    let (unit_tests, mut problems) = discover::unit_tests(&modules);
    // Whoever asks for one test is not told of others.
    if filter.is_none() {
        problems.extend(problems::missing(&library, &modules));
    } else {
        problems.clear();
    }
    problems.sort();
    let selected = run::Selected { library: &library, modules: &modules, filter: filter.as_ref() };
    let counting = options.coverage || options.threshold.is_some();
    let ran = selected.run(&unit_tests, counting, Limits::default()).map_err(VerifyError::Load)?;
    let mut verified = Verified { tests: ran.tests, problems, coverage: None, mutation: None };
    if counting {
        verified.coverage = Some(coverage::report(&modules, &ran.coverage, options.threshold));
    }
    if options.mutate {
        if verified.outcome() == Outcome::Passed {
            let ground = mutate::Ground { library: &library, modules: &modules, unit_tests: &unit_tests };
            verified.mutation = Some(mutate::mutate(&ground, options.rule.as_deref()));
        } else {
            verified.problems.push(Problem {
                file: Arc::from("--mutate"),
                line: 1,
                message: "nothing was changed: what a test notices is only worth something once all is well without changes"
                    .to_owned(),
                help: "mend the failures first".to_owned(),
            });
        }
    }
    Ok(verified)
}

fn filter(options: &Options) -> Result<Option<Regex>, VerifyError> {
    let Some(pattern) = &options.run else { return Ok(None) };
    Regex::new(pattern)
        .map(Some)
        .map_err(|error| VerifyError::Run { pattern: pattern.clone(), message: error.to_string() })
}
