//! The report for programs: `report.v1`, whose schema is `schemas/report.v1.schema.json`.
//!
//! Texts are exact. Only the way they are written is careful: what could move a cursor or reverse the reading order
//! is written as `\uXXXX`, so that a report can be printed to a terminal and still parses to the same value.

mod finding_v1;
mod report_v1;

use std::io::{self, Write};

pub(super) use finding_v1::{FindingV1, ObjectV1};

use super::{Options, visible};
use crate::finding::Run;

/// Writes the report. It is the same whatever the options.
pub(super) fn write(sink: &mut dyn Write, run: &Run, _: &Options) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&report_v1::ReportV1::of(run))?;
    let mut rest = text.as_str();
    // Characters of this kind stand in strings only: JSON has no other place for them.
    while let Some((at, c)) = first_to_escape(rest) {
        let (before, after) = rest.split_at(at);
        sink.write_all(before.as_bytes())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(sink, "\\u{unit:04x}")?;
        }
        rest = after.strip_prefix(c).unwrap_or_default();
    }
    sink.write_all(rest.as_bytes())?;
    sink.write_all(b"\n")
}

/// Reports are long and nearly all ASCII, so what is none is looked for by bytes.
fn first_to_escape(text: &str) -> Option<(usize, char)> {
    let mut from = 0;
    loop {
        let at = from + text.as_bytes().get(from..)?.iter().position(|byte| *byte >= 0x7f)?;
        let c = text.get(at..)?.chars().next()?;
        if c == '\u{7f}' || visible::is_invisible(c) {
            return Some((at, c));
        }
        from = at + c.len_utf8();
    }
}
