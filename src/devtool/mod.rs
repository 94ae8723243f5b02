//! Tools for people who write rules: tests of rules, coverage, mutation; rule pages; scaffolds.
//!
//! Functions return what they found and write reports into a sink; nothing here prints, knows of exit codes or judges a
//! user's manifests.

pub mod pages;
mod scaffold;
pub mod verify;

pub use scaffold::{Scaffold, ScaffoldError, new_rule};
