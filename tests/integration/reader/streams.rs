//! What is a document of a stream, and what a broken one costs.

use super::{only, shown, yaml};
use tidegate::source::Read;

/// Streams and what is read from them.
const STREAMS: &[(&str, &str, &[&str])] = &[
    ("nothing", "", &[]),
    ("comments only", "# a\n\n# b\n", &[]),
    ("empty documents", "---\n---\n# c\n---\n\n", &[]),
    ("a null that is written", "--- null\n", &["null"]),
    ("two documents", "a: 1\n---\nb: 2\n", &["{\"a\":1}", "{\"b\":2}"]),
    ("blanks behind the marker", "a: 1\n---  \nb: 2\n", &["{\"a\":1}", "{\"b\":2}"]),
    ("a comment behind the marker", "a: 1\n--- # second\nb: 2\n", &["{\"a\":1}", "{\"b\":2}"]),
    (
        "content behind the marker",
        "--- {a: 1}\n--- text\n--- |\n  x\n",
        &["{\"a\":1}", "\"text\"", "\"x\\n\""],
    ),
    ("CR LF", "a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n", &["{\"a\":1}", "{\"b\":\"x\\ny\\n\"}"]),
    ("mixed line ends", "a: 1\n\r\n---\r\nb: 2\n---\nc: 3\r\n", &["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]),
    ("lone CR", "a: 1\r---\rb: 2\r", &["{\"a\":1}", "{\"b\":2}"]),
    ("end markers", "a: 1\n...\n---\nb: 2\n...\n...\nc: 3\n", &["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]),
    ("a marker in a block text", "a: |\n  x\n  ---\n  y\nb: 1\n", &["{\"a\":\"x\\n---\\ny\\n\",\"b\":1}"]),
    ("a marker in a plain text", "a: x\n  --- y\n  z\n", &["{\"a\":\"x --- y z\"}"]),
    ("no marker at all", "a: x\n---y: 1\n", &["{\"---y\":1,\"a\":\"x\"}"]),
    ("byte-order mark", "\u{feff}a: 1\n", &["{\"a\":1}"]),
    ("a byte-order mark in front of the marker", "\u{feff}---\na: 1\n", &["{\"a\":1}"]),
    ("no line end at the end", "a: 1\n---\nb: 2", &["{\"a\":1}", "{\"b\":2}"]),
    ("directives", "%YAML 1.1\n%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 5\n", &["{\"a\":\"5\"}"]),
    ("YAML 1.2", "%YAML 1.2\n---\na: yes\n", &["{\"a\":true}"]),
    ("JSON", "{\"a\":1,\n\t\"b\":[true,null]}\n---\n[1]\n", &["{\"a\":1,\"b\":[true,null]}", "[1]"]),
    ("tabs in a block text", "a: |\n  {\n  \t\"b\": 1\n  }\n", &["{\"a\":\"{\\n\\t\\\"b\\\": 1\\n}\\n\"}"]),
    (
        "block headers",
        "a: |2-\n    x\nb: >-\n  y\n  z\nc:  |+\n  w\n\n",
        &["{\"a\":\"  x\",\"b\":\"y z\",\"c\":\"w\\n\\n\"}"],
    ),
    (
        "a List stays closed",
        "kind: List\nitems: [{a: 1}, null]\n",
        &["{\"items\":[{\"a\":1},null],\"kind\":\"List\"}"],
    ),
    ("nulls stay", "a:\nb: ~\nc: [null]\n", &["{\"a\":null,\"b\":null,\"c\":[null]}"]),
];

#[test]
fn every_legal_stream_is_read() {
    for (name, text, documents) in STREAMS {
        assert_eq!(shown(&yaml(text)), *documents, "{name}");
    }
}

/// Broken documents between two good ones: where, and a word of the message.
const BROKEN: &[(&str, &str, &str)] = &[
    ("b: [1, 2\n", "", "bracket"),
    ("b: \"open\n", "", "quote"),
    ("b: 'open\n", "", "quote"),
    ("b: c: d\n", "3:5 ", "quotes"),
    ("b: {{x}}\n", "3:5 ", "template that was not rendered"),
    ("{{- if .Values.x }}\nb: 1\n{{- end }}\n", "3:", "template that was not rendered"),
    ("{% raw %}\nb: 1\n", "3:2 ", "template that was not rendered"),
    ("b:\n  - x\n\t- y\n", "4:", "spaces"),
    ("b: @x\n", "3:4 ", "in quotes"),
    ("b: *nowhere\n", "3:4 ", "&name"),
    ("b: 1\n c: 2\n", "4:3 ", "indented differently"),
    ("b: 1\nb: 2\n", "4:1 the key 'b' stands twice in one mapping, in lines 3 and 4", "delete one"),
    ("? [x]\n: 1\n", "3:3 a list or mapping cannot be a key", "as a text"),
    ("b: \u{7}\n", "3:4 ", ""),
    ("b: !e!str x\n", "3:4 ", ""),
];

#[test]
fn a_broken_document_is_one_failure_and_the_rest_is_read() {
    for (text, place, help) in BROKEN {
        let reads = yaml(&format!("a: 1\n---\n{text}---\nz: 26\n---\nw: 25\n"));
        let lines = shown(&reads);
        assert_eq!(lines.len(), 4, "{text:?}: {lines:?}");
        assert_eq!(
            [&*lines[0], &*lines[2], &*lines[3]],
            ["{\"a\":1}", "{\"z\":26}", "{\"w\":25}"],
            "{text:?}"
        );
        assert!(lines[1].starts_with(place), "{text:?}: {}", lines[1]);
        let unreadable = reads[1].unreadable().unwrap();
        assert!(unreadable.help.contains(help), "{text:?}: {}", unreadable.help);
        let line = unreadable.span.unwrap().start.line;
        assert!((3..=6).contains(&line), "{text:?}: line {line}");
    }
}

#[test]
fn documents_are_numbered_without_the_empty_ones() {
    let reads = yaml("---\n# nothing\n---\na: 1\n---\nb: {{x}}\n---\n---\nc: 3\n");
    let numbers: Vec<_> = reads.iter().filter_map(Read::document).map(|document| document.index).collect();
    assert_eq!(numbers, [0, 2]);
}

/// Templates that helm names.
#[test]
fn the_source_comment_of_helm_names_the_template() {
    let text = "# Source: early/templates/no.yaml of a person\na: 0\n---\n# Source: web/templates/a.yaml\n# Source: not/this.yaml\n\
                kind: A\n---\n# Source: web/templates/empty.yaml\n# nothing\n---\n# Source: web/crds/b.yaml\n---\nkind: B\n\
                ---\nkind: B2\n---\n# Source: web/templates/c.yaml\nkind: {{C}}\n---\n# Source: https://example.com/x\nkind: D\n";
    let templates: Vec<_> = yaml(text)
        .iter()
        .map(|read| match read {
            Read::Document(document) => document.template.clone(),
            Read::Unreadable(unreadable) => unreadable.template.clone(),
        })
        .map(|template| template.map_or("none".to_owned(), |template| template.to_string()))
        .collect();
    let c = "web/templates/c.yaml";
    assert_eq!(templates, ["none", "web/templates/a.yaml", "web/crds/b.yaml", "web/crds/b.yaml", c, c]);
}

#[test]
fn a_source_line_inside_the_content_is_content() {
    let document = only(yaml("a: |\n# Source: x/templates/y.yaml\nb: 1\n"));
    assert_eq!(document.template, None);
}
