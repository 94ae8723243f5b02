//! A template as Go's `text/template` cuts it: text and actions, with what each action does to the white space around
//! it. Only the cut and the first word are understood; what an action means is not.

use std::ops::Range;

/// What an action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{/* … */}}`
    Comment,
    /// `if`, `with`, `range`: opens a block, its pipeline decides what is written.
    Opens,
    /// `else`, with or without a condition.
    Else,
    /// `define`, `block`: opens a template of its own.
    Defines,
    /// `end`
    End,
    /// `$x := …`, `$x = …`, `break`, `continue`: writes nothing.
    Silent,
    /// `template`: writes another template.
    Template,
    /// Writes the result of its pipeline.
    Writes,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(Range<usize>),
    Action {
        /// With delimiters.
        range: Range<usize>,
        /// Without delimiters and trim markers.
        body: Range<usize>,
        kind: Kind,
        /// `{{-`: the white space before it goes.
        trims_before: bool,
        /// `-}}`: the white space behind it goes.
        trims_behind: bool,
    },
}

impl Piece {
    pub(super) fn range(&self) -> &Range<usize> {
        match self {
            Self::Text(range) | Self::Action { range, .. } => range,
        }
    }
}

/// A word of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// A quoted text, its inside as written.
    Text(&'a str),
    Open,
    Close,
    Pipe,
    /// Anything else between white space: names, fields, variables, numbers, `:=`.
    Name(&'a str),
}

const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// Cuts a template; `None` where Go would refuse it.
pub(super) fn pieces(template: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(open) = template.get(at..)?.find("{{").map(|found| at + found) {
        if open > at {
            pieces.push(Piece::Text(at..open));
        }
        let action = action(template, open)?;
        at = action.range().end;
        pieces.push(action);
    }
    if at < template.len() {
        pieces.push(Piece::Text(at..template.len()));
    }
    Some(pieces)
}

fn action(template: &str, open: usize) -> Option<Piece> {
    let inside = template.get(open + 2..)?;
    let trims_before = inside.strip_prefix('-').is_some_and(|rest| rest.starts_with(BLANK));
    let start = open + 2 + if trims_before { 2 } else { 0 };
    let rest = template.get(start..)?;
    let (length, comment) =
        if rest.starts_with("/*") { (rest.find("*/")? + 2, true) } else { (end_of_body(rest)?, false) };
    let behind = rest.get(length..)?;
    let (trims_behind, closing) = if behind.starts_with("}}") {
        (false, 2)
    } else {
        let trimmed = behind.strip_prefix(BLANK)?;
        (trimmed.starts_with("-}}").then_some(true)?, 4)
    };
    let body = start..start + length;
    let kind = if comment { Kind::Comment } else { kind_of(template.get(body.clone())?) };
    Some(Piece::Action { range: open..start + length + closing, body, kind, trims_before, trims_behind })
}

/// Where the closing delimiter with its trim marker begins; texts may hold delimiters.
fn end_of_body(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let ahead = rest.as_bytes().get(at..)?;
        if ahead.starts_with(b"}}") {
            return Some(at);
        }
        if byte.is_ascii_whitespace() && ahead.get(1..4) == Some(b"-}}".as_slice()) {
            return Some(at);
        }
        at += if matches!(byte, b'"' | b'`' | b'\'') { text_length(ahead)? } else { 1 };
    }
    None
}

/// The length of a quoted text that begins here, with its quotes.
fn text_length(bytes: &[u8]) -> Option<usize> {
    let quote = *bytes.first()?;
    let mut at = 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote != b'`' => at += 2,
            b'\n' if quote != b'`' => return None,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The words of an action's body.
pub(super) fn words(body: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(rest) = body.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.as_bytes().first().copied().unwrap_or_default();
        let length = match first {
            b'"' | b'`' | b'\'' => {
                let length = text_length(rest.as_bytes()).unwrap_or(rest.len());
                words.push(Word::Text(rest.get(1..length.saturating_sub(1)).unwrap_or_default()));
                length
            }
            b'(' | b')' | b'|' => {
                words.push(match first {
                    b'(' => Word::Open,
                    b')' => Word::Close,
                    _ => Word::Pipe,
                });
                1
            }
            _ => {
                let length = rest
                    .find(|c: char| {
                        c.is_ascii_whitespace() || matches!(c, '(' | ')' | '|' | '"' | '`' | '\'')
                    })
                    .unwrap_or(rest.len());
                if length > 0 {
                    words.push(Word::Name(rest.get(..length).unwrap_or_default()));
                }
                length.max(1)
            }
        };
        at += length;
    }
    words
}

fn kind_of(body: &str) -> Kind {
    let words = words(body);
    let second = words.get(1);
    match words.first() {
        Some(Word::Name(name)) => match *name {
            "if" | "with" | "range" => Kind::Opens,
            "else" => Kind::Else,
            "define" | "block" => Kind::Defines,
            "end" => Kind::End,
            "template" => Kind::Template,
            "break" | "continue" => Kind::Silent,
            name if name.starts_with('$') && assigns(name, second) => Kind::Silent,
            _ => Kind::Writes,
        },
        _ => Kind::Writes,
    }
}

/// `$x := 1`, `$x:= 1`, `$x = 1`
fn assigns(name: &str, second: Option<&Word<'_>>) -> bool {
    name.contains('=')
        || matches!(second, Some(Word::Name(word)) if word.starts_with(":=") || *word == "=" || word.starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(template: &str) -> Vec<String> {
        let show = |piece: &Piece| match piece {
            Piece::Text(range) => format!("text {:?}", &template[range.clone()]),
            Piece::Action { body, kind, trims_before, trims_behind, .. } => {
                let trims = (if *trims_before { "<" } else { "" }, if *trims_behind { ">" } else { "" });
                format!("{}{kind:?}{} {:?}", trims.0, trims.1, template[body.clone()].trim())
            }
        };
        pieces(template).unwrap().iter().map(show).collect()
    }

    #[test]
    fn text_and_actions_with_their_trims() {
        assert_eq!(
            shown("a: {{ .x }}\n{{- if .y -}}\n{{else}}b{{- end }}"),
            [
                r#"text "a: ""#,
                r#"Writes ".x""#,
                r#"text "\n""#,
                r#"<Opens> "if .y""#,
                r#"text "\n""#,
                r#"Else "else""#,
                r#"text "b""#,
                r#"<End "end""#,
            ]
        );
        assert_eq!(
            shown("{{-3}}{{ -3 }}"),
            [r#"Writes "-3""#, r#"Writes "-3""#],
            "a number is no trim marker"
        );
    }

    #[test]
    fn delimiters_in_texts_and_comments_close_nothing() {
        assert_eq!(shown(r#"{{ "}}" }}{{ `"}}` }}{{ '"' }}"#).len(), 3);
        assert_eq!(shown("{{/* }} */}}x"), [r#"Comment "/* }} */""#, r#"text "x""#]);
        assert_eq!(shown("{{- /* a\nb */ -}}x"), [r#"<Comment> "/* a\nb */""#, r#"text "x""#]);
        assert_eq!(shown(r#"{{ "a\"}}" }}"#).len(), 1);
    }

    #[test]
    fn what_go_refuses_is_none() {
        for template in ["{{ .x", "{{/* x }}", "{{ \"a\n\" }}", "{{/* x */ }}"] {
            assert_eq!(pieces(template), None, "{template:?}");
        }
    }

    #[test]
    fn assignments_write_nothing() {
        for body in ["$x := 1", "$x = 1", "$x:= 1", "$x :=1", "break"] {
            assert_eq!(kind_of(body), Kind::Silent, "{body}");
        }
        for body in ["$x", "$x.y | quote", "eq $x 1", "\"if\"", "(if)"] {
            assert_eq!(kind_of(body), Kind::Writes, "{body}");
        }
        assert_eq!(kind_of("$a, $b := 1"), Kind::Writes, "stands in range only");
    }

    #[test]
    fn words_of_an_action() {
        use Word::{Close, Name, Open, Pipe, Text};
        assert_eq!(
            words(r#"include (print $.T "/a b") .|nindent 4"#),
            [
                Name("include"),
                Open,
                Name("print"),
                Name("$.T"),
                Text("/a b"),
                Close,
                Name("."),
                Pipe,
                Name("nindent"),
                Name("4"),
            ]
        );
    }
}
