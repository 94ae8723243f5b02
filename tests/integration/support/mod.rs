//! What the integration tests share. No assertions about Tidegate live here: a helper that judged would be a test
//! that nobody reads.

pub(crate) mod folder;
pub(crate) mod program;
pub(crate) mod tools;

use std::path::PathBuf;

/// The checkout, which is the package's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
