//! Files → documents with the position of every node.
//!
//! Reading is what the API server's own reader does (YAML 1.1, aliases and merges expanded), within [`Limits`], and keeps
//! everything as written. What cannot be read is named as [`Unreadable`]; it is never passed over. Nothing here knows
//! what a Kubernetes object is.

mod ahead;
mod anchors;
mod build;
mod command;
mod comments;
mod discover;
mod dockerfile;
mod document;
mod file;
pub mod fuzz;
mod helm;
mod intern;
mod json;
mod kustomize;
mod limits;
mod load;
mod problem;
mod procfile;
mod request;
mod scalar;
mod scope;
mod spans;
mod toml;
mod tool_file;
mod yaml;

pub use ahead::Ahead;
pub use command::{CommandLimits, Program};
pub use comments::Comment;
pub use discover::{PlanError, Skipped};
pub use document::{Document, Format, Read, Unreadable, node_at, read, read_bytes};
pub use file::SourceFile;
pub use helm::cache::Cache;
pub use helm::values::{ChartValues, ValuesSchema, WrittenAt};
pub use limits::Limits;
pub use load::{LoadedScope, Unrendered, load};
pub use request::{HelmOptions, Renderers, Request, ScopeMode, ValuesSet};
pub use scope::{Plan, ScopePlan, plan};
pub use spans::SpanIndex;
pub use tool_file::ToolFile;
