//! Hostile schemas end in a judgement or in words, soon and in little memory; nothing is fetched.
//!
//! Each case runs in a process of its own, so that a stack that overflows is a failure with a name and peaks can be told
//! apart. Measured on two cores: what multiplies or refers is refused within 0.3 s and 30 MB; the largest cases, 10 MB of
//! schema or 100,000 items, take 0.5 to 2.2 s of the processor and at most 250 MB, a chain of 100,000 definitions 430 MB
//! with its own text.

mod cases;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::json;
use tidegate::gate;
use tidegate::schema::{Catalog, CustomSchemas, Question, Targets};
use tidegate::source::{Format, Limits, read_bytes};
use tidegate::value;

use self::cases::{FILE, case, object};
use crate::support::folder::Folder;

/// What came of it, in one line.
fn judged(schemas: &Path, text: &str) -> String {
    let catalog: std::sync::Arc<Catalog> = match gate::catalog(&[schemas.to_owned()]) {
        Ok(catalog) => catalog,
        Err(errors) => {
            return format!(
                "refused: {}",
                errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            );
        }
    };
    let reads = read_bytes("object.json", text.as_bytes(), Format::Json, &Limits::default());
    let document = reads[0].document().unwrap();
    let without_nulls = value::without_null_members(&document.value);
    let scope = CustomSchemas::default();
    let judgement = catalog.judge(&Question {
        written: &without_nulls,
        object: &without_nulls,
        api_version: "example.com/v1",
        kind: "Widget",
        targets: &Targets::default(),
        scope: &scope,
    });
    if let Some((_, why)) = judgement.broken {
        assert!(!catalog.is_usable("example.com/v1", "Widget", &scope));
        return format!("unusable: {why}");
    }
    let mut said = format!("{} mistakes", judgement.mistakes.len());
    for found in judgement.mistakes.iter().take(2) {
        write!(said, "; {}", found.mistake).unwrap();
    }
    for what in &judgement.unevaluated {
        write!(said, "; not evaluated: {what}").unwrap();
    }
    said
}

/// What this process has taken of the processor, so that other work on the machine does not count; where that cannot be
/// told, the time of day.
fn processor_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets; hundredths of a second.
    let behind = stat.rsplit_once(") ").map(|(_, fields)| fields.split(' ').collect::<Vec<_>>());
    let ticks =
        |fields: &[&str]| Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?);
    behind
        .and_then(|fields| ticks(&fields))
        .map_or_else(|| START.get_or_init(Instant::now).elapsed(), |ticks| Duration::from_millis(ticks * 10))
}

/// Judges one case; only called in a process of its own.
#[test]
fn one_hostile_case() {
    let Ok(name) = std::env::var("TIDEGATE_TEST_CASE") else { return };
    let (file, schema, object) = case(&name);
    let folder = Folder::new();
    folder.write(file, &schema);
    drop(schema);
    let before = processor_time();
    let said = judged(folder.path(), &object);
    let elapsed = processor_time().saturating_sub(before).as_millis();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB").trim();
    let peak: u64 = peak.trim_end_matches(" kB").parse().unwrap();
    #[expect(clippy::print_stdout, reason = "what the process is started for")]
    {
        println!("\n=== {elapsed} ms, {} MB: {said}", peak / 1024);
    }
}

/// Runs a case and holds it to what is expected of it, to eight seconds of the processor and to a peak of megabytes.
fn holds(name: &str, expected: &str, megabytes: u64) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "schemas::hostile::one_hostile_case", "--nocapture"])
        .env("TIDEGATE_TEST_CASE", name)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let line = printed.lines().find_map(|line| line.strip_prefix("=== "));
    let line = line.unwrap_or_else(|| panic!("{name}: {printed}{}", String::from_utf8_lossy(&output.stderr)));
    let (measured, said) = line.split_once(": ").unwrap();
    assert!(said.starts_with(expected) && said.len() < 2_000, "{name}: {said:.2000}");
    let (elapsed, peak) = measured.split_once(" ms, ").unwrap();
    assert!(elapsed.parse::<u64>().unwrap() < 8_000, "{name}: {measured}");
    assert!(peak.trim_end_matches(" MB").parse::<u64>().unwrap() <= megabytes, "{name}: {measured}");
}

#[test]
fn recursion_is_judged_as_deep_as_the_document_goes() {
    let deep = format!("1 mistakes; spec{}.size: expected a whole number", ".next".repeat(200));
    holds("self", &deep, 60);
    holds("mutual", &deep, 60);
    holds("own-id", "1 mistakes; spec: expected a whole number", 60);
    holds("anchor", "1 mistakes; spec: expected a whole number", 60);
}

#[test]
fn references_that_lead_nowhere_or_out_are_refused_in_words() {
    for name in ["itself", "circle"] {
        holds(
            name,
            "unusable: a definition in it is made of itself: a $ref may come back only by way of properties",
            60,
        );
    }
    for (name, reference) in [
        ("https", "https://example.com/x.json"),
        ("http", "http://example.com/x.json#/definitions/a"),
        ("file", "file:///etc/passwd"),
        ("relative", "../../etc/passwd"),
        ("urn", "urn:example:x"),
        ("based", "passwd"),
        ("crd-ref", "https://example.com/x.json"),
    ] {
        holds(name, &format!("unusable: it refers to '{reference}'"), 60);
    }
    holds("inner-id", "unusable: a schema inside it has an $id of its own", 60);
    holds("dynamic", "unusable: it uses $dynamicRef", 60);
    holds("recursive-ref", "unusable: it uses $recursiveRef", 60);
}

#[test]
fn what_is_no_schema_is_unusable_and_says_where() {
    holds("meta", "unusable: ", 60);
    holds("no-schema", "unusable: ", 60);
    holds("no-json", "unusable: it is no JSON: EOF while parsing", 60);
    holds("wrong", "unusable: at /properties/spec/type: ", 60);
    holds("deep-json", "unusable: it is no JSON: recursion limit exceeded", 60);
}

#[test]
fn forms_that_multiply_are_bounded() {
    for name in ["all-of", "one-of"] {
        holds(name, "unusable: its forms (allOf, anyOf, oneOf) and references multiply to more than", 60);
    }
    holds("any-of-few", "0 mistakes", 60);
    holds(
        "one-of-below",
        "unusable: its alternatives (allOf, anyOf, oneOf) multiply with the depth of the object",
        100,
    );
    holds(
        "lists-below",
        "unusable: its alternatives (allOf, anyOf, oneOf) multiply with the depth of the object",
        100,
    );
    holds("long-chain", "0 mistakes", 300);
    holds("longer-chain", "unusable: its definitions refer to each other in a chain of more than", 600);
    holds("nested-forms", "0 mistakes", 60);
    holds("too-nested-forms", "unusable: more than 64 of its forms and references nest", 60);
    holds("deep-on-deep", "1 mistakes", 100);
}

#[test]
fn large_schemas_and_documents_are_judged_or_refused() {
    holds("flat-100000", "unusable: it is deeper than 100 levels or has more than 50000 nodes", 400);
    holds("flat-49000", "2 mistakes", 400);
    holds("nested-10000", "refused: ", 200);
    holds("nested-95", "1 mistakes", 60);
    holds("enum", "1 mistakes", 500);
    holds("definitions", "1 mistakes", 300);
    holds("unique", "0 mistakes", 300);
    holds("set", "1 mistakes; spec[99999]: another item of this list has 0 already", 200);
    holds("unknown-fields", "50000 mistakes", 300);
    holds("wrong-types", "200000 mistakes", 500);
}

#[test]
fn no_pattern_is_a_trap() {
    holds("backtrack", "1 mistakes; spec: 'aaa", 100);
    holds("in-json-schema", "1 mistakes; spec: 'aaa", 100);
    for name in ["repeated", "look-behind"] {
        holds(name, "0 mistakes; not evaluated: 1 pattern of", 100);
    }
    holds("many-small", "4096 mistakes", 300);
    holds("many-large", "0 mistakes", 300);
    holds("of-keys", "unusable: ", 100);
    holds("many-of-keys", "unusable: it has more than 500 patternProperties", 100);
}

/// The drafts that are about, with the words that changed between them.
#[test]
fn every_draft_is_read_as_it_was_meant() {
    for (draft, bound) in [
        ("http://json-schema.org/draft-04/schema#", json!({"minimum": 0, "exclusiveMinimum": true})),
        ("http://json-schema.org/draft-06/schema#", json!({"exclusiveMinimum": 0})),
        (
            "http://json-schema.org/draft-07/schema#",
            json!({"if": {"type": "integer"}, "then": {"exclusiveMinimum": 0}}),
        ),
        ("https://json-schema.org/draft/2019-09/schema", json!({"exclusiveMinimum": 0})),
        ("https://json-schema.org/draft/2020-12/schema", json!({"exclusiveMinimum": 0})),
        ("http://json-schema.org/schema#", json!({"exclusiveMinimum": 0})),
    ] {
        let folder = Folder::new();
        let bound = json!({"$schema": draft, "properties": {"spec": {"allOf": [bound, {"$ref": "#/definitions/a"}]}},
            "definitions": {"a": {"type": ["integer", "null"]}}});
        folder.write(FILE, bound.to_string());
        assert_eq!(judged(folder.path(), &object(&json!({"spec": 1}))), "0 mistakes", "{draft}");
        assert!(judged(folder.path(), &object(&json!({"spec": 0}))).starts_with("1 mistakes"), "{draft}");
        assert!(judged(folder.path(), &object(&json!({"spec": "x"}))).starts_with("1 mistakes"), "{draft}");
    }
}
