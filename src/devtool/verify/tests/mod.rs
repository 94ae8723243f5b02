//! `verify` on small policies: every way to fail, and what the reports look like.

use std::sync::Arc;

mod reports;
mod strength;

use super::*;
use crate::policy::{PolicyFile, builtin};

const RULE: &str = "# METADATA
# title: Workloads have a label
# description: D
# custom:
#   severity: info
#   applies_to: [workloads]
#   remediation: R
package tidegate.acme.label

deny contains finding if {
\tnot input.object.metadata.labels
\tis_workload
\tfinding := {\"msg\": \"no label\", \"path\": [\"metadata\", \"labels\"]}
}

is_workload if {
\tinput.object.kind != \"Pod\"
}
";

const TEST: &str = "package tidegate.acme.label_test

import data.tidegate.acme.label

found(object) := findings if {
\tfindings := label.deny with input as {\"object\": object}
}

test_no_label if count(found({\"kind\": \"Job\"})) == 1

test_a_label if found({\"kind\": \"Job\", \"metadata\": {\"labels\": {}}}) == set()

test_a_pod if found({\"kind\": \"Pod\"}) == set()
";

const BAD: &str = "apiVersion: batch/v1\nkind: Job\nmetadata: # <- finding\n  name: a\n";
const GOOD: &str = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\n  labels: {a: b}\n";

/// The complete rule, with some files replaced, added or (with an empty text) taken away.
fn files<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut files = vec![
        ("acme/label/allow-x.yaml", GOOD),
        ("acme/label/deny-x.yaml", BAD),
        ("acme/label/rule.rego", RULE),
        ("acme/label/rule_test.rego", TEST),
    ];
    for (path, text) in changes {
        files.retain(|(known, _)| known != path);
        if !text.is_empty() {
            files.push((path, text));
        }
    }
    files
}

fn source(files: &[(&str, &str)]) -> PolicySource {
    let files = files.iter().map(|(path, text)| PolicyFile {
        path: Arc::from(*path),
        below_root: path.split('/').map(str::to_owned).collect(),
        text: Arc::from(*text),
    });
    PolicySource { name: Arc::from("mine"), files: files.collect() }
}

fn run(options: &Options, files: &[(&str, &str)]) -> Verified {
    verify(options, &[builtin(), source(files)]).unwrap_or_else(|error| panic!("{error}"))
}

fn plain(changes: &[(&str, &str)]) -> Verified {
    run(&Options::default(), &files(changes))
}

fn text(verified: &Verified) -> String {
    let mut bytes = Vec::new();
    write(Format::Text, &mut bytes, verified, &WriteOptions::default()).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn said(verified: &Verified) -> Vec<&str> {
    verified.problems.iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn a_complete_rule_passes_with_the_library_beside_it() {
    let verified = plain(&[]);
    assert_eq!(verified.outcome(), Outcome::Passed, "{}", text(&verified));
    let names: Vec<&str> = verified.tests.iter().map(|test| test.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "data.tidegate.acme.label_test.test_no_label",
            "data.tidegate.acme.label_test.test_a_label",
            "data.tidegate.acme.label_test.test_a_pod",
            "acme/label example allow-x.yaml",
            "acme/label example deny-x.yaml",
        ]
    );
    assert_eq!((&*verified.tests[0].file, verified.tests[0].line), ("acme/label/rule_test.rego", 9));
}

#[test]
fn a_failing_test_says_where_it_stopped_and_what_was_printed() {
    let more =
        format!("{TEST}\ntest_wrong if {{\n\tx := 1 + 1\n\tprint(\"x is\", x)\n\tx == 3\n\tx > 0\n}}\n");
    let verified = plain(&[("acme/label/rule_test.rego", &more)]);
    assert_eq!(verified.outcome(), Outcome::Failed);
    let wrong: Vec<&Test> = verified.tests.iter().filter(|test| test.ending == Ending::Fail).collect();
    let [wrong] = wrong.as_slice() else { panic!("{}", text(&verified)) };
    assert_eq!(wrong.message, ["it does not hold", "line 18 is the last that was reached: x == 3"]);
    assert_eq!(wrong.prints.len(), 1);
    assert!(wrong.prints[0].contains("x is 2"), "{:?}", wrong.prints);
}

#[test]
fn an_error_is_told_from_a_failure_and_todo_is_skipped() {
    let more = format!("{TEST}\ntest_wrong if to_number(\"x\") == 1\n\ntodo_test_later if false\n");
    let verified = plain(&[("acme/label/rule_test.rego", &more)]);
    assert_eq!((verified.count(Ending::Error), verified.count(Ending::Skip)), (1, 1), "{}", text(&verified));
}

#[test]
fn every_case_of_a_test_is_told_even_one_that_does_not_hold() {
    let more = format!(
        "{TEST}\ncases := {{\"one\": [1, 1], \"two\": [1, 2]}}\n\ntest_equal[note] if {{\n\tsome note, case in cases\n\tcase[0] == case[1]\n}}\n\ntest_none[note] if {{\n\tsome note, case in {{}}\n\tcase\n}}\n\ntest_one[\"a\"] if true\n\ntest_one[\"b\"] if 1 == 2\n"
    );
    let verified = plain(&[("acme/label/rule_test.rego", &more)]);
    let endings: Vec<(&str, Ending)> = verified
        .tests
        .iter()
        .filter_map(|test| Some((test.name.strip_prefix("data.tidegate.acme.label_test.")?, test.ending)))
        .skip(3)
        .collect();
    assert_eq!(
        endings,
        [
            ("test_equal[\"one\"]", Ending::Pass),
            ("test_equal[\"two\"]", Ending::Fail),
            ("test_none", Ending::Fail),
            ("test_one[\"a\"]", Ending::Pass),
            ("test_one[\"b\"]", Ending::Fail),
        ]
    );
}

/// Rules of one name OR together: the second hides that the first does not hold.
#[test]
fn two_tests_of_one_name_are_a_failure() {
    let more = format!("{TEST}\ntest_a_pod if 1 == 2\n");
    let verified = plain(&[("acme/label/rule_test.rego", &more)]);
    assert!(verified.tests.iter().all(|test| test.ending == Ending::Pass));
    assert_eq!(
        said(&verified),
        [
            "test_a_pod is defined twice in package tidegate.acme.label_test (first at acme/label/rule_test.rego:13): it passes when either of the two does"
        ]
    );
    assert_eq!(verified.outcome(), Outcome::Failed);
    // In another file of the same package as well.
    let other = "package tidegate.acme.label_test\n\ntest_a_pod if 1 == 2\n";
    assert_eq!(said(&plain(&[("acme/label/more_test.rego", other)])).len(), 1);
}

#[test]
fn a_rule_without_tests_or_examples_is_a_failure() {
    let said_without =
        |path: &str| plain(&[(path, "")]).problems.iter().map(|p| p.message.clone()).collect::<Vec<_>>();
    assert_eq!(said_without("acme/label/rule_test.rego"), ["rule acme/label has no unit test"]);
    assert_eq!(
        said_without("acme/label/deny-x.yaml"),
        ["rule acme/label has no example that it finds something in"]
    );
    assert_eq!(
        said_without("acme/label/allow-x.yaml"),
        ["rule acme/label has no example that it is silent about"]
    );
    let only_todo = "package tidegate.acme.label_test\n\ntodo_test_x if true\n";
    assert_eq!(
        said(&plain(&[("acme/label/rule_test.rego", only_todo)])),
        ["rule acme/label has no unit test"]
    );
}

#[test]
fn tests_that_would_never_run_or_are_a_part_of_the_rule_are_a_failure() {
    let more = format!("{TEST}\ntest_f(x) if x\n\ntest_set contains 1\n\ndefault test_d := true\n");
    let verified = plain(&[("acme/label/rule_test.rego", &more)]);
    let words = said(&verified).join("\n");
    for wanted in ["test_f is a function", "test_set is a set", "test_d is given a default"] {
        assert!(words.contains(wanted), "{words}");
    }
    let inside = format!("{RULE}\ntest_inside if true\n");
    assert_eq!(
        said(&plain(&[("acme/label/rule.rego", &inside)])),
        ["package tidegate.acme.label is a rule or a helper and holds tests"]
    );
    let unnamed = TEST.replace("package tidegate.acme.label_test", "package tidegate.acme.label_tests");
    assert!(
        said(&plain(&[("acme/label/rule_test.rego", &unnamed)]))
            .contains(&"package tidegate.acme.label_tests holds tests and does not end in _test")
    );
}

#[test]
fn an_example_that_is_not_as_marked_is_told_line_by_line() {
    let bad = "apiVersion: batch/v1\nkind: Job # <- finding\nmetadata:\n  name: a\n";
    let verified = plain(&[("acme/label/deny-x.yaml", bad)]);
    let example = verified.tests.last().unwrap();
    assert_eq!((example.ending, example.line), (Ending::Fail, 2));
    assert_eq!(
        example.message,
        [
            "line 2: a finding is marked here and there is none",
            "line 3: no finding is marked here, but: no label"
        ]
    );
    let unreadable = plain(&[("acme/label/deny-x.yaml", "a: [ # <- finding\n")]);
    assert_eq!(unreadable.tests.last().unwrap().ending, Ending::Error);
}

#[test]
fn nothing_ran_is_no_pass() {
    let conftest = "package main\n\ndeny contains \"x\" if input.x\n";
    assert_eq!(run(&Options::default(), &[("p.rego", conftest)]).outcome(), Outcome::NothingRan);
    let options = Options { run: Some("no_such_test".to_owned()), ..Options::default() };
    let verified = run(&options, &files(&[]));
    assert_eq!(verified.outcome(), Outcome::NothingRan);
    assert!(text(&verified).starts_with("nothing ran"));
}

#[test]
fn only_what_run_finds_is_run() {
    let options = Options { run: Some("test_a_|deny-".to_owned()), ..Options::default() };
    let verified = run(&options, &files(&[("acme/label/allow-x.yaml", "")]));
    assert_eq!((verified.outcome(), verified.tests.len()), (Outcome::Passed, 3), "{}", text(&verified));
    let wrong =
        verify(&Options { run: Some("(".to_owned()), ..Options::default() }, &[builtin()]).unwrap_err();
    assert!(wrong.to_string().starts_with("--run (:"), "{wrong}");
}

#[test]
fn tests_of_conftest_policies_run_in_their_own_package_or_beside_it() {
    let policy = "package main\n\ndeny contains \"old\" if to_number(input.version) < 2\n\ntest_old if count(deny) == 1 with input as {\"version\": \"1\"}\n";
    let test = "package main\n\ntest_new if count(deny) == 0 with input as {\"version\": \"2\"}\n\n# As in OPA, an error of a built-in is no error.\ntest_odd if count(deny) == 0 with input as {\"version\": \"x\"}\n";
    let beside = "package main_test\n\nimport data.main\n\ntest_beside if count(main.deny) == 1 with input as {\"version\": \"0\"}\n";
    let verified =
        run(&Options::default(), &[("p.rego", policy), ("p_test.rego", test), ("q_test.rego", beside)]);
    assert_eq!((verified.outcome(), verified.tests.len()), (Outcome::Passed, 4), "{}", text(&verified));
}

#[test]
fn policies_that_do_not_load_are_no_test_result() {
    let broken = [("acme/label/rule_test.rego", "package tidegate.acme.label_test\n\ntest_x if {\n")];
    let VerifyError::Load(errors) =
        verify(&Options::default(), &[builtin(), source(&files(&broken))]).unwrap_err()
    else {
        panic!("a load error")
    };
    assert!(errors[0].to_string().starts_with("acme/label/rule_test.rego:"), "{}", errors[0]);
    let unknown = format!("{TEST}\ntest_wrong if no_such_function(1)\n");
    let broken = [("acme/label/rule_test.rego", unknown.as_str())];
    let error = verify(&Options::default(), &[builtin(), source(&files(&broken))]).unwrap_err();
    assert!(error.to_string().contains("unknown function no_such_function"), "{error}");
}

/// Somebody who works on the built-in rules has them on disk and in the program.
#[test]
fn what_is_verified_replaces_what_the_program_brings() {
    let builtin = builtin();
    let mut mine = builtin.clone();
    mine.files.retain(|file| file.below_root.iter().any(|part| part == "privileged"));
    for file in &mut mine.files {
        file.below_root.drain(..2);
    }
    let verified = verify(&Options::default(), &[builtin, mine]).unwrap();
    assert_eq!(verified.outcome(), Outcome::Passed, "{}", text(&verified));
    assert!(verified.tests.iter().all(|test| test.file.starts_with("policies/pods/privileged/")));
}

#[test]
fn a_topic_of_the_library_is_verified_alone() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/lib/kinds");
    let verified = verify(&Options::default(), &sources(&[root.into()]).unwrap()).unwrap();
    assert_eq!(verified.outcome(), Outcome::Passed, "{}", text(&verified));
    assert!(verified.tests.iter().all(|test| &*test.group == "tidegate.lib.kinds_test"));
}
