//! What is wrong with the configuration: every mistake with its place, not the first one only.

use std::fmt;
use std::sync::Arc;

use super::Origin;
use crate::finding::{Excerpt, Location};
use crate::schema::nearest;

/// One mistake in the configuration, in an environment variable or in a flag.
#[derive(Debug, Clone)]
pub struct ConfigError {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where; [`Origin::Default`] where no place can be named.
    pub origin: Origin,
}

impl ConfigError {
    /// A mistake at a place.
    pub fn new(message: impl Into<String>, origin: &Origin) -> Self {
        Self { message: message.into(), help: None, origin: origin.clone() }
    }

    /// With what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A name that nothing has: an unknown rule, pack or parameter, which only the loaded policies can tell.
    pub fn unknown<'a>(
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        origin: &Origin,
    ) -> Self {
        let error = Self::new(format!("there is no {what} '{name}'"), origin);
        match nearest(name, known) {
            Some(meant) => error.with_help(format!("did you mean '{meant}'?")),
            None => error.with_help("`tidegate rules` lists the rules with their packs and parameters"),
        }
    }

    /// The place in a file, where it is one.
    pub fn location(&self) -> Option<Location> {
        self.origin.location()
    }

    /// The lines that show it, where it is in a file.
    pub fn excerpt(&self) -> Option<Excerpt> {
        self.origin.excerpt()
    }

    fn order(&self) -> (super::Layer, Option<Location>) {
        (self.origin.layer(), self.location())
    }
}

impl fmt::Display for ConfigError {
    /// One line: `tidegate.yaml:3:1: unknown key 'profil'; did you mean 'profile'?`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Default => {}
            Origin::File { file, span } => {
                write!(f, "{}:{}:{}: ", file.name(), span.start.line, span.start.column)?;
            }
            other => write!(f, "{other}: ")?,
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ConfigError {}

/// All mistakes that were found, in the order of the layers and of the file. Never empty.
#[derive(Debug, Clone)]
pub struct ConfigErrors(Arc<[ConfigError]>);

impl ConfigErrors {
    /// The mistakes.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.0.iter()
    }
}

impl From<ConfigError> for ConfigErrors {
    fn from(error: ConfigError) -> Self {
        Self(Arc::from([error]))
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, error) in self.iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

/// Gathers mistakes while resolving goes on.
#[derive(Debug, Default)]
pub(super) struct Mistakes(Vec<ConfigError>);

impl Mistakes {
    /// Notes a mistake.
    pub(super) fn add(&mut self, error: ConfigError) {
        self.0.push(error);
    }

    /// Notes several.
    pub(super) fn extend(&mut self, errors: impl IntoIterator<Item = ConfigError>) {
        self.0.extend(errors);
    }

    /// The value, or a note of why there is none.
    pub(super) fn take<T, E: fmt::Display>(&mut self, result: Result<T, E>, origin: &Origin) -> Option<T> {
        result.map_err(|error| self.add(ConfigError::new(error.to_string(), origin))).ok()
    }

    /// The value if nothing was noted.
    pub(super) fn finish<T>(mut self, value: T) -> Result<T, ConfigErrors> {
        if self.0.is_empty() {
            return Ok(value);
        }
        self.0.sort_by_key(ConfigError::order);
        Err(ConfigErrors(self.0.into()))
    }
}
