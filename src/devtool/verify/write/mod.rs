//! A run of `verify` as text, JSON or JUnit. A format decides nothing.

mod json;
mod junit;
mod text;

use std::io::{self, Write};

use super::Verified;

crate::finding::vocabulary!(
    /// A format.
    Format, "format", {
    /// For people: failures in full, and counts.
    Text = "text",
    /// Everything, as `verify.v1`.
    Json = "json",
    /// For CI systems that show tests.
    Junit = "junit",
});

/// How much text says. Other formats say everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// Tests that pass too.
    pub verbose: bool,
    /// How many of the slowest tests; this is the only thing that differs between two equal runs.
    pub slowest: usize,
}

/// Writes a report. An error is the sink's, untouched.
pub fn write(
    format: Format,
    sink: &mut dyn Write,
    verified: &Verified,
    options: &WriteOptions,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(sink, verified, options),
        Format::Json => json::write(sink, verified),
        Format::Junit => junit::write(sink, verified),
    }
}
