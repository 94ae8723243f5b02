//! Rule set × reviews → decisions: selection, evaluation, locations, waivers, order.
//!
//! The command line and every other place that judges call this room, so that the same object, rules and knowledge give the
//! same findings everywhere. It writes nothing and decides no exit code.
//!
//! Three ways users will break it: a rule that raises an error on one odd object: it is named with the object and its cause,
//! the other rules still speak; a waiver that no longer accepts anything: it is reported; threads that finish in
//! another order: every list is sorted by scope, source, position and rule before it leaves.

mod answer;
mod cards;
mod evaluate;
mod examples;
mod fingerprint;
mod given;
mod inputs;
mod judge;
mod own;
mod parts;
mod place;
mod pool;
mod remember;
mod reviews;
mod run;
mod scaled;
mod schema_files;
mod schemas;
mod scope;
mod silence;
mod strangers;
mod timing;
mod tool_files;
mod values;
mod waive;

pub use evaluate::native_input;
pub use examples::{
    Case, CaseError, CaseInput, CaseOutcome, Judging, Line, case_findings, inputs, judge_case, old_example,
};
pub use given::{Given, given};
pub use inputs::{Knowledge, OldObject, OldState};
pub use judge::Gate;
pub use run::{Progress, run, tallies};
pub use schema_files::catalog;
pub use timing::Timings;
