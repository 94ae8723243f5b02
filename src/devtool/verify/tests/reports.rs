//! What reports look like.

use super::*;

/// A sample with everything that a report can show.
fn sample() -> Verified {
    let test = format!(
        "{TEST}\ntest_wrong if {{\n\tx := 1\n\tprint(\"x is\", x)\n\tx == 2\n}}\n\ntodo_test_later if false\n\ntest_a_label if true\n"
    );
    let bad = "apiVersion: batch/v1\nkind: Job # <- finding\nmetadata:\n  name: a\n";
    let rule = format!("{RULE}\nunused if {{\n\tinput.object.kind == \"Pod\"\n}}\n");
    let options = Options { threshold: Some(95.0), ..Options::default() };
    let mut verified = run(
        &options,
        &files(&[
            ("acme/label/rule_test.rego", &test),
            ("acme/label/deny-x.yaml", bad),
            ("acme/label/allow-x.yaml", ""),
            ("acme/label/rule.rego", &rule),
        ]),
    );
    let options = Options { mutate: true, ..Options::default() };
    let fewer = TEST.replace("\ntest_a_pod if found({\"kind\": \"Pod\"}) == set()\n", "");
    verified.mutation = run(&options, &files(&[("acme/label/rule_test.rego", &fewer)])).mutation;
    verified
}

#[test]
fn a_failing_run_looks_like_this() {
    insta::assert_snapshot!(text(&sample()));
}

#[test]
fn json_is_as_its_schema_says_and_junit_holds_every_failure() {
    let verified = sample();
    let written = |format| {
        let mut bytes = Vec::new();
        write(format, &mut bytes, &verified, &WriteOptions::default()).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let schema = crate::schema::own::VERIFY.compiled().as_ref().unwrap();
    let json: serde_json::Value = serde_json::from_str(&written(Format::Json)).unwrap();
    assert!(schema.validate(&json).is_empty(), "{:?}", schema.validate(&json));
    assert_eq!(json["counts"]["fail"], 2);
    let junit = written(Format::Junit);
    // Two tests, two problems, lines below the threshold, two mutants.
    assert_eq!(junit.matches("<failure").count(), 7, "{junit}");
    assert_eq!(junit.matches("<skipped").count(), 1);
}
