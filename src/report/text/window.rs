//! The marked part of a source line, made fit to print.
//!
//! Lines of rendered manifests may have tens of thousands of characters (a ConfigMap with a script in one line); only
//! what lies around the mark is looked at. Byte positions are those of the text that is printed, which is not the
//! text of the file: the column of a finding never comes from here.

use std::ops::Range;

use crate::finding::Excerpt;
use crate::report::visible;

/// Marks over more lines than this show their first line only: the key that begins a mapping says enough.
const LINES: usize = 4;
const ELLIPSIS: &str = "...";

/// Printable lines with a mark.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Number of the first line.
    pub(super) first_line: usize,
    /// Lines, joined by `\n`.
    pub(super) text: String,
    /// What to underline, in bytes of `text`.
    pub(super) mark: Range<usize>,
    /// Column behind the mark, from 0.
    pub(super) behind_mark: usize,
}

/// Cuts an excerpt to `width` columns. `None` where the mark lies outside of the excerpt.
pub(super) fn window(excerpt: &Excerpt, width: usize) -> Option<Window> {
    let lines: Vec<&str> =
        excerpt.text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let row_of = |line: u32| line.checked_sub(excerpt.first_line).and_then(|row| usize::try_from(row).ok());
    let (start, end) = (excerpt.mark.start, excerpt.mark.end);
    let first = row_of(start.line).filter(|row| *row < lines.len())?;
    let mut last = row_of(end.line)?.max(first);
    let from = index(start.column);
    let mut to = index(end.column);
    if last > first && to == 0 {
        last -= 1;
        to = usize::MAX;
    }
    if last >= lines.len() || last - first >= LINES {
        (last, to) = (first, usize::MAX);
    }
    let first_line = usize::try_from(start.line).ok()?;
    let marked = lines.get(first..=last)?;
    if let [line] = marked {
        let cut = cut(line, from..to.min(line.trim_end().chars().count()).max(from), width);
        let behind_mark = visible::columns(cut.text.get(..cut.mark.end)?);
        return Some(Window { first_line, text: cut.text, mark: cut.mark, behind_mark });
    }
    Some(several(marked, from..to, width.saturating_sub(3), first_line))
}

fn index(column: u32) -> usize {
    usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX)
}

fn several(lines: &[&str], mark: Range<usize>, width: usize, first_line: usize) -> Window {
    let mut window = Window { first_line, text: String::new(), mark: 0..0, behind_mark: 0 };
    for (row, line) in lines.iter().enumerate() {
        let of_line = match row {
            0 => cut(line, mark.start..usize::MAX, width),
            _ if row + 1 == lines.len() => cut(line, 0..mark.end, width),
            _ => cut(line, 0..0, width),
        };
        if row == 0 {
            window.mark.start = of_line.mark.start;
        } else {
            window.text.push('\n');
        }
        window.mark.end = window.text.len() + of_line.mark.end;
        window.behind_mark = visible::columns(of_line.text.get(..of_line.mark.end).unwrap_or_default());
        window.text.push_str(&of_line.text);
    }
    window
}

#[derive(Debug, PartialEq, Eq)]
struct Cut {
    text: String,
    mark: Range<usize>,
}

/// Cuts one line around `mark` (in characters, may reach beyond the line).
fn cut(line: &str, mark: Range<usize>, width: usize) -> Cut {
    let split = line.char_indices().nth(mark.start).map_or(line.len(), |(byte, _)| byte);
    let (left, right) = line.split_at_checked(split).unwrap_or((line, ""));
    let marked = mark.end.saturating_sub(mark.start);
    let fits = columns_up_to(line.chars(), width) <= width;
    let room = if fits { usize::MAX } else { width.saturating_sub(2 * ELLIPSIS.len()).max(1) };
    let of_mark = columns_up_to(right.chars().take(marked), room).min(room / 3 * 2);
    let of_right = columns_up_to(right.chars().skip(marked), room);
    let share = ((room - of_mark) / 2).max((room - of_mark).saturating_sub(of_right));
    let from = left_edge(left, share);

    let mut text = String::from(if from > 0 { ELLIPSIS } else { "" });
    left.get(from..).unwrap_or_default().chars().for_each(|c| visible::push(&mut text, c));
    let start = text.len();
    let mut used = visible::columns(&text);
    let mut end = start;
    for (position, c) in right.chars().enumerate() {
        used = used.saturating_add(visible::columns_of(c));
        if used > room {
            text.push_str(ELLIPSIS);
            break;
        }
        visible::push(&mut text, c);
        if position < marked {
            end = text.len();
        }
    }
    Cut { text, mark: start..end }
}

/// The byte from which on the end of `left` takes no more than `share` columns.
fn left_edge(left: &str, share: usize) -> usize {
    let mut used = 0_usize;
    let mut from = left.len();
    for (byte, c) in left.char_indices().rev() {
        used = used.saturating_add(visible::columns_of(c));
        if used > share {
            break;
        }
        from = byte;
    }
    from
}

/// Columns of the characters, counted until they exceed `limit`.
fn columns_up_to(chars: impl Iterator<Item = char>, limit: usize) -> usize {
    let mut used = 0_usize;
    for c in chars {
        used = used.saturating_add(visible::columns_of(c));
        if used > limit {
            break;
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Position, Span};

    fn excerpt(first_line: u32, text: &str, start: (u32, u32), end: (u32, u32)) -> Excerpt {
        let at = |(line, column)| Position { line, column };
        Excerpt { first_line, text: text.to_owned(), mark: Span { start: at(start), end: at(end) } }
    }

    fn marked(window: &Window) -> &str {
        &window.text[window.mark.clone()]
    }

    #[test]
    fn a_short_line_stays_as_it_is() {
        let shown = window(&excerpt(7, "  image: web\r", (7, 3), (7, 8)), 80).unwrap();
        assert_eq!((shown.first_line, &*shown.text, marked(&shown)), (7, "  image: web", "image"));
        assert_eq!(shown.behind_mark, 7);
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let line = format!("{}MARK{}", "a".repeat(30_000), "b".repeat(24_000));
        let shown = window(&excerpt(1, &line, (1, 30_001), (1, 30_005)), 60).unwrap();
        assert_eq!(marked(&shown), "MARK");
        assert!(shown.text.len() <= 60 && shown.text.starts_with("...a") && shown.text.ends_with("b..."));
    }

    #[test]
    fn a_long_mark_keeps_its_beginning() {
        let line = format!("  key: {}", "x".repeat(54_000));
        let shown = window(&excerpt(1, &line, (1, 3), (1, 54_008)), 60).unwrap();
        assert!(shown.text.starts_with("  key: xxx") && shown.text.ends_with("x..."), "{}", shown.text);
        assert_eq!(shown.mark.start, 2);
    }

    #[test]
    fn tabs_and_wide_characters_keep_the_mark_in_place() {
        let shown = window(&excerpt(1, "\t日本: x", (1, 2), (1, 4)), 80).unwrap();
        assert_eq!((marked(&shown), shown.behind_mark), ("日本", 8));
        let shown = window(&excerpt(1, "a\u{1b}[0m: x", (1, 8), (1, 9)), 80).unwrap();
        assert_eq!((&*shown.text, marked(&shown)), ("a␛[0m: x", "x"));
    }

    #[test]
    fn a_mark_over_a_few_lines_shows_them_and_over_many_the_first() {
        let text = "a:\n  b: 1\n  c: 2\n";
        let shown = window(&excerpt(4, text, (4, 1), (7, 1)), 80).unwrap();
        assert_eq!((&*shown.text, marked(&shown)), ("a:\n  b: 1\n  c: 2", "a:\n  b: 1\n  c: 2"));
        let text = "a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4";
        let shown = window(&excerpt(4, text, (4, 1), (8, 7)), 80).unwrap();
        assert_eq!((&*shown.text, marked(&shown)), ("a:", "a:"));
    }

    #[test]
    fn a_mark_whose_end_is_not_in_the_excerpt_ends_with_its_line() {
        let shown = window(&excerpt(4, "spec:  ", (4, 1), (30, 3)), 80).unwrap();
        assert_eq!(marked(&shown), "spec:");
    }

    #[test]
    fn a_mark_at_the_end_of_the_file_is_a_point() {
        let shown = window(&excerpt(9, "", (9, 1), (9, 1)), 80).unwrap();
        assert_eq!((&*shown.text, shown.mark), ("", 0..0));
        assert_eq!(window(&excerpt(9, "a", (3, 1), (3, 2)), 80), None);
        assert_eq!(window(&excerpt(9, "a", (11, 1), (11, 2)), 80), None);
    }
}
