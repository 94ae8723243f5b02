//! Tidegate: one policy gate for everything that flows into a Kubernetes cluster.
//!
//! Data moves forward only. A room imports what its row names and nothing else; `tests/integration/architecture`
//! holds the table against the code.
//!
//! | room | what it does | may import |
//! | --- | --- | --- |
//! | [`value`] | the engine's value type, its builder, normalisation | – |
//! | [`finding`] | plain data: ids, severity, location, rule card, finding, waiver, decision | – |
//! | [`source`] | bytes → documents with positions; discovery, scopes, formats, renders, git revisions | value, finding |
//! | [`schema`] | compiles JSON Schemas, validates a document, says where it is wrong | value, finding, source |

pub mod engine;
pub mod finding;
pub mod kinds;
pub mod policy;
pub mod review;
pub mod schema;
pub mod source;
pub mod value;
