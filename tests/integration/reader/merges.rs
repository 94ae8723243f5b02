//! Anchors, aliases and `<<`.

use super::{shown, yaml};

const MERGES: &[(&str, &str)] = &[
    ("a: &x {b: 1}\nc: *x\n", "{\"a\":{\"b\":1},\"c\":{\"b\":1}}"),
    ("a: &x 5\n*x : 3\n", "{\"5\":3,\"a\":5}"),
    ("a: &x yes\n*x : 3\n", "{\"a\":true,\"true\":3}"),
    ("&k a: &v b\nc: *k\nd: *v\n", "{\"a\":\"b\",\"c\":\"a\",\"d\":\"b\"}"),
    ("a: &x\nb: *x\n", "{\"a\":null,\"b\":null}"),
    ("a: &x 1\nb: &x 2\nc: *x\n", "{\"a\":1,\"b\":2,\"c\":2}"),
    ("b: &b {a: 1, c: 2}\nd: {<<: *b, a: 9}\n", "{\"b\":{\"a\":1,\"c\":2},\"d\":{\"a\":9,\"c\":2}}"),
    ("b: &b {a: 1, c: 2}\nd: {a: 9, <<: *b}\n", "{\"b\":{\"a\":1,\"c\":2},\"d\":{\"a\":9,\"c\":2}}"),
    ("d: {<<: [{a: 1}, {a: 2, z: 3}]}\n", "{\"d\":{\"a\":1,\"z\":3}}"),
    ("d: {<<: {a: 1}, <<: {a: 2}}\n", "{\"d\":{\"a\":2}}"),
    ("d: {<<: {<<: {x: 1}, w: 2}, z: 3}\n", "{\"d\":{\"w\":2,\"x\":1,\"z\":3}}"),
    ("d: {<<: {}}\n", "{\"d\":{}}"),
    ("d: {<<: []}\n", "{\"d\":{}}"),
    ("d: {'<<': {a: 1}}\n", "{\"d\":{\"<<\":{\"a\":1}}}"),
    ("d: {!!merge <<: {a: 1}}\n", "{\"d\":{\"a\":1}}"),
];

#[test]
fn aliases_and_merges_expand() {
    for (text, json) in MERGES {
        assert_eq!(shown(&yaml(text)), [*json], "{text}");
    }
}

#[test]
fn what_cannot_be_merged_or_named_is_unreadable() {
    for (text, place) in [
        ("d:\n  <<: 5\n", "2:7 `<<` takes"),
        ("d:\n  <<: [1]\n", "2:8 `<<` takes"),
        ("d:\n  <<:\n", "2:5 `<<` takes"),
        ("d: &x\n  e: *x\n", "2:6 the anchor of '*x' contains this alias"),
        ("d: &x [*x]\n", "1:8 the anchor"),
        ("d: &x [1]\n*x : 2\n", "2:1 a list or mapping cannot be a key"),
        ("&k a: 1\n*k : 1\n", "2:1 the key 'a' stands twice in one mapping, in lines 1 and 2"),
    ] {
        let lines = shown(&yaml(text));
        assert!(lines.len() == 1 && lines[0].starts_with(place), "{text}: {lines:?}");
    }
}

#[test]
fn an_anchor_ends_with_its_document() {
    let lines = shown(&yaml("a: &x 1\n---\nb: *x\n---\nc: 3\n"));
    assert_eq!(lines[0], "{\"a\":1}");
    assert!(lines[1].starts_with("3:4 an alias names an anchor that does not exist"), "{lines:?}");
    assert_eq!(lines[2], "{\"c\":3}");
}
