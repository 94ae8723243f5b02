//! What can carry a mark, and what marks prove, without helm.

use super::lexer::pieces;
use super::lines::{Markable, Part, markable};
use super::prove::{Mark, Marks, blocks, digits, mark, prove};

fn lines(template: &str) -> Vec<Markable> {
    markable(template, &pieces(template).unwrap())
}

fn numbers(template: &str) -> Vec<u32> {
    lines(template).iter().map(|line| line.line).collect()
}

/// A line as text, holes as `*`.
fn shape(template: &str) -> String {
    let line = lines(template).remove(0);
    let parts = line.parts.iter().map(|part| match part {
        Part::Literal(text) => text.as_str(),
        Part::Hole => "*",
    });
    parts.collect()
}

#[test]
fn members_and_items_can_be_marked_and_other_lines_cannot() {
    for yes in [
        "a: b",
        "a:",
        "- b",
        "-",
        "- a: b",
        "\"a b\": c",
        "{a: b, c: d}",
        "a: |",
        "{{ .k }}: v",
        "a.b/c: {{ .v }}",
    ] {
        assert_eq!(numbers(yes), [1], "{yes}");
    }
    for no in [
        "",
        "  ",
        "# a: b",
        "---",
        "--- # a: b",
        "...",
        "%YAML 1.2",
        "word",
        "two words",
        "}",
        "{{ .x }}",
        "a:b",
        "http://a",
    ] {
        assert_eq!(numbers(no), [0; 0], "{no}");
    }
}

#[test]
fn text_that_a_deeper_line_goes_on_with_cannot_be_marked() {
    assert_eq!(numbers("a: b\n  c"), [0; 0]);
    assert_eq!(numbers("- b\n  c"), [0; 0]);
    assert_eq!(numbers("a: b\n{{ if .x }}\n  c\n{{ end }}"), [0; 0]);
    assert_eq!(numbers("a:\n  b: c\n- d: e\n  f: g\na: 'b\n  c'"), [1, 2, 3, 4, 5]);
}

#[test]
fn lines_that_actions_cut_cannot_be_marked() {
    assert_eq!(numbers("a: {{ .x -}}\n  b: c"), [2], "the line end goes");
    assert_eq!(numbers("a: {{ .x\n }}\nb: c"), [3], "an action of two lines");
    assert_eq!(numbers("a: b{{ end }}"), [0; 0], "one side of a condition");
    assert_eq!(numbers("a: {{ if .x }}\nb: c"), [2]);
    assert_eq!(numbers("a: {{ if .x }}b{{ else }}c{{ end }}"), [1]);
    assert_eq!(numbers("{{ define \"x\" }}a: b{{ end }}"), [0; 0]);
}

#[test]
fn the_shape_of_a_line_is_what_it_writes_up_to_its_mark() {
    assert_eq!(shape("  a: b  "), "a: b");
    assert_eq!(shape("a: {{ .x }}-{{ .y }}"), "a: *-*");
    assert_eq!(shape("a: {{- .x -}} b"), "a:*b");
    assert_eq!(shape("a: x{{ if .y }}-y{{ end }}"), "a: x*");
    assert_eq!(shape("a: {{/* gone */}}b"), "a: b");
    assert_eq!(shape("a: {{ toYaml .x | nindent 4 }}"), "a:", "the action begins a line of its own");
    assert_eq!(shape("a: {{ (.x | nindent 4) | trim }}"), "a: *");
}

#[test]
fn a_line_fits_what_it_can_write() {
    let fits = |template: &str, rendered: &str| lines(template)[0].fits(rendered);
    assert!(fits("a: b", "    a: b  ") && !fits("a: b", "a: bc") && !fits("a: b", "x a: b"));
    assert!(fits("a: {{ .x }}-y", "a: x-y-y") && !fits("a: {{ .x }}-y", "a: x-yz"));
    assert!(fits("{{ .x }}: {{ .y }}", "k: v") && !fits("{{ .x }}: {{ .y }}", "k v"));
    assert!(!fits("a: {{ .x }}", "b: a: x"));
}

#[test]
fn where_a_line_starts_is_seen_through_trims() {
    let starts = |template: &str| lines(template).pop().unwrap().starts_line;
    assert!(starts("a: b") && starts("a: b\nc: d") && starts("{{ .x }}\nc: d"));
    assert!(!starts("{{ .x -}}\nc: d") && !starts("a: b\n{{- .x }}c: d"));
    assert!(starts("a: b\n  {{ .x }}: d") && !starts("a: b\n  {{- .x }}: d"));
}

/// Marks for the lines of templates.
fn marks(templates: &[&str]) -> Marks {
    let mut marks = Marks::new();
    for (file, template) in templates.iter().enumerate() {
        for line in lines(template) {
            marks.insert(digits(&file.to_string(), line.line), Mark { file, line });
        }
    }
    marks
}

/// A text with the mark of a line behind it.
fn with(file: usize, line: u32, text: &str) -> String {
    format!("{text}{}", mark(&digits(&file.to_string(), line)))
}

const HEAD: &str = "---\n# Source: c/templates/a.yaml\n";

fn proven(render: &str, marked: &str, marks: &Marks) -> Vec<(u32, (usize, u32))> {
    prove(&format!("{HEAD}{render}"), &format!("{HEAD}{marked}"), marks).lines.into_iter().collect()
}

#[test]
fn a_mark_proves_its_line_where_the_document_is_else_the_same() {
    let marks = marks(&["a: b\nc: {{ .x }}\nd:\n  - e"]);
    let marked = [with(0, 1, "a: b"), with(0, 2, "c: 1"), "plain".to_owned(), with(0, 4, "  - e")].join("\n");
    let render = "a: b\nc: 1\nplain\n  - e";
    assert_eq!(proven(render, &marked, &marks), [(3, (0, 1)), (4, (0, 2)), (6, (0, 4))]);
    assert_eq!(proven("a: b\nc: 1\nother\n  - e", &marked, &marks), [], "a line that no mark explains");
    assert_eq!(proven("a: b\nc: 1\n  - e", &marked, &marks), [], "another number of lines");
    let random = "a: b\nc: 2\nplain\n  - e";
    assert_eq!(proven(random, &marked, &marks).len(), 3, "an action's own text may differ");
    assert_eq!(proven("a: x\nc: 1\nplain\n  - e", &marked, &marks), [], "literal text may not");
}

#[test]
fn of_two_marks_on_a_line_the_one_that_begins_as_the_line_does_counts() {
    let helper = "{{ define \"x\" }}\n{{ .r }}:{{ .t }}\nh: {{ .t }}\n{{ end }}";
    let marks = marks(&["image: {{ .x }}", helper]);
    let both = with(0, 1, &with(1, 3, "image: h: v"));
    assert_eq!(proven("image: h: v", &both, &marks), [(3, (0, 1))]);
    let glued = with(0, 1, &with(1, 3, "h: image: v"));
    assert_eq!(proven("h: image: v", &glued, &marks), [(3, (1, 3))]);
    let doubtful = with(0, 1, &with(0, 1, "image: image: v"));
    assert_eq!(proven("image: image: v", &doubtful, &marks), [], "two that fit prove nothing");
}

#[test]
fn a_mark_that_was_cut_or_changed_is_none() {
    let marks = marks(&["a: {{ .x }}"]);
    let whole = with(0, 1, "a: b");
    for broken in
        [&whole[..whole.len() - 1], &whole.to_uppercase(), &whole.replace(" #", "#"), &whole.replace(';', "")]
    {
        assert_eq!(proven("a: b", broken, &marks), [], "{broken}");
    }
    assert_eq!(proven("a: b", &format!("a: b{}", mark("0123456789ab")), &marks), [], "of another chart");
}

#[test]
fn a_render_is_cut_at_its_source_comments_only() {
    let render = "# note\n---\n# Source: c/templates/a.yaml\na: |\n  # Source: x/y\n  ---\nb: 1\n\n---\n# Source: c/crds/b.yaml\r\nc: 1\r---\nd: 2\n---\n";
    let found: Vec<(&str, u32, usize)> =
        blocks(render).iter().map(|block| (block.source, block.first, block.lines.len())).collect();
    assert_eq!(found, [("c/templates/a.yaml", 4, 4), ("c/crds/b.yaml", 11, 3)]);
}
