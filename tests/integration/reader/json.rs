//! JSON and JSON lines.

use super::{only, path, range, shown};
use tidegate::source::{Format, Limits, Read, read_bytes};

fn json(text: &str) -> Vec<Read> {
    read_bytes("test.json", text.as_bytes(), Format::Json, &Limits::default())
}

fn lines(text: &str) -> Vec<Read> {
    read_bytes("test.jsonl", text.as_bytes(), Format::JsonLines, &Limits::default())
}

#[test]
fn file_names_tell_the_format() {
    for (name, format) in [
        ("a.yaml", Some(Format::Yaml)),
        ("A.YML", Some(Format::Yaml)),
        ("dir.d/a.json", Some(Format::Json)),
        ("a.jsonl", Some(Format::JsonLines)),
        ("a.ndjson", Some(Format::JsonLines)),
        ("a.txt", None),
        ("yaml", None),
        (".yaml", None),
    ] {
        assert_eq!(Format::of(name), format, "{name}");
    }
}

#[test]
fn json_values_are_exact() {
    for (text, value) in [
        ("9223372036854775807", "9223372036854775807"),
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9007199254740993", "9007199254740993"),
        ("-0", "0"),
        ("1.0", "1"),
        ("1E+6", "1000000"),
        ("0.1", "0.1"),
        ("-1.5e-3", "-0.0015"),
        ("\"\\u00e9\\ud83d\\ude00\\/\\n\\\\\\\"\"", "\"é😀/\\n\\\\\\\"\""),
        ("\"yes\"", "\"yes\""),
        ("[]", "[]"),
        (" { \"\" : [ { } , [ ] , null , true , false ] } ", "{\"\":[{},[],null,true,false]}"),
        ("{\"<<\":{\"a\":1},\"on\":2}", "{\"<<\":{\"a\":1},\"on\":2}"),
    ] {
        assert_eq!(shown(&json(text)), [value], "{text}");
    }
}

#[test]
fn json_nodes_have_positions() {
    let document = only(json("\u{feff}{\n  \"a\": [1, {\"é\": \"x\"}],\r\n  \"b\\u0063\": null\n}\n"));
    for (steps, head, whole) in [
        ("", "1:1-1:2", "1:1-4:2"),
        ("a", "2:3-2:25", "2:3-2:25"),
        ("a/1", "2:12-2:22", "2:12-2:22"),
        ("a/1/é", "2:13-2:21", "2:13-2:21"),
        ("bc", "3:3-3:18", "3:3-3:18"),
    ] {
        let (head, whole) = (head.replace("25", "23"), whole.replace("25", "23"));
        assert_eq!(range(document.locate(&path(steps))), head, "{steps}");
        assert_eq!(range(document.extent(&path(steps)).unwrap()), whole, "{steps}");
    }
}

#[test]
fn what_is_neither_json_nor_yaml_is_unreadable_with_its_place() {
    for (text, place) in [
        ("{\"a\":1,\"a\":2}", "1:8 the key 'a' stands twice in one mapping, in lines 1 and 1"),
        ("{\"a\":1,\n\"\\u0061\":2}", "2:1 the key 'a' stands twice in one mapping, in lines 1 and 2"),
        ("{\"a\":[1,2}", "1:10 ',' or ']' is expected here"),
        ("{\"a\" 1}", "1:6 ':' is expected here"),
        ("{\"a\":\"b", "1:6 the text that begins here has no closing quote"),
        ("[\"\\x\"]", "1:2 this text has an escape"),
        ("[1e999]", "1:2 '1e999' is a number"),
        ("[1,", "1:4 the text ends where a value is expected"),
    ] {
        let shown = shown(&json(text));
        assert!(shown.len() == 1 && shown[0].starts_with(place), "{text}: {shown:?}");
    }
}

#[test]
fn json_texts_may_follow_each_other() {
    assert_eq!(shown(&json("{\"a\":1}\n{\"b\":2} [3]")), ["{\"a\":1}", "{\"b\":2}", "[3]"]);
    let failed = shown(&json("{\"a\":1}\n{\"b\":[2}"));
    assert_eq!(failed, ["{\"a\":1}", "2:8 ',' or ']' is expected here"]);
}

#[test]
fn yaml_under_a_json_name_is_read_as_kubectl_does() {
    assert_eq!(
        shown(&json("apiVersion: v1\nkind: Secret\n")),
        ["{\"apiVersion\":\"v1\",\"kind\":\"Secret\"}"]
    );
    assert_eq!(shown(&json("{\"a\":1}\n---\n{\"b\":2}\n")), ["{\"a\":1}", "{\"b\":2}"]);
}

#[test]
fn a_bad_line_costs_one_document() {
    let reads = lines("{\"a\":1}\r\n\n{\"b\":\n{\"c\":3} {\"d\":4}\n{\"e\":5}");
    let expected = [
        "{\"a\":1}",
        "4:1 the text ends where a value is expected",
        "4:9 one JSON text a line is read here, and a second one begins",
        "{\"e\":5}",
    ];
    assert_eq!(shown(&reads), expected);
    assert_eq!(reads[3].document().unwrap().index, 3);
}
