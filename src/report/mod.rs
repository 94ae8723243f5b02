//! The output formats: a [`Run`] in, bytes out.
//!
//! A format decides nothing. It is not asked what denies, what exit code follows or what is waived: all of that stands
//! in the run, and every format tells the same of it. There are no durations, timestamps or machine paths in a report,
//! so that the same run gives the same bytes.
//!
//! A further format is one file with a `write` function and one line in the table below.

mod compact;
mod decision_v1;
mod json;
mod placed;
#[cfg(test)]
mod samples;
mod text;
mod totals;
mod visible;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

pub use decision_v1::{DecisionContext, decision_v1};
pub use text::{Complaint, complain};
pub use visible::name as printable;

#[cfg(test)]
use crate::finding;
use crate::finding::{Run, UnknownWord};

/// How a report is to look. What it says does not depend on it, only how much of it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Colours, as ANSI escapes.
    pub color: bool,
    /// Every finding in full, also those that are only recorded or waived.
    pub verbose: bool,
    /// Columns to fit the text into; what is one word is never broken.
    pub width: usize,
}

impl Default for Options {
    /// What a log file gets: no colours, the usual limits, 120 columns.
    fn default() -> Self {
        Self { color: false, verbose: false, width: 120 }
    }
}

/// Declares the formats: name and writer stand in one line each.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal => $write:path),+ $(,)?) => {
        /// A format of reports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format { $($(#[$doc])* $variant),+ }

        impl Format {
            /// All formats, in the order of help texts.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        /// Writes a report. An error is the sink's, untouched: a closed pipe is the caller's to take lightly.
        pub fn write(format: Format, sink: &mut dyn Write, run: &Run, options: &Options) -> io::Result<()> {
            match format { $(Format::$variant => $write(sink, run, options)),+ }
        }
    };
}

formats! {
    /// For people: the line, the reason and the remedy, and a summary.
    Text = "text" => text::write,
    /// One line a finding, for editors and grep.
    Compact = "compact" => compact::write,
    /// Everything, as `report.v1`.
    Json = "json" => json::write,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.iter().copied().find(|format| format.as_str() == word).ok_or_else(|| UnknownWord {
            what: "format",
            word: word.to_owned(),
            choices: Self::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_reads_back_and_an_unknown_one_names_the_choices() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(*format));
        }
        let error = "yaml".parse::<Format>().unwrap_err();
        assert_eq!(error.to_string(), "'yaml' is no format: use one of text, compact, json");
    }

    #[test]
    fn a_closed_pipe_is_handed_to_the_caller() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for format in Format::ALL {
            let error =
                write(*format, &mut Closed, &samples::pull_request(), &Options::default()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format}");
        }
    }

    #[test]
    fn the_same_run_gives_the_same_bytes() {
        for format in Format::ALL {
            let print = || samples::printed(*format, &samples::pull_request(), &Options::default());
            assert_eq!(print(), print(), "{format}");
        }
    }
}
