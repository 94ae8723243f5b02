//! `verify.v1`: everything that a run found. Frozen: a member may be added, none renamed or taken away.

use std::io::{self, Write};

use serde::Serialize;

use crate::devtool::verify::{CoverageReport, Ending, Mutation, Outcome, Verified};

#[derive(Serialize)]
struct VerifyV1<'a> {
    version: &'static str,
    outcome: &'static str,
    counts: CountsV1,
    tests: Vec<TestV1<'a>>,
    problems: Vec<ProblemV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutation: Option<MutationV1<'a>>,
}

#[derive(Serialize)]
struct CountsV1 {
    pass: usize,
    fail: usize,
    error: usize,
    skip: usize,
}

#[derive(Serialize)]
struct TestV1<'a> {
    name: &'a str,
    group: &'a str,
    file: &'a str,
    line: u32,
    ending: &'static str,
    message: &'a [String],
    prints: &'a [String],
}

#[derive(Serialize)]
struct ProblemV1<'a> {
    file: &'a str,
    line: u32,
    message: &'a str,
    help: &'a str,
}

#[derive(Serialize)]
struct CoverageV1<'a> {
    percent: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<f64>,
    covered: usize,
    lines: usize,
    files: Vec<FileV1<'a>>,
}

#[derive(Serialize)]
struct FileV1<'a> {
    file: &'a str,
    percent: f64,
    covered: &'a [u32],
    not_covered: &'a [u32],
}

#[derive(Serialize)]
struct MutationV1<'a> {
    tried: usize,
    invalid: usize,
    survivors: Vec<SurvivorV1<'a>>,
}

#[derive(Serialize)]
struct SurvivorV1<'a> {
    file: &'a str,
    line: u32,
    expression: &'a str,
    change: &'static str,
}

pub(super) fn write(sink: &mut dyn Write, verified: &Verified) -> io::Result<()> {
    let report = VerifyV1 {
        version: "verify.v1",
        outcome: match verified.outcome() {
            Outcome::Passed => "passed",
            Outcome::NothingRan => "nothing-ran",
            Outcome::Failed => "failed",
        },
        counts: CountsV1 {
            pass: verified.count(Ending::Pass),
            fail: verified.count(Ending::Fail),
            error: verified.count(Ending::Error),
            skip: verified.count(Ending::Skip),
        },
        tests: verified
            .tests
            .iter()
            .map(|test| TestV1 {
                name: &test.name,
                group: &test.group,
                file: &test.file,
                line: test.line,
                ending: test.ending.as_str(),
                message: &test.message,
                prints: &test.prints,
            })
            .collect(),
        problems: verified
            .problems
            .iter()
            .map(|problem| ProblemV1 {
                file: &problem.file,
                line: problem.line,
                message: &problem.message,
                help: &problem.help,
            })
            .collect(),
        coverage: verified.coverage.as_ref().map(coverage),
        mutation: verified.mutation.as_ref().map(mutation),
    };
    serde_json::to_writer_pretty(&mut *sink, &report)?;
    writeln!(sink)
}

fn coverage(report: &CoverageReport) -> CoverageV1<'_> {
    let (covered, lines) = report.lines();
    CoverageV1 {
        percent: report.percent(),
        threshold: report.threshold,
        covered,
        lines,
        files: report
            .files
            .iter()
            .map(|file| FileV1 {
                file: &file.file,
                percent: file.percent(),
                covered: &file.covered,
                not_covered: &file.not_covered,
            })
            .collect(),
    }
}

fn mutation(mutation: &Mutation) -> MutationV1<'_> {
    MutationV1 {
        tried: mutation.tried,
        invalid: mutation.invalid,
        survivors: mutation
            .survivors
            .iter()
            .map(|mutant| SurvivorV1 {
                file: &mutant.file,
                line: mutant.line,
                expression: &mutant.expression,
                change: mutant.change.as_str(),
            })
            .collect(),
    }
}
