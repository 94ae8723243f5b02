//! The report for people: findings as compilers show theirs, then what was passed over, figures and verdict.
//!
//! The verdict stands last, because the end of a log is what a person sees first.

mod complaint;
mod full;
mod select;
mod summary;
mod window;

use std::io::{self, Write};

pub use complaint::{Complaint, complain};
pub(super) use full::place;

use super::Options;
use crate::finding::Run;

/// Writes the report.
pub(super) fn write(sink: &mut dyn Write, run: &Run, options: &Options) -> io::Result<()> {
    let selection = select::select(run, options.verbose);
    for placed in &selection.full {
        writeln!(sink, "{}\n", full::render(placed, options))?;
    }
    let paint = summary::Paint::new(options);
    sink.write_all(summary::rest(&selection.rest, paint).as_bytes())?;
    sink.write_all(summary::not_objects(run, options).as_bytes())?;
    sink.write_all(summary::summary(run, options).as_bytes())
}

#[cfg(test)]
mod tests;
