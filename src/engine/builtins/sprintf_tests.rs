//! `sprintf` against what OPA 1.22.2 prints, for every verb and kind of operand (`testdata/sprintf/opa.jsonl`).

use super::*;

#[test]
fn every_verb_prints_what_opa_prints() {
    let cases = std::fs::read_to_string("testdata/sprintf/opa.jsonl").unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in cases.lines() {
        let case = Value::from_json_str(line).unwrap();
        let arguments = [case["format"].clone(), case["operands"].clone()];
        let printed = sprintf(&arguments).unwrap();
        count += 1;
        if printed != case["printed"] {
            wrong.push(format!("{line}\n    here: {printed}"));
        }
    }
    assert!(count > 900, "{count} cases");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_wide_field_is_an_error_and_not_a_gigabyte() {
    let error = sprintf(&[Value::from("%999999999d"), Value::from(vec![Value::from(1)])]).unwrap_err();
    assert!(error.to_string().contains("more than the 1000000 allowed"));
}
