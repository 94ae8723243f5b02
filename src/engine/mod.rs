//! The only room that runs regorus: compiles Rego once, evaluates it under limits, supplies built-ins.
//!
//! It knows nothing of packs, METADATA or Kubernetes; `policy` decides what is loaded, `gate` what is asked.
//!
//! **Interpreter and machine.** regorus has an interpreter and a bytecode machine that is three to four times as fast. But
//! the machine takes no extensions (so `sprintf` and `strings.count`, which differ from OPA or panic, cannot be replaced),
//! has no code for `with` and `walk`, and answers *undefined* where the interpreter and OPA find something. For a gate,
//! undefined means that a denial is lost without a word. So the interpreter answers for all policies of users, for small
//! runs, and wherever the machine gives up; the machine answers for built-in rules in large runs, in the shapes that `link`
//! writes, of which tests show for every example, for the corpus and for distorted objects that the answers are the same.
//! What the interpreter does worse, an error on `some x in null`, and imports that it forgets, are mended at load (see `mend`).

mod builtins;
mod cases;
mod error;
mod evaluator;
mod guards;
mod limits;
mod link;
mod machine;
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
