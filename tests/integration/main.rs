//! All integration tests in one binary (one link instead of twenty), one module a topic.
//!
//! What a test needs from outside the crate is in [`support`]: the program in a clean environment, folders that
//! disappear, peer programs. A test never needs a network, a home folder or a variable of the person who runs it;
//! the one thing it may ask for is Go, to build a peer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking; clippy exempts only functions that carry #[test], not their helpers"
)]

mod architecture;
mod changes;
mod check;
mod clean;
mod corpus_reader;
mod differential;
mod discover;
mod distorted;
mod documents;
mod firing;
mod fuzz;
mod helm;
mod judging;
mod kustomize;
mod lifecycles;
mod noise;
mod oracle;
mod policies;
mod reader;
mod report;
mod schema_command;
mod schemas;
mod storefront;
mod support;
mod tool_files;
mod updates;
