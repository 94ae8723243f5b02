//! What scalars mean: as the API server's own reader has it.

use super::{only, path, shown, yaml};

/// Plain scalars and the JSON they become. Checked against `sigs.k8s.io/yaml` 1.6.0.
const PLAIN: &[(&str, &str)] = &[
    ("yes", "true"),
    ("No", "false"),
    ("on", "true"),
    ("OFF", "false"),
    ("y", "true"),
    ("n", "false"),
    ("True", "true"),
    ("tRUE", "\"tRUE\""),
    ("~", "null"),
    ("Null", "null"),
    ("", "null"),
    ("0644", "420"),
    ("0o644", "420"),
    ("0b101", "5"),
    ("-0b11", "-3"),
    ("08", "8"),
    ("09.5", "9.5"),
    ("0x1F", "31"),
    ("-0x1f", "-31"),
    ("0x", "\"0x\""),
    ("1_000", "1000"),
    ("1_", "1"),
    ("_1", "\"_1\""),
    ("+12", "12"),
    ("-0", "0"),
    ("9007199254740993", "9007199254740993"),
    ("9223372036854775807", "9223372036854775807"),
    ("18446744073709551615", "18446744073709551615"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("1e+06", "1000000"),
    ("1E3", "1000"),
    ("1.0", "1"),
    ("1.", "1"),
    (".5", "0.5"),
    ("-.5", "-0.5"),
    (".5_0", "0.5"),
    ("._5", "\"._5\""),
    ("1_000.5", "1000.5"),
    ("1e999", "\"1e999\""),
    ("0.1", "0.1"),
    (".", "\".\""),
    ("+", "\"+\""),
    ("2001-12-14", "\"2001-12-14\""),
    ("12:30:45", "\"12:30:45\""),
    ("190:20:30", "\"190:20:30\""),
    ("1.2.3", "\"1.2.3\""),
    ("10Mi", "\"10Mi\""),
    ("inf", "\"inf\""),
    ("=", "\"=\""),
    ("<<", "\"<<\""),
    ("\"yes\"", "\"yes\""),
    ("'12'", "\"12\""),
    ("!!str 12", "\"12\""),
    ("!!str", "\"\""),
    ("!!int \"12\"", "12"),
    ("!!float 12", "12"),
    ("!!bool \"yes\"", "true"),
    ("!!null \"\"", "null"),
    ("!!binary aGVsbG8=", "\"hello\""),
    ("! 12", "\"12\""),
    ("!own 12", "\"12\""),
    ("!own {a: 1}", "{\"a\":1}"),
    ("!<tag:yaml.org,2002:int> \"3\"", "3"),
];

#[test]
fn plain_scalars_mean_what_the_api_server_reads() {
    for (scalar, json) in PLAIN {
        assert_eq!(shown(&yaml(&format!("v: {scalar}\n"))), [format!("{{\"v\":{json}}}")], "{scalar}");
    }
}

#[test]
fn keys_that_are_no_texts_become_texts_as_go_writes_them() {
    let keys = [
        ("yes", "true"),
        ("0x10", "16"),
        ("010", "8"),
        ("1.5", "1.5"),
        ("1e6", "1e+06"),
        ("123456.0", "123456"),
        ("16777217.0", "1.6777216e+07"),
        ("0.00001", "1e-05"),
        ("1e40", ".inf"),
        (".nan", ".nan"),
        ("2001-01-01", "2001-01-01"),
        ("!!int \"1\"", "1"),
        ("'1'", "1"),
    ];
    for (key, name) in keys {
        assert_eq!(shown(&yaml(&format!("{key}: v\n"))), [format!("{{\"{name}\":\"v\"}}")], "{key}");
    }
}

#[test]
fn values_that_json_cannot_hold_are_unreadable_where_they_stand() {
    for scalar in
        [".inf", "-.Inf", ".NaN", "!!int 1.5", "!!bool 1", "!!float abc", "!!null x", "!!binary '!!'"]
    {
        let reads = yaml(&format!("a: 1\nv: {scalar}\n"));
        let span = reads[0].unreadable().unwrap_or_else(|| panic!("{scalar}: {reads:?}")).span.unwrap();
        assert_eq!(span.start.line, 2, "{scalar}");
        assert!(span.start.column >= 4, "{scalar}");
    }
}

#[test]
fn keys_that_the_api_server_refuses_are_unreadable() {
    for key in ["~", "null", "9223372036854775808", "? "] {
        let reads = yaml(&format!("a: 1\n{key}: v\n"));
        assert!(reads[0].unreadable().is_some(), "{key}: {reads:?}");
    }
}

#[test]
fn a_block_text_at_the_end_of_the_file_gets_no_line_end_of_its_own() {
    assert_eq!(shown(&yaml("k: |\n  text")), ["{\"k\":\"text\"}"]);
    assert_eq!(shown(&yaml("k: |\n  text\n")), ["{\"k\":\"text\\n\"}"]);
}

#[test]
fn values_are_located() {
    let document = only(yaml("a: 1\nspec:\n  replicas: 0644\n"));
    let span = document.locate(&path("spec/replicas"));
    assert_eq!((span.start.line, span.start.column, span.end.line, span.end.column), (3, 3, 3, 17));
}
