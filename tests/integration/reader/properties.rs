//! What holds for every value and every text.

use std::fmt::Write;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::{only, shown, yaml};
use tidegate::finding::Step;
use tidegate::source::fuzz::read_any;
use tidegate::source::{Document, Format, Limits, read_bytes};
use tidegate::value::{Value, from_json, to_json};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// JSON as manifests have it.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        "[ -~äé\u{1f600}\n]{0,12}".prop_map(Into::into),
        select(std::vec!["yes", "0644", "1e3", "~", "<<", "{{x}}", "---", "# c", "a: b"])
            .prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Into::into),
            btree_map("[a-z<.: -]{0,6}", inner, 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Block YAML with everything quoted that JSON quotes.
fn write_block(json: &serde_json::Value, indent: usize, text: &mut String) {
    let blanks = " ".repeat(indent);
    match json {
        serde_json::Value::Array(items) if !items.is_empty() => {
            for item in items {
                write!(text, "\n{blanks}- ").unwrap();
                write_block(item, indent + 2, text);
            }
        }
        serde_json::Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                write!(text, "\n{blanks}{}: ", serde_json::Value::from(key.as_str())).unwrap();
                write_block(member, indent + 2, text);
            }
        }
        leaf => write!(text, "{leaf} # said by {indent}").unwrap(),
    }
}

/// Where a scalar is said to stand is the JSON that was written.
fn check_ranges(
    document: &Document,
    json: &serde_json::Value,
    at: &mut Vec<Step>,
) -> Result<(), TestCaseError> {
    let children: Vec<(Step, &serde_json::Value)> = match json {
        serde_json::Value::Array(items) => (0..).map(Step::Index).zip(items).collect(),
        serde_json::Value::Object(members) => {
            members.iter().map(|(key, member)| (Step::Key(key.as_str().into()), member)).collect()
        }
        _ => Vec::new(),
    };
    if children.is_empty() {
        let range = document.value_range(&at.iter().cloned().collect()).unwrap();
        prop_assert_eq!(&document.file.text()[range], json.to_string());
    }
    for (step, child) in children {
        at.push(step);
        check_ranges(document, child, at)?;
        at.pop();
    }
    Ok(())
}

/// Text that looks like YAML from afar.
fn rough() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,3}",
        Just(": ".to_owned()),
        Just("\n".to_owned()),
        Just("  ".to_owned()),
        Just("- ".to_owned()),
        "[\\[\\]{},&*!|>'\"#%@?~<]",
        Just("---\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\t".to_owned()),
        Just("<<: ".to_owned()),
        Just("é".to_owned()),
        "[0-9._+-]{1,4}",
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn json_is_read_as_it_was_written(json in json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) }.unwrap();
        let expected: Value = from_json(json);
        let document = only(read_bytes("x.json", text.as_bytes(), Format::Json, &Limits::default()));
        prop_assert_eq!(&document.value, &expected);
        prop_assert_eq!(read_any(text.as_bytes()), Ok(()));
    }

    #[test]
    fn block_yaml_is_read_as_it_was_written(json in json()) {
        let mut text = String::new();
        write_block(&json, 0, &mut text);
        let document = only(yaml(&text));
        prop_assert_eq!(&document.value, &from_json(json.clone()), "{}", text);
        check_ranges(&document, &json, &mut Vec::new())?;
        prop_assert_eq!(read_any(text.as_bytes()), Ok(()));
    }

    #[test]
    fn values_survive_json_and_back(json in json()) {
        let text = serde_json::to_string(&json).unwrap();
        let document = only(read_bytes("x.json", text.as_bytes(), Format::Json, &Limits::default()));
        prop_assert_eq!(to_json(&document.value), to_json(&from_json(json)));
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn no_text_breaks_the_reader(text in rough()) {
        prop_assert_eq!(read_any(text.as_bytes()), Ok(()));
    }

    #[test]
    fn documents_do_not_depend_on_what_follows(text in rough()) {
        let alone = shown(&yaml("first: 1\n"));
        let with = shown(&yaml(&format!("first: 1\n---\n{text}")));
        prop_assert_eq!(&with[..1], &alone[..]);
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(read_any(&bytes), Ok(()));
    }
}
