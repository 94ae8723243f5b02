//! Untrusted text made fit to print.
//!
//! Messages, names and source lines come from other people's files and from policies. Nothing in them may move the
//! cursor, recolour the terminal, reverse the reading order, or speak to the build service that collects the log.
//! What cannot be printed as it stands is shown as what it is: control characters as their pictures (`␛`), other
//! invisible ones by number (`<U+202E>`). This is not an escape for machines: JSON keeps the exact text.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes on a terminal.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Adds one character of a source line. A tab takes four columns.
pub(super) fn push(out: &mut String, c: char) {
    match c {
        '\t' => out.push_str("    "),
        '\u{0}'..='\u{1f}' => out.extend(char::from_u32(0x2400 + u32::from(c))),
        '\u{7f}' => out.push('\u{2421}'),
        // `##[…]` and `##vso[…]` are commands to build services wherever in a line they stand.
        '[' if out.trim_end_matches(|c: char| c.is_ascii_alphabetic()).ends_with("##") => push_number(out, c),
        _ if is_invisible(c) => push_number(out, c),
        _ => out.push(c),
    }
}

fn push_number(out: &mut String, c: char) {
    let _ = write!(out, "<U+{:04X}>", u32::from(c));
}

/// C1 controls, everything that changes the reading order, zero-width and tag characters, odd line ends.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A name (of a file, an object): every character shows.
pub fn name(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        push(&mut out, c);
        out
    })
}

/// Prose in one line: white space of any kind becomes one space.
pub(super) fn one_line(text: &str) -> String {
    name(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Prose in its own lines, without empty ones at either end.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.trim().lines().map(|line| name(line.trim_end())).collect()
}

/// A text that is to stand at the beginning of a line, where `::` would be a command to a build service.
pub(super) fn at_line_start(text: &str) -> Cow<'_, str> {
    let indent = text.len() - text.trim_start().len();
    match text.split_at_checked(indent) {
        Some((space, rest)) if rest.starts_with("::") => {
            Cow::Owned(format!("{space}<U+003A>{}", rest.trim_start_matches(':')))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Breaks a line between words so that it fits into `width`; a longer word stays whole, as links should.
pub(super) fn wrapped(line: &str, width: usize) -> Vec<String> {
    if columns(line) <= width {
        return vec![line.to_owned()];
    }
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in line.split(' ') {
        if !current.is_empty() && columns(&current) + 1 + columns(word) > width {
            lines.push(std::mem::take(&mut current));
        } else if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

/// Columns of one character as [`push`] prints it, at least one, so that a line of combining marks has an end too.
pub(super) fn columns_of(c: char) -> usize {
    match c {
        '\t' => 4,
        _ if is_invisible(c) => 9,
        _ => c.width().unwrap_or(1).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_invisible_is_shown() {
        assert_eq!(name("a\u{1b}[31mred\r\n\0\u{7f}"), "a␛[31mred␍␊␀␡");
        assert_eq!(name("x\u{202e}y\u{9b}z"), "x<U+202E>y<U+009B>z");
        assert_eq!(name("\ta"), "    a");
        assert_eq!(name("grün 日本 é 🦀"), "grün 日本 é 🦀");
    }

    #[test]
    fn prose_is_joined_or_kept_in_lines() {
        assert_eq!(one_line(" one\n  two\t three\r\n"), "one two three");
        assert_eq!(lines("\n\none\r\ntwo\n\n"), ["one", "two"]);
    }

    #[test]
    fn commands_to_build_services_do_not_get_through() {
        assert_eq!(
            name("x ##[error]y ##vso[task.complete]"),
            "x ##<U+005B>error]y ##vso<U+005B>task.complete]"
        );
        assert_eq!(name("## [a]"), "## [a]");
        assert_eq!(at_line_start("  ::error::x"), "  <U+003A>error::x");
        assert_eq!(at_line_start("a::b"), "a::b");
    }

    #[test]
    fn lines_break_between_words_and_never_inside_them() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("https://example.org/long", 5), ["https://example.org/long"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
