//! regorus' bytecode machine, for rules that come with the program.
//!
//! It answers three to four times as fast as the interpreter, and some shapes of Rego wrongly, without a word. So it is only
//! given what `link` has written in shapes that it answers rightly, and only built-in rules, whose answers tests hold
//! against the interpreter's and OPA's: for every example, for the corpus, and for objects that were changed at random.
//! What it cannot answer is asked of the interpreter.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::rvm::program::Program as Bytecode;
use regorus::rvm::vm::VmError;
use regorus::{Engine, Value};

use super::error::EvalError;
use super::limits::Limits;

/// More than any evaluation needs; the time limit is what counts.
const INSTRUCTIONS: usize = 1 << 30;

/// Bytecode with the data that it reads. Immutable.
#[derive(Clone)]
pub(super) struct Compiled {
    bytecode: Arc<Bytecode>,
    data: Value,
}

impl Compiled {
    /// Compiles rules, by their full paths; `None` where the machine has no code for something in them.
    pub(super) fn of(engine: &Engine, rules: &[&str], data: &Value) -> Option<Self> {
        let first: Arc<str> = Arc::from(*rules.first()?);
        let compile = || {
            let policy = engine.clone().compile_with_entrypoint(&first).ok()?;
            Compiler::compile_from_policy(&policy, rules).ok()
        };
        let bytecode = catch_unwind(AssertUnwindSafe(compile)).ok()??;
        Some(Self { bytecode, data: data.clone() })
    }

    /// A machine with state of its own, for one thread.
    pub(super) fn machine(&self, limits: &Limits) -> Option<Machine> {
        let mut vm = RegoVM::new();
        vm.load_program(Arc::clone(&self.bytecode));
        vm.set_max_instructions(INSTRUCTIONS);
        vm.set_execution_timer_config(Some(limits.timer()));
        vm.set_data(self.data.clone()).ok()?;
        Some(Machine { vm, limits: *limits })
    }
}

/// A machine with a program.
pub(super) struct Machine {
    vm: RegoVM,
    limits: Limits,
}

impl Machine {
    /// The value of a rule; `None` where the machine has no answer and should not be asked again after a panic.
    pub(super) fn ask(&mut self, rule: &str, input: Value) -> Result<Value, Unanswered> {
        self.vm.set_input(input);
        match catch_unwind(AssertUnwindSafe(|| self.vm.execute_entry_point_by_name(rule))) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(VmError::TimeLimitExceeded { .. })) => {
                Err(Unanswered::ForGood(EvalError::TooSlow { limit: self.limits.time }))
            }
            Ok(Err(_)) => Err(Unanswered::Failed),
            Err(_) => Err(Unanswered::Panicked),
        }
    }
}

/// Why a machine gave no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// The interpreter would do no better.
    ForGood(EvalError),
    /// The interpreter can say what is wrong.
    Failed,
    /// The same, and the machine's state is not to be trusted any more.
    Panicked,
}
