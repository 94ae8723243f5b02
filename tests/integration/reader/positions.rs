//! Every node has a line and a column, as an editor counts them.

use super::{only, path, range, yaml};
use tidegate::finding::{Path, Position};
use tidegate::source::SourceFile;

const TEXT: &str = "\
# first
---
a: 1 # x
b:

# e
c: # f
  - num: x
    m:
  -
    k: v
  - 
  - # g
  - [1, {z: 2},
     3]
d: |- # why
  text
  more


e: >
  x
f: \"q
  r\" # z
g: &a
  h: 1
i: *a
j:
  <<: *a
  k: 2
l: é ü
mü: \"😀\" 
o: !!str
p: &z
q: []
r: plain
  multi
s:
  - |
    block
";

/// Path, where to point to, the whole node.
const NODES: &[(&str, &str, &str)] = &[
    ("", "3:1-3:5", "3:1-40:10"),
    ("a", "3:1-3:5", "3:1-3:5"),
    ("b", "4:1-4:2", "4:1-4:2"),
    ("c", "7:1-7:3", "7:1-15:8"),
    ("c/0", "8:5-8:11", "8:5-9:6"),
    ("c/0/num", "8:5-8:11", "8:5-8:11"),
    ("c/0/m", "9:5-9:6", "9:5-9:6"),
    ("c/1", "11:5-11:9", "11:5-11:9"),
    ("c/1/k", "11:5-11:9", "11:5-11:9"),
    ("c/2", "12:5-12:5", "12:5-12:5"),
    ("c/4", "14:5-14:16", "14:5-15:8"),
    ("c/4/1", "14:9-14:15", "14:9-14:15"),
    ("c/4/1/z", "14:10-14:14", "14:10-14:14"),
    ("c/4/2", "15:6-15:7", "15:6-15:7"),
    ("d", "16:1-16:6", "16:1-18:7"),
    ("e", "21:1-21:5", "21:1-22:4"),
    ("f", "23:1-23:6", "23:1-24:5"),
    ("g", "25:1-25:6", "25:1-26:7"),
    ("i", "27:1-27:6", "27:1-27:6"),
    // Where an alias or a merge brings it in, a node is where it is written.
    ("i/h", "26:3-26:7", "26:3-26:7"),
    ("j", "28:1-28:3", "28:1-30:7"),
    ("j/h", "26:3-26:7", "26:3-26:7"),
    ("j/k", "30:3-30:7", "30:3-30:7"),
    ("l", "31:1-31:7", "31:1-31:7"),
    ("mü", "32:1-32:8", "32:1-32:8"),
    ("o", "33:1-33:9", "33:1-33:9"),
    ("r", "36:1-36:9", "36:1-37:8"),
    ("s/0", "39:5-39:6", "39:5-40:10"),
];

#[test]
fn every_node_is_where_it_is_written() {
    let document = only(yaml(TEXT));
    for (steps, head, whole) in NODES {
        let node = path(steps);
        assert_eq!(range(document.locate(&node)), *head, "{steps}");
        assert_eq!(range(document.extent(&node).unwrap()), *whole, "{steps}");
    }
}

#[test]
fn positions_do_not_depend_on_line_ends() {
    let document = only(yaml(&TEXT.replace('\n', "\r\n")));
    for (steps, head, whole) in NODES {
        let node = path(steps);
        assert_eq!(range(document.locate(&node)), *head, "{steps}");
        assert_eq!(range(document.extent(&node).unwrap()), *whole, "{steps}");
    }
}

#[test]
fn what_does_not_exist_is_located_at_its_nearest_parent() {
    let document = only(yaml(TEXT));
    for (steps, head) in [
        ("c/0/none/x", "8:5-8:11"),
        ("c/9", "7:1-7:3"),
        ("none", "3:1-3:5"),
        ("a/b", "3:1-3:5"),
        ("g/0", "25:1-25:6"),
    ] {
        assert_eq!(range(document.locate(&path(steps))), head, "{steps}");
        assert_eq!(document.extent(&path(steps)), None, "{steps}");
    }
}

#[test]
fn the_bytes_of_a_value_can_be_replaced() {
    let document = only(yaml(TEXT));
    let value = |steps: &str| &document.file.text()[document.value_range(&path(steps)).unwrap()];
    assert_eq!(value("a"), "1");
    assert_eq!(value("b"), "");
    assert_eq!(value("c/4/1"), "{z: 2}");
    assert_eq!(value("d"), "|- # why\n  text\n  more");
    assert_eq!(value("e"), ">\n  x");
    assert_eq!(value("f"), "\"q\n  r\"");
    assert_eq!(value("s/0"), "|\n    block");
}

#[test]
fn a_byte_order_mark_moves_nothing() {
    let document = only(yaml("\u{feff}a: 1\n"));
    assert_eq!(range(document.locate(&path("a"))), "1:1-1:5");
}

#[test]
fn later_documents_keep_their_lines() {
    let reads = yaml("a: 1\n---\n# c\nb:\n  c: 2\n");
    let second = reads[1].document().unwrap();
    assert_eq!(range(second.locate(&Path::root())), "4:1-4:3");
    assert_eq!(range(second.locate(&path("b/c"))), "5:3-5:7");
    let excerpt = second.excerpt(&path("b/c"));
    assert_eq!((excerpt.first_line, &*excerpt.text), (5, "  c: 2"));
}

#[test]
fn a_file_knows_its_lines() {
    let file = SourceFile::from_text("x", "ä1\r\nb\rc\n\nlast");
    assert_eq!(file.line_count(), 5);
    let lines: Vec<_> = (1..=6).map(|number| file.line(number)).collect();
    assert_eq!(lines, [Some("ä1"), Some("b"), Some("c"), Some(""), Some("last"), None]);
    assert_eq!(file.position(2), Position { line: 1, column: 2 });
    assert_eq!(file.position(1), Position { line: 1, column: 1 }, "inside a character counts as its start");
    assert_eq!(file.position(999), Position { line: 5, column: 5 });
    assert_eq!(file.offset(Position { line: 2, column: 1 }), 5);
    assert_eq!(file.offset(Position { line: 1, column: 99 }), 3);
    assert_eq!(SourceFile::from_text("x", "a\n").line_count(), 1);
    assert_eq!(SourceFile::from_text("x", "").line_count(), 0);
}
