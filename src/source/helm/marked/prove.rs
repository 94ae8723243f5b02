//! Compares a render with the render of a marked copy, and keeps what that proves: from which line of a template a
//! rendered line comes.

use std::collections::{BTreeMap, HashMap};

use super::lines::Markable;

/// A mark, as it is written into a copy of a template: a YAML comment whose digits name file and line.
const BEGIN: &str = " #tg:";
const DIGITS: usize = 12;
const END: char = ';';

/// A line of a template file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Which file, as a number that the caller gave.
    pub(super) file: usize,
    pub(super) line: Markable,
}

/// The marks by their digits.
pub(super) type Marks = HashMap<String, Mark>;

/// What is written for a mark.
pub(super) fn mark(digits: &str) -> String {
    format!("{BEGIN}{digits}{END}")
}

/// The digits of the mark of a line.
pub(super) fn digits(file: &str, line: u32) -> String {
    let mut key = super::super::cache::KeyBuilder::default();
    key.add(file.as_bytes());
    key.add(&line.to_le_bytes());
    let mut digits = key.finish();
    digits.truncate(DIGITS);
    digits
}

/// The part of a render that stands under one `# Source:` comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub(super) source: &'a str,
    /// The number of the first of `lines` in the render, from 1.
    pub(super) first: u32,
    /// Without empty lines at the end.
    pub(super) lines: Vec<&'a str>,
}

/// The lines of a text as positions count them: ended by LF, CR LF or a lone CR.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(end) = rest.find(['\n', '\r']) else { return Some(std::mem::take(&mut rest)) };
        let (line, behind) = rest.split_at(end);
        rest = behind.strip_prefix("\r\n").or_else(|| behind.get(1..)).unwrap_or_default();
        Some(line)
    })
}

/// Cuts a render at its `# Source:` comments.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut number = 0;
    for line in lines(text) {
        number += 1;
        if let Some(source) = crate::source::discover::source_comment(line) {
            if let Some(before) = blocks.last_mut() {
                end(before);
            }
            blocks.push(Block { source, first: number + 1, lines: Vec::new() });
        } else if let Some(block) = blocks.last_mut() {
            block.lines.push(line);
        }
    }
    if let Some(last) = blocks.last_mut() {
        end(last);
    }
    blocks
}

/// Takes the separator of the next block and empty lines from the end.
fn end(block: &mut Block<'_>) {
    while block.lines.last().is_some_and(|line| matches!(line.trim_end(), "" | "---")) {
        block.lines.pop();
    }
}

/// Which of the blocks of a source: helm writes several documents of one template one after another.
pub(super) fn numbered<'b, 'a>(blocks: &'b [Block<'a>]) -> BTreeMap<(&'a str, usize), &'b Block<'a>> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    blocks
        .iter()
        .map(|block| {
            let count = counts.entry(block.source).or_default();
            *count += 1;
            ((block.source, *count), block)
        })
        .collect()
}

/// What a comparison yields.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Proof {
    /// Line of the render → file and line of the template.
    pub(super) lines: BTreeMap<u32, (usize, u32)>,
    /// Sources with a block that the marks changed in other ways than being there, and the marks in these blocks.
    pub(super) spoilt: BTreeMap<String, Vec<String>>,
}

/// Compares block by block.
pub(super) fn prove(render: &str, marked: &str, marks: &Marks) -> Proof {
    let (render, marked) = (blocks(render), blocks(marked));
    let marked = numbered(&marked);
    let mut proof = Proof::default();
    for (key, block) in numbered(&render) {
        let other = marked.get(&key);
        if let Some(lines) = other.and_then(|other| prove_block(block, other, marks)) {
            proof.lines.extend(lines);
            continue;
        }
        let lines = other.map(|other| other.lines.as_slice()).unwrap_or_default();
        let found = lines.iter().flat_map(|line| Stripped::of(line).marks).map(|(_, digits)| digits);
        proof.spoilt.entry(key.0.to_owned()).or_default().extend(found.map(str::to_owned));
    }
    proof
}

/// `None` where the blocks differ otherwise than by marks, or in a line that no mark explains.
fn prove_block(block: &Block<'_>, other: &Block<'_>, marks: &Marks) -> Option<Vec<(u32, (usize, u32))>> {
    if block.lines.len() != other.lines.len() {
        return None;
    }
    let mut proven = Vec::new();
    for (number, (line, with_marks)) in (block.first..).zip(block.lines.iter().zip(&other.lines)) {
        let stripped = Stripped::of(with_marks);
        let same = stripped.text.trim_end() == line.trim_end();
        let site = stripped.site(line, same, marks);
        if !same && site.is_none() {
            return None;
        }
        proven.extend(site.map(|site| (number, site)));
    }
    Some(proven)
}

/// The digits of a mark and what stands behind it.
fn whole_mark(behind: &str) -> Option<(&str, &str)> {
    let digits = behind.get(..DIGITS).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((digits, behind.get(DIGITS..)?.strip_prefix(END)?))
}

/// A line without its marks.
#[derive(Debug, PartialEq, Eq)]
struct Stripped<'a> {
    text: String,
    /// Where in `text` a mark stood, and its digits.
    marks: Vec<(usize, &'a str)>,
}

impl<'a> Stripped<'a> {
    fn of(line: &'a str) -> Self {
        let (mut text, mut marks, mut rest) = (String::with_capacity(line.len()), Vec::new(), line);
        while let Some((before, behind)) = rest.split_once(BEGIN) {
            text.push_str(before);
            if let Some((digits, after)) = whole_mark(behind) {
                marks.push((text.len(), digits));
                rest = after;
            } else {
                // Cut or changed on its way: no mark any more.
                text.push_str(BEGIN);
                rest = behind;
            }
        }
        text.push_str(rest);
        Self { text, marks }
    }

    /// The one template line that the start of this line comes from.
    ///
    /// A mark at the end of literal text stands for its line if what is before it on the rendered line is what the
    /// template line writes. Where a helper's text is put into a line, the helper's mark and the line's own are both
    /// there; only one of them can begin as the rendered line begins.
    fn site(&self, render: &str, same: bool, marks: &Marks) -> Option<(usize, u32)> {
        let fitting: Vec<&Mark> = self
            .marks
            .iter()
            .filter_map(|(at, digits)| Some((self.text.get(..*at)?, marks.get(*digits)?)))
            .filter(|(before, mark)| mark.line.fits(before))
            .map(|(_, mark)| mark)
            .collect();
        let literal: Vec<&&Mark> = fitting.iter().filter(|mark| mark.line.begins_literally()).collect();
        let chosen = match (literal.as_slice(), fitting.as_slice()) {
            ([one], _) => **one,
            ([], [one]) if self.marks.len() == 1 && one.line.starts_line && one.line.define.is_none() => *one,
            _ => return None,
        };
        // Random or hashed: the line differs, but only in what an action writes.
        (same || (self.marks.len() == 1 && chosen.line.fits(render)))
            .then_some((chosen.file, chosen.line.line))
    }
}
