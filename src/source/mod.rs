//! Files → documents with the position of every node.
//!
//! Reading is what the API server's own reader does (YAML 1.1, aliases and merges expanded), within [`Limits`], and keeps
//! everything as written. What cannot be read is named as [`Unreadable`]; it is never passed over. Nothing here knows
//! what a Kubernetes object is.

mod anchors;
mod build;
mod comments;
mod document;
mod file;
pub mod fuzz;
mod intern;
mod json;
mod limits;
mod problem;
mod scalar;
mod spans;
mod yaml;

pub use comments::Comment;
pub use document::{Document, Format, Read, Unreadable, read, read_bytes};
pub use file::SourceFile;
pub use limits::Limits;
pub use spans::SpanIndex;
