//! Tidegate: one policy gate for everything that flows into a Kubernetes cluster.
//!
//! Data moves forward only. A room imports what its row names and nothing else; `tests/integration/architecture`
//! holds the table against the code.
//!
//! | room | what it does | may import |
//! | --- | --- | --- |
//! | [`value`] | the engine's value type, its builder, normalisation | – |
//! | [`finding`] | plain data: ids, severity, location, rule card, finding, waiver, decision | – |
//! | [`kinds`] | what kinds there are: scope, pod template, groups, merge keys | value, finding |
//! | [`source`] | bytes → documents with positions; discovery, scopes, formats, renders, git revisions | value, finding |
//! | [`schema`] | compiles JSON Schemas, validates a document, says where it is wrong | value, finding, source |
//! | [`config`] | `tidegate.yaml` + environment + flags → settings; waivers and baselines | finding, source, schema |
//! | [`engine`] | compiles Rego once, evaluates it under limits, supplies built-ins | value, finding, source, schema |
//! | [`policy`] | packs, METADATA, dialects → rule set | value, finding, kinds, source, schema, engine |
//! | [`review`] | documents or AdmissionReview → review, inventory | value, finding, kinds |
//! | [`gate`] | rule set × reviews → decisions: selection, evaluation, locations, waivers, order | all above |
//! | [`report`] | decisions → the output formats; decides nothing | finding |
//! | [`devtool`] | `verify`, coverage, mutation, rule pages, scaffolds | gate and the rows above it, report |
//! | [`cli`] | clap types, one file a command, exit codes | all |

pub mod cli;
pub mod config;
pub mod devtool;
pub mod engine;
pub mod finding;
pub mod gate;
pub mod kinds;
pub mod policy;
pub mod report;
pub mod review;
pub mod schema;
pub mod source;
pub mod value;
