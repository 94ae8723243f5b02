//! Errors of loading and evaluating, with the place that regorus hides in its text.

use std::fmt;
use std::sync::Arc;

use crate::finding::Position;

/// Why modules cannot be used together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The module's file.
    pub file: Arc<str>,
    /// Where in it, if known.
    pub position: Option<Position>,
    /// What is wrong.
    pub message: String,
    /// What to do next; may be empty.
    pub help: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, " ({})", self.help) }
    }
}

impl std::error::Error for LoadError {}

impl LoadError {
    /// From an error of regorus; `file` stands in where the text names none.
    pub(super) fn from_engine(error: &anyhow::Error, file: &str) -> Self {
        let Parsed { file: named, position, message } = Parsed::of(&format!("{error:#}"));
        Self { file: named.unwrap_or_else(|| Arc::from(file)), position, message, help: String::new() }
    }
}

/// Why an evaluation gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// The rule raised an error.
    #[error("{message}{}", at(.file.as_deref(), *.position))]
    Failed {
        /// The module, if regorus named it.
        file: Option<Arc<str>>,
        /// Where in it.
        position: Option<Position>,
        /// What regorus says.
        message: String,
    },
    /// The time limit struck.
    #[error("the evaluation took longer than {} ms and was ended", .limit.as_millis())]
    TooSlow {
        /// The limit.
        limit: std::time::Duration,
    },
    /// regorus panicked.
    #[error("the engine panicked: {0}")]
    Panicked(String),
}

fn at(file: Option<&str>, position: Option<Position>) -> String {
    match (file, position) {
        (Some(file), Some(Position { line, .. })) => format!(" ({file}:{line})"),
        (Some(file), None) => format!(" ({file})"),
        _ => String::new(),
    }
}

impl EvalError {
    pub(super) fn from_engine(error: &anyhow::Error, limit: std::time::Duration) -> Self {
        if error.downcast_ref::<regorus::LimitError>().is_some()
            || format!("{error:#}").contains("time limit")
        {
            return Self::TooSlow { limit };
        }
        let Parsed { file, position, message } = Parsed::of(&format!("{error:#}"));
        Self::Failed { file, position, message }
    }
}

/// The parts of regorus' multi-line error text: `--> file:line:col`, an excerpt, `error: message`.
struct Parsed {
    file: Option<Arc<str>>,
    position: Option<Position>,
    message: String,
}

impl Parsed {
    fn of(text: &str) -> Self {
        let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        let (file, position) = place.map_or((None, None), |place| {
            let mut parts = place.rsplitn(3, ':');
            let column = parts.next().and_then(|part| part.trim().parse().ok());
            let line = parts.next().and_then(|part| part.parse().ok());
            let position = line.zip(column).map(|(line, column)| Position { line, column });
            (parts.next().map(Arc::from), position)
        });
        let said = text.lines().find_map(|line| line.trim_start().strip_prefix("error: "));
        let message = said.map_or_else(
            || text.split_whitespace().collect::<Vec<_>>().join(" "),
            |said| {
                // What follows the message line belongs to it.
                let rest = text.split_once("error: ").map_or(said, |(_, rest)| rest);
                rest.split_whitespace().collect::<Vec<_>>().join(" ")
            },
        );
        Self { file, position, message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_read_from_the_text_of_an_engine_error() {
        let error =
            anyhow::anyhow!("\n--> a/b.rego:7:12\n  |\n7 | x := y\n  |      ^\nerror: unknown  variable y");
        let load = LoadError::from_engine(&error, "?");
        assert_eq!(load.to_string(), "a/b.rego:7:12: unknown variable y");
    }

    #[test]
    fn an_error_without_place_keeps_its_words_and_the_given_file() {
        let load = LoadError::from_engine(&anyhow::anyhow!("out of\n luck"), "a.rego");
        assert_eq!(load.to_string(), "a.rego: out of luck");
    }
}
