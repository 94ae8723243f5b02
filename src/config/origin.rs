//! Where a setting comes from: what `config show --origin` prints and what an error about the setting points to.

use std::fmt;
use std::sync::Arc;

use crate::finding::{Excerpt, Location, Span};
use crate::source::SourceFile;

/// The layers, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Built in.
    Default,
    /// The configuration file.
    File,
    /// An environment variable.
    Environment,
    /// A flag of the command line.
    Flag,
}

/// Where one value was written.
#[derive(Debug, Clone)]
pub enum Origin {
    /// Nowhere: it is built in.
    Default,
    /// In the configuration file, or another file that it names.
    File {
        /// The file.
        file: Arc<SourceFile>,
        /// The key or value in it.
        span: Span,
    },
    /// In an environment variable of this name.
    Environment(&'static str),
    /// In a flag, as in `--profile`.
    Flag(&'static str),
}

impl Origin {
    /// Which layer it belongs to.
    pub const fn layer(&self) -> Layer {
        match self {
            Self::Default => Layer::Default,
            Self::File { .. } => Layer::File,
            Self::Environment(_) => Layer::Environment,
            Self::Flag(_) => Layer::Flag,
        }
    }

    /// The place in a file, where it is one.
    pub fn location(&self) -> Option<Location> {
        match self {
            Self::File { file, span } => {
                Some(Location { file: Arc::clone(file.name()), span: Some(*span), template: None })
            }
            _ => None,
        }
    }

    /// The lines that show it, where it is in a file.
    pub fn excerpt(&self) -> Option<Excerpt> {
        match self {
            Self::File { file, span } => Some(file.excerpt(*span)),
            _ => None,
        }
    }
}

impl fmt::Display for Origin {
    /// `default`, `tidegate.yaml:3`, `TIDEGATE_PROFILE`, `--profile`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, span } => write!(f, "{}:{}", file.name(), span.start.line),
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value and where it was written.
#[derive(Debug, Clone)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub origin: Origin,
}

impl<T> Given<T> {
    /// A value with its origin.
    pub const fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// A built-in value.
    pub const fn default_value(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}
