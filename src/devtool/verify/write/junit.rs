//! JUnit: one suite a package or rule; what is wrong with the tests, lines and mutants are suites of their own, so that a
//! CI system that reads nothing else sees red when the exit code is.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::devtool::verify::{Ending, Test, Verified};

pub(super) fn write(sink: &mut dyn Write, verified: &Verified) -> io::Result<()> {
    let mut report = Report::new("tidegate verify");
    let mut groups: BTreeMap<&str, Vec<&Test>> = BTreeMap::new();
    for test in &verified.tests {
        groups.entry(&test.group).or_default().push(test);
    }
    for (group, tests) in groups {
        let mut suite = TestSuite::new(group);
        suite.add_test_cases(tests.into_iter().map(case));
        report.add_test_suite(suite);
    }
    let problems = verified.problems.iter().map(|problem| {
        let place = format!("{}:{}", problem.file, problem.line);
        failure(&place, &problem.message, &problem.help)
    });
    add(&mut report, "wrong with the tests", problems.collect());
    if let Some(coverage) = verified.coverage.as_ref().filter(|coverage| coverage.is_below()) {
        let cases = coverage.files.iter().filter(|file| !file.not_covered.is_empty()).map(|file| {
            let lines: Vec<String> = file.not_covered.iter().map(ToString::to_string).collect();
            failure(&file.file, "lines that no test evaluates", &lines.join(", "))
        });
        add(&mut report, "lines not evaluated", cases.collect());
    }
    if let Some(mutation) = &verified.mutation {
        let cases = mutation.survivors.iter().map(|mutant| {
            let place = format!("{}:{}", mutant.file, mutant.line);
            let message = format!("no test notices when this is {}", mutant.change.as_str());
            failure(&place, &message, &mutant.expression)
        });
        add(&mut report, "changes not noticed", cases.collect());
    }
    report.serialize(&mut *sink).map_err(io::Error::other)?;
    writeln!(sink)
}

fn add(report: &mut Report, name: &str, cases: Vec<TestCase>) {
    if !cases.is_empty() {
        let mut suite = TestSuite::new(name);
        suite.add_test_cases(cases);
        report.add_test_suite(suite);
    }
}

fn failure(name: &str, message: &str, text: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(message).set_description(text);
    TestCase::new(name, status)
}

fn case(test: &Test) -> TestCase {
    let mut lines = vec![format!("{}:{}", test.file, test.line)];
    lines.extend(test.message.iter().cloned());
    lines.extend(test.prints.iter().map(|print| format!("print: {print}")));
    let first = test.message.first().cloned().unwrap_or_default();
    let failed = |kind| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_message(first.as_str()).set_description(lines.join("\n"));
        status
    };
    let status = match test.ending {
        Ending::Pass => TestCaseStatus::success(),
        Ending::Fail => failed(NonSuccessKind::Failure),
        Ending::Error => failed(NonSuccessKind::Error),
        Ending::Skip => {
            let mut status = TestCaseStatus::skipped();
            status.set_message("still to be written");
            status
        }
    };
    let mut case = TestCase::new(test.name.as_str(), status);
    case.set_classname(&*test.group);
    case
}
