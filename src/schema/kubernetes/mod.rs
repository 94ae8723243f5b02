//! Kubernetes' own kinds: the generated definitions, what the API server does otherwise than they say, and one schema a
//! kind made of both.

mod closure;
pub(super) mod definitions;
mod minor;

pub(super) use closure::{closure, closure_of, metadata_of, open_references};
pub use minor::{Minor, MinorError};
