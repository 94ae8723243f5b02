//! Lines that nothing evaluates, and changes that nothing notices.

use super::*;

#[test]
fn lines_that_nothing_evaluates_are_named_and_fail_below_the_threshold() {
    let rule = format!("{RULE}\nunused if {{\n\tinput.object.kind == \"Pod\"\n}}\n");
    let options = Options { threshold: Some(95.0), ..Options::default() };
    let verified = run(&options, &files(&[("acme/label/rule.rego", &rule)]));
    let report = verified.coverage.as_ref().unwrap();
    assert_eq!(report.files.len(), 1, "neither tests nor the library beside it count");
    assert_eq!(report.files[0].not_covered, [21]);
    assert!(report.is_below() && verified.outcome() == Outcome::Failed);
    assert!(text(&verified).contains("not evaluated: 21"), "{}", text(&verified));
    let whole = run(&Options { threshold: Some(100.0), ..Options::default() }, &files(&[]));
    assert_eq!(whole.outcome(), Outcome::Passed, "{}", text(&whole));
    let none = verify(&Options { threshold: Some(101.0), ..Options::default() }, &[builtin()]).unwrap_err();
    assert_eq!(none, VerifyError::Threshold(101.0));
}

#[test]
fn a_file_that_nothing_reaches_is_not_covered_at_all() {
    let helper = "package tidegate.lib.acme\n\nanswer := 42\n\ntwice(x) := y if {\n\ty := 2 * x\n}\n";
    let options = Options { coverage: true, ..Options::default() };
    let verified = run(&options, &files(&[("lib/acme/acme.rego", helper)]));
    let helper =
        verified.coverage.unwrap().files.into_iter().find(|file| file.file.contains("lib/acme")).unwrap();
    assert_eq!((helper.covered.len(), helper.not_covered), (0, vec![3, 5, 6]));
}

#[test]
fn a_change_that_no_test_notices_survives_and_is_named() {
    let options = Options { mutate: true, ..Options::default() };
    let verified = run(&options, &files(&[]));
    let mutation = verified.mutation.as_ref().unwrap();
    assert_eq!(mutation.survivors, [], "{}", text(&verified));
    assert_eq!(
        (mutation.tried, mutation.invalid),
        (6, 1),
        "two changes of three statements; `finding` is needed"
    );
    // Without the test of a Pod nothing holds `is_workload` in place.
    let fewer = TEST.replace("\ntest_a_pod if found({\"kind\": \"Pod\"}) == set()\n", "");
    let verified = run(&options, &files(&[("acme/label/rule_test.rego", &fewer)]));
    let survivors: Vec<(u32, &str, Change)> = verified
        .mutation
        .as_ref()
        .unwrap()
        .survivors
        .iter()
        .map(|mutant| (mutant.line, mutant.expression.as_str(), mutant.change))
        .collect();
    assert_eq!(
        survivors,
        [(12, "is_workload", Change::Dropped), (17, "input.object.kind != \"Pod\"", Change::Dropped)]
    );
    assert_eq!(verified.outcome(), Outcome::Failed);
}

#[test]
fn one_rule_can_be_mutated_and_failing_tests_are_not() {
    let options = Options { mutate: true, rule: Some("acme/label".to_owned()), ..Options::default() };
    assert_eq!(run(&options, &files(&[])).mutation.unwrap().tried, 6);
    let options = Options { mutate: true, rule: Some("pods/privileged".to_owned()), ..Options::default() };
    let error = verify(&options, &[builtin(), source(&files(&[]))]).unwrap_err();
    assert_eq!(
        error,
        VerifyError::Rule("pods/privileged".to_owned()),
        "the library beside it is not verified"
    );
    let failing = format!("{TEST}\ntest_wrong if 1 == 2\n");
    let options = Options { mutate: true, ..Options::default() };
    let verified = run(&options, &files(&[("acme/label/rule_test.rego", &failing)]));
    assert!(verified.mutation.is_none() && said(&verified)[0].starts_with("nothing was changed"));
}
