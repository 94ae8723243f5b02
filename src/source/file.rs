//! A source file: its text, and where in it a byte is for a person. It knows nothing of YAML or JSON.

use std::sync::{Arc, OnceLock};

use super::Limits;
use crate::finding::{Excerpt, Position, Span};

/// More faulty places than this mean that the file is no text.
const MAX_FAULTS: usize = 1000;

/// One file, held once and shared by everything that was read from it.
#[derive(Debug)]
pub struct SourceFile {
    name: Arc<str>,
    text: Arc<str>,
    /// Where the bytes were not valid in their encoding: offsets of the replacement characters in `text`, ascending.
    faults: Vec<u32>,
    binary: bool,
    /// Byte length, where it is over the limit and the text was not kept.
    oversize: Option<usize>,
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// A file from text that is already at hand.
    pub fn from_text(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Arc<Self> {
        let text: Arc<str> = text.into();
        let text = text.strip_prefix('\u{feff}').map(Arc::from).unwrap_or(text);
        Arc::new(Self::of(name.into(), text, Vec::new()))
    }

    /// A file from its bytes: UTF-8, or UTF-16 with a byte-order mark. A byte-order mark is no part of the text.
    ///
    /// Never fails: bytes that are invalid become U+FFFD and are remembered, so that only the documents that hold
    /// them are unreadable; of a file over the limit only the name is kept.
    pub fn from_bytes(name: impl Into<Arc<str>>, bytes: &[u8], limits: &Limits) -> Arc<Self> {
        let name = name.into();
        if bytes.len() > limits.bytes.min(Limits::MAX_BYTES) {
            let mut file = Self::of(name, Arc::from(""), Vec::new());
            file.oversize = Some(bytes.len());
            return Arc::new(file);
        }
        let (text, faults) = match bytes {
            [0xff, 0xfe, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
            [0xfe, 0xff, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
            [0xef, 0xbb, 0xbf, rest @ ..] => decode_utf8(rest),
            _ => decode_utf8(bytes),
        };
        let mut file = Self::of(name, text, faults);
        if file.faults.len() > MAX_FAULTS {
            file.faults = Vec::new();
            file.binary = true;
        }
        Arc::new(file)
    }

    fn of(name: Arc<str>, text: Arc<str>, faults: Vec<u32>) -> Self {
        Self { name, text, faults, binary: false, oversize: None, lines: OnceLock::new() }
    }

    /// The name as the user gave or would recognise it.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The text, without a byte-order mark.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The first faulty place in a range of bytes.
    pub(super) fn fault_in(&self, start: usize, end: usize) -> Option<usize> {
        let next = self.faults.partition_point(|&fault| (fault as usize) < start);
        self.faults.get(next).map(|&fault| fault as usize).filter(|&fault| fault < end)
    }

    /// Whether the bytes are no text in any encoding that is read here.
    pub(super) fn is_binary(&self) -> bool {
        self.binary
    }

    /// The length of a file that was too long to keep.
    pub(super) fn oversize(&self) -> Option<usize> {
        self.oversize
    }

    /// The position of a byte offset. Offsets inside a character count as its start, offsets behind the text as its end.
    pub fn position(&self, byte: usize) -> Position {
        let lines = self.line_starts();
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = lines.partition_point(|&start| start as usize <= byte);
        let start = line.checked_sub(1).and_then(|i| lines.get(i)).map_or(0, |&start| start as usize);
        // Between the two characters of a CRLF is no place that an editor has: it is the end of the line.
        if byte > start && self.text.get(byte - 1..=byte) == Some("\r\n") {
            byte -= 1;
        }
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count());
        Position { line: narrow(line.max(1)), column: narrow(column + 1) }
    }

    /// The span of a range of bytes.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span { start: self.position(start), end: self.position(end.max(start)) }
    }

    /// The byte offset of a position; the end of its line where the column is behind it.
    pub fn offset(&self, position: Position) -> usize {
        let Some((start, line)) = self.line_at(position.line) else { return self.text.len() };
        let ahead = position.column.saturating_sub(1) as usize;
        start + line.char_indices().nth(ahead).map_or(line.len(), |(at, _)| at)
    }

    /// The number of lines; text behind the last line end counts as a line.
    pub fn line_count(&self) -> u32 {
        let lines = self.line_starts();
        let open = lines.last().is_some_and(|&start| (start as usize) < self.text.len());
        narrow(if open { lines.len() } else { lines.len() - 1 })
    }

    /// A line by its number from 1, without its line end.
    pub fn line(&self, number: u32) -> Option<&str> {
        self.line_at(number).map(|(_, line)| line)
    }

    /// The whole lines that a span touches, for a report to show.
    pub fn excerpt(&self, span: Span) -> Excerpt {
        let first = span.start.line.max(1);
        let mut text = String::new();
        for number in first..=span.end.line.max(first) {
            let Some(line) = self.line(number) else { break };
            if number > first {
                text.push('\n');
            }
            text.push_str(line);
        }
        Excerpt { first_line: first, text, mark: span }
    }

    /// Where a line starts, and its text.
    fn line_at(&self, number: u32) -> Option<(usize, &str)> {
        let lines = self.line_starts();
        let index = (number as usize).checked_sub(1)?;
        let start = *lines.get(index)? as usize;
        let end = lines.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        let line = self.text.get(start..end)?;
        let line = line.strip_suffix('\n').unwrap_or(line);
        Some((start, line.strip_suffix('\r').unwrap_or(line)))
    }

    /// Line ends are LF, CR LF and, as YAML has it, a lone CR.
    fn line_starts(&self) -> &Vec<u32> {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
                // Of a CRLF the line feed ends the line.
                if bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n') {
                    starts.push(narrow(at + 1));
                }
            }
            starts
        })
    }
}

/// Offsets fit: no text is longer than [`Limits::MAX_BYTES`] by more than its replacement characters.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn decode_utf8(bytes: &[u8]) -> (Arc<str>, Vec<u32>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Arc::from(text), Vec::new());
    }
    let (mut text, mut faults) = (String::with_capacity(bytes.len()), Vec::new());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() && faults.len() <= MAX_FAULTS {
            faults.push(narrow(text.len()));
            text.push('\u{fffd}');
        }
    }
    (Arc::from(text), faults)
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Arc<str>, Vec<u32>) {
    let (mut text, mut faults) = (String::with_capacity(bytes.len()), Vec::new());
    let (pairs, rest) = bytes.as_chunks::<2>();
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        if decoded.is_err() && faults.len() <= MAX_FAULTS {
            faults.push(narrow(text.len()));
        }
        text.push(decoded.unwrap_or('\u{fffd}'));
    }
    if !rest.is_empty() {
        faults.push(narrow(text.len()));
        text.push('\u{fffd}');
    }
    (Arc::from(text), faults)
}
