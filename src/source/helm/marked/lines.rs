//! Which lines of a template can carry a mark at their end, and what a rendered line must look like to be one of them.
//!
//! A mark is a YAML comment, so only lines that look like YAML structure get one: a member, a list item. That keeps marks
//! out of helpers that make a name or a word, out of scripts, and out of text that a comment would end.

use std::ops::Range;

use super::lexer::{Kind, Piece, Word, words};

/// A line of a template that can carry a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Markable {
    /// From 1.
    pub(super) line: u32,
    /// Where the mark goes: behind the last character that is written.
    pub(super) at: usize,
    /// The named template that the line is part of.
    pub(super) define: Option<String>,
    /// The line's start is the start of a rendered line, whatever stands before it.
    pub(super) starts_line: bool,
    /// What is written up to the mark, white space at both ends left away.
    pub(super) parts: Vec<Part>,
}

/// A part of what a line writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// As it stands in the template.
    Literal(String),
    /// Whatever actions write.
    Hole,
}

impl Markable {
    /// Whether a rendered line (or the part of it before the mark) can be what this line writes.
    pub(super) fn fits(&self, rendered: &str) -> bool {
        fit(&self.parts, rendered.trim())
    }

    /// Whether the line begins with literal text.
    pub(super) fn begins_literally(&self) -> bool {
        matches!(self.parts.first(), Some(Part::Literal(_)))
    }
}

fn fit(parts: &[Part], text: &str) -> bool {
    let mut rest = text;
    let mut after_hole = false;
    for (position, part) in parts.iter().enumerate() {
        let Part::Literal(literal) = part else {
            after_hole = true;
            continue;
        };
        let last = position + 1 == parts.len();
        let taken = match (after_hole, last) {
            (false, false) => rest.strip_prefix(literal.as_str()),
            (false, true) => (rest == literal).then_some(""),
            (true, false) => rest.split_once(literal.as_str()).map(|(_, behind)| behind),
            (true, true) => rest.ends_with(literal.as_str()).then_some(""),
        };
        match taken {
            Some(behind) => rest = behind,
            None => return false,
        }
        after_hole = false;
    }
    rest.is_empty() || after_hole
}

/// The lines of a template that can carry a mark.
pub(super) fn markable(template: &str, pieces: &[Piece]) -> Vec<Markable> {
    let contexts = contexts(template, pieces);
    let sheet = Sheet { template, pieces, contexts };
    let (mut found, mut start, mut number) = (Vec::new(), 0, 1);
    while start < template.len() {
        let end =
            template.get(start..).and_then(|rest| rest.find('\n')).map_or(template.len(), |at| start + at);
        found.extend(sheet.examine(start..end, number));
        start = end + 1;
        number += 1;
    }
    found
}

/// For each piece the named template that it is part of.
fn contexts(template: &str, pieces: &[Piece]) -> Vec<Option<String>> {
    let mut open: Vec<Option<String>> = Vec::new();
    let mut contexts = Vec::with_capacity(pieces.len());
    for piece in pieces {
        contexts.push(open.iter().rev().flatten().next().cloned());
        if let Piece::Action { body, kind, .. } = piece {
            match kind {
                Kind::Opens => open.push(None),
                Kind::Defines => {
                    open.push(Some(defined_name(template.get(body.clone()).unwrap_or_default())));
                }
                Kind::End => drop(open.pop()),
                _ => {}
            }
        }
    }
    contexts
}

/// The name in `define "name"`.
pub(super) fn defined_name(body: &str) -> String {
    match words(body).get(1) {
        Some(Word::Text(name)) => (*name).to_owned(),
        _ => String::new(),
    }
}

struct Sheet<'a> {
    template: &'a str,
    pieces: &'a [Piece],
    contexts: Vec<Option<String>>,
}

/// Stands for a hole in a line that is looked at as text.
const HOLE: char = '\u{1}';

impl Sheet<'_> {
    fn examine(&self, line: Range<usize>, number: u32) -> Option<Markable> {
        let first = self.pieces.partition_point(|piece| piece.range().end <= line.start);
        let cells: Vec<&Piece> =
            self.pieces.get(first..)?.iter().take_while(|piece| piece.range().start < line.end).collect();
        let end = self.written_until(&cells, &line)?;
        let at = line.start + self.template.get(line.start..end)?.trim_end().len();
        let swallowed = cells
            .iter()
            .any(|cell| matches!(cell, Piece::Action { range, trims_behind: true, .. } if range.end == at));
        if at == line.start || swallowed {
            return None;
        }
        let parts = self.parts(&cells, &(line.start..at))?;
        let shape: String = parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.clone(),
                Part::Hole => HOLE.to_string(),
            })
            .collect();
        let column = self.template.get(line.clone())?.chars().take_while(|c| matches!(c, ' ' | '\t')).count();
        let structure = Structure::of(&shape)?;
        if structure.open_ended && self.next_indentation(line.end)? > column + structure.column {
            return None;
        }
        Some(Markable {
            line: number,
            at,
            define: self.contexts.get(first).cloned().flatten(),
            starts_line: self.starts_line(line.start),
            parts,
        })
    }

    /// Up to where a line can be followed: its end, or an action that begins a new line. `None` for lines that are cut
    /// by actions over several lines, by one side of an `if`, or by the borders of a named template.
    fn written_until(&self, cells: &[&Piece], line: &Range<usize>) -> Option<usize> {
        let mut depth = 0_usize;
        let mut until = None;
        for cell in cells {
            let Piece::Action { range, body, kind, .. } = cell else { continue };
            if range.start < line.start || range.end > line.end {
                return until;
            }
            match kind {
                Kind::Defines => return None,
                Kind::Opens => depth += 1,
                Kind::Else if depth == 0 => return None,
                Kind::End => depth = depth.checked_sub(1)?,
                Kind::Writes
                    if depth == 0 && until.is_none() && begins_a_line(self.template.get(body.clone())?) =>
                {
                    until = Some(range.start);
                }
                _ => {}
            }
        }
        (depth == 0).then_some(until.unwrap_or(line.end))
    }

    fn parts(&self, cells: &[&Piece], written: &Range<usize>) -> Option<Vec<Part>> {
        let mut parts: Vec<Part> = Vec::new();
        let mut depth = 0_usize;
        for (position, cell) in cells.iter().enumerate() {
            if cell.range().start >= written.end {
                break;
            }
            match cell {
                Piece::Text(_) if depth > 0 => {}
                Piece::Text(range) => {
                    let text =
                        self.template.get(range.start.max(written.start)..range.end.min(written.end))?;
                    let before = position.checked_sub(1).and_then(|before| cells.get(before));
                    let text = if trims(before, false) { text.trim_start() } else { text };
                    let text = if trims(cells.get(position + 1), true) { text.trim_end() } else { text };
                    match parts.last_mut() {
                        Some(Part::Literal(last)) => last.push_str(text),
                        _ if text.is_empty() => {}
                        _ => parts.push(Part::Literal(text.to_owned())),
                    }
                }
                Piece::Action { kind, .. } => {
                    depth = match kind {
                        Kind::Opens => depth + 1,
                        Kind::End => depth.saturating_sub(1),
                        _ => depth,
                    };
                    let writes = matches!(kind, Kind::Writes | Kind::Template | Kind::Opens);
                    if writes && parts.last() != Some(&Part::Hole) {
                        parts.push(Part::Hole);
                    }
                }
            }
        }
        trim_ends(&mut parts);
        let literal = parts.iter().any(|part| matches!(part, Part::Literal(text) if !text.trim().is_empty()));
        literal.then_some(parts)
    }

    /// Whether the line end before `start` is written whatever the actions around it trim.
    fn starts_line(&self, start: usize) -> bool {
        let Some(newline) = start.checked_sub(1) else { return true };
        let holder = self.pieces.partition_point(|piece| piece.range().end <= newline);
        let Some(Piece::Text(range)) = self.pieces.get(holder) else { return false };
        let blank = |range: Range<usize>| self.template.get(range).is_some_and(|text| text.trim().is_empty());
        let before = holder.checked_sub(1).and_then(|before| self.pieces.get(before));
        let behind = self.pieces.get(holder + 1);
        let left = trims(before.as_ref(), false) && blank(range.start..start);
        let right = trims(behind.as_ref(), true) && blank(newline..range.end);
        !left && !right
    }

    /// How far the next line with text of its own is indented; 0 where there is none.
    fn next_indentation(&self, end: usize) -> Option<usize> {
        let rest = self.template.get(end..)?;
        let line = rest
            .split('\n')
            .skip(1)
            .take(8)
            .find(|line| !matches!(line.trim_start(), text if text.is_empty() || text.starts_with("{{")));
        Some(line.map_or(0, |line| line.chars().take_while(|c| matches!(c, ' ' | '\t')).count()))
    }
}

fn trims(piece: Option<&&Piece>, before: bool) -> bool {
    match piece {
        Some(Piece::Action { trims_before, trims_behind, .. }) => {
            if before {
                *trims_before
            } else {
                *trims_behind
            }
        }
        _ => false,
    }
}

fn trim_ends(parts: &mut Vec<Part>) {
    if let Some(Part::Literal(text)) = parts.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Part::Literal(text)) = parts.last_mut() {
        *text = text.trim_end().to_owned();
    }
    parts.retain(|part| !matches!(part, Part::Literal(text) if text.is_empty()));
}

/// Whether the output of an action begins with a line end: its last command is `nindent`.
fn begins_a_line(body: &str) -> bool {
    let words = words(body);
    let mut depth = 0_usize;
    let mut last = 0;
    for (position, word) in words.iter().enumerate() {
        match word {
            Word::Open => depth += 1,
            Word::Close => depth = depth.saturating_sub(1),
            Word::Pipe if depth == 0 => last = position + 1,
            _ => {}
        }
    }
    words.get(last) == Some(&Word::Name("nindent"))
}

/// A line as a part of YAML.
#[derive(Debug, PartialEq, Eq)]
struct Structure {
    /// Characters before the key, or before the item's dash.
    column: usize,
    /// An unquoted text stands at its end, and a deeper line would go on with it.
    open_ended: bool,
}

impl Structure {
    /// `None` for lines that are no member, item or flow of members.
    fn of(shape: &str) -> Option<Self> {
        if ["#", "---", "...", "%"].iter().any(|start| shape.starts_with(start)) {
            return None;
        }
        let mut content = shape;
        let mut dash = None;
        while let Some(behind) =
            content.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            dash = Some(shape.len() - content.len());
            content = behind.trim_start();
        }
        let plain = |text: &str| text.chars().next().is_some_and(|first| !"\"'[{|>&*!#\u{1}".contains(first));
        let column = shape.len() - content.len();
        if let Some(value) = value_of(content) {
            return Some(Self { column, open_ended: plain(value.trim_start()) });
        }
        if content.starts_with(['{', '[']) && content.contains(": ") {
            return Some(Self { column, open_ended: false });
        }
        dash.map(|column| Self { column, open_ended: plain(content) })
    }
}

/// What stands behind the colon of a member.
fn value_of(content: &str) -> Option<&str> {
    let after_key = match content.chars().next()? {
        quote @ ('"' | '\'') => content.get(1..)?.split_once(quote)?.1,
        '{' | '[' => return None,
        _ => content.get(content.find([':', ' '])?..)?,
    };
    let mut rest = after_key;
    // A key may hold colons of its own: only one with a blank behind it ends it.
    loop {
        let value = rest.strip_prefix(':')?;
        if value.is_empty() || value.starts_with([' ', HOLE]) {
            return Some(value);
        }
        rest = value.get(value.find([':', ' '])?..)?;
    }
}
