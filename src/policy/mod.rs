//! Packs, METADATA and dialects → a library of rules → a rule set.
//!
//! A [`Library`] is what the policy folders hold, checked but not compiled: enough to list and explain rules. A
//! [`RuleSet`] is a selection of it, compiled and immutable. Nothing here evaluates a review; that is `gate`.
//!
//! Three ways users will break it: a rule that is never asked (wrong kind in `applies_to`, `warn` instead of `deny`, a package
//! that no folder matches) is an error at load; two rules with one id are an error that names both files; a
//! policy folder that holds no rule at all is an error, never an empty pass.

mod applies;
mod dialect;
mod files;
pub mod fuzz;
mod library;
mod metadata;
mod params;
mod plan;
mod reach;
mod reader;
mod rule;
mod rule_set;

pub use dialect::Dialect;
pub use files::{PolicyFile, PolicySource, builtin};
pub use library::{AddedKind, Library};
pub use metadata::documents as metadata_documents;
pub use params::Params;
pub use plan::Call;
pub use rule::Rule;
pub use rule_set::{RuleSet, Selection};

/// What is wrong with a policy: the file, the place, the matter and what to do.
pub type PolicyError = crate::engine::LoadError;

#[cfg(test)]
mod tests;
