//! The only room that runs regorus: compiles Rego once, evaluates it under limits, supplies built-ins.
//!
//! It knows nothing of packs, METADATA or Kubernetes; `policy` decides what is loaded, `gate` what is asked.
//!
//! **Why the interpreter.** regorus has an interpreter and a bytecode VM. Measured on 2,570 documents of real renders with
//! eight pod rules: 98 ms against 29 ms, of 330 ms that reading and judging take together. But the VM takes no extensions
//! (so `sprintf` and `strings.count`, which differ from OPA or panic, could not be replaced), does not compile `with` and
//! `walk`, and answers *undefined* in cases where the interpreter and OPA find something. For a gate, undefined means
//! that a denial is lost without a word, so speed does not decide. What the interpreter does worse, an error on
//! `some x in null`, and imports that it forgets, are mended at load (see `mend`).

mod builtins;
mod cases;
mod error;
mod evaluator;
mod guards;
mod limits;
mod mend;
mod parse;
mod program;
mod syntax;

pub use cases::{TestHead, test_heads};
pub use error::{EvalError, LoadError};
pub use evaluator::{Coverage, Evaluator};
pub use guards::Kinds;
pub use limits::Limits;
pub use program::{Module, Program};
pub use syntax::{Expression, HeadKind, Outline, RuleHead, outline};

#[cfg(test)]
mod tests;
