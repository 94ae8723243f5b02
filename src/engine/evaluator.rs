//! An evaluator: one thread's own state over a shared program.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use regorus::{Engine, Value};

use super::error::EvalError;
use super::limits::Limits;
use super::link::{self, Kept};
use super::machine::{Machine, Unanswered};
use super::program::Program;

/// Lines of one file that were and were not evaluated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Evaluated lines, from 1.
    pub covered: Vec<u32>,
    /// Lines with expressions that were not evaluated.
    pub not_covered: Vec<u32>,
}

/// Evaluations before the machine's code is made, if nobody has asked for it before: that takes as long as some dozens of
/// them.
const WORTH_IT: u32 = if cfg!(debug_assertions) { 1 } else { 64 };

/// Evaluates rules of one program. Not shared: every worker has its own.
pub struct Evaluator {
    program: Program,
    engine: Engine,
    /// The engine with collections guarded, once it was needed.
    guarded: Option<Engine>,
    kept: Kept,
    machine: Option<Machine>,
    /// How often a rule for the machine has been asked.
    asked: u32,
    strict: bool,
    /// The engine is the guarded one, and counts lines.
    counts: bool,
    limits: Limits,
}

impl std::fmt::Debug for Evaluator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evaluator").finish_non_exhaustive()
    }
}

impl Evaluator {
    pub(super) fn new(program: Program, engine: Engine, limits: Limits) -> Self {
        let mut engine = engine;
        engine.set_strict_builtin_errors(true);
        Self {
            program,
            engine,
            guarded: None,
            kept: Kept::default(),
            machine: None,
            asked: 0,
            strict: true,
            counts: false,
            limits,
        }
    }

    /// Whether an error of a built-in ends the evaluation (the default) or makes its call undefined, as OPA does.
    pub fn strict(&mut self, strict: bool) {
        self.strict = strict;
        self.engine.set_strict_builtin_errors(strict);
    }

    /// The value of `rule` (as in `data.tidegate.pods.privileged.deny`) for `input`; `Value::Undefined` where it has none.
    pub fn evaluate(&mut self, rule: &str, input: Value) -> Result<Value, EvalError> {
        let linked = if self.counts { None } else { self.program.name(rule).map(ToOwned::to_owned) };
        let Some(name) = linked else { return self.interpret(rule, rule, input.clone(), input) };
        let limit = self.limits.time;
        let is_fast = self.machine_for(rule).is_some();
        let Self { program, kept, machine, engine, .. } = self;
        let given = kept.given(&input, &program.shelf, |name, input| {
            let path = format!("data.{}.{name}", link::PACKAGE);
            let gathered = machine.as_mut().and_then(|machine| machine.ask(&path, input.clone()).ok());
            gathered.or_else(|| ask(engine, &path, input, limit).ok())
        });
        let Some(machine) = self.machine.as_mut().filter(|_| is_fast) else {
            return self.interpret(rule, &name, given, input);
        };
        let answer = machine.ask(&name, given.clone());
        #[cfg(debug_assertions)]
        if let Ok(value) = &answer {
            self.hold_against_interpreter(rule, &input, value);
        }
        match answer {
            Ok(value) => Ok(value),
            Err(Unanswered::ForGood(error)) => Err(error),
            Err(Unanswered::Failed) => self.interpret(rule, &name, given, input),
            Err(Unanswered::Panicked) => {
                self.machine = None;
                self.interpret(rule, &name, given, input)
            }
        }
    }

    /// Where tests run, everything that the machine answers is asked of the interpreter too.
    #[cfg(debug_assertions)]
    fn hold_against_interpreter(&mut self, rule: &str, input: &Value, value: &Value) {
        // As the policies were written, not as they were linked.
        if let Ok(wanted) = self.evaluate_guarded(rule, input.clone()) {
            assert!(wanted == *value, "{rule} is {wanted} for the interpreter and {value} for the machine");
        }
    }

    /// The machine, if it may be asked for a rule and there is enough to ask.
    fn machine_for(&mut self, rule: &str) -> Option<&mut Machine> {
        if !self.strict || !self.program.is_fast(rule) {
            return None;
        }
        self.asked += 1;
        if self.machine.is_none() {
            if self.asked >= WORTH_IT {
                self.program.make_machine();
            }
            self.machine = self.program.machine();
        }
        self.machine.as_mut()
    }

    /// Asks the interpreter: `name` is what the rule is called in the template, `given` its input with what is kept.
    fn interpret(&mut self, rule: &str, name: &str, given: Value, input: Value) -> Result<Value, EvalError> {
        match ask(&mut self.engine, name, given.clone(), self.limits.time) {
            Err(EvalError::Failed { .. }) if !self.counts => self.evaluate_again(rule, name, given, input),
            Err(error @ EvalError::Panicked(_)) => {
                // A panic may leave half-made state behind.
                self.engine = self.program.evaluator().engine;
                self.engine.set_strict_builtin_errors(self.strict);
                Err(error)
            }
            answer => answer,
        }
    }

    /// Once more, by the machine, which takes what is no collection for an empty one, or with collections guarded. Both take
    /// as long to make.
    fn evaluate_again(
        &mut self,
        rule: &str,
        name: &str,
        given: Value,
        input: Value,
    ) -> Result<Value, EvalError> {
        if self.machine.is_none() && self.strict && self.program.is_fast(rule) {
            self.machine = self.program.awaited_machine();
            match self.machine.as_mut().map(|machine| machine.ask(name, given)) {
                Some(Ok(value)) => return Ok(value),
                Some(Err(Unanswered::Panicked)) => self.machine = None,
                _ => {}
            }
        }
        self.evaluate_guarded(rule, input)
    }

    /// Once more, with collections guarded: what failed may have been no more than `some x in null`.
    fn evaluate_guarded(&mut self, rule: &str, input: Value) -> Result<Value, EvalError> {
        let engine = match self.guarded.take().or_else(|| self.program.guarded()) {
            Some(engine) => self.guarded.insert(engine),
            None => &mut self.engine,
        };
        engine.set_strict_builtin_errors(self.strict);
        let answer = ask(engine, rule, input, self.limits.time);
        if matches!(answer, Err(EvalError::Panicked(_))) {
            self.guarded = None;
        }
        answer
    }

    /// Starts counting evaluated lines.
    pub fn count_coverage(&mut self) {
        // One engine counts, and that is the one that never fails for want of a guard.
        if let Some(guarded) = self.program.guarded() {
            self.engine = guarded;
        }
        self.engine.set_strict_builtin_errors(self.strict);
        self.engine.set_enable_coverage(true);
        self.counts = true;
    }

    /// Lines evaluated since counting began, by module path.
    pub fn coverage(&self) -> BTreeMap<Arc<str>, Coverage> {
        let Ok(report) = self.engine.get_coverage_report() else { return BTreeMap::new() };
        report
            .files
            .into_iter()
            .map(|file| {
                let lines = |set: std::collections::BTreeSet<u32>| set.into_iter().collect();
                let coverage =
                    Coverage { covered: lines(file.covered), not_covered: lines(file.not_covered) };
                (Arc::from(file.path), coverage)
            })
            .collect()
    }

    /// Collects what `print` says instead of writing it to standard error.
    pub fn gather_prints(&mut self) {
        self.engine.set_gather_prints(true);
        self.guarded = self.program.guarded();
        if let Some(guarded) = &mut self.guarded {
            guarded.set_gather_prints(true);
        }
    }

    /// What `print` said since the last call.
    pub fn take_prints(&mut self) -> Vec<String> {
        let mut prints = self.engine.take_prints().unwrap_or_default();
        if let Some(guarded) = &mut self.guarded {
            prints.extend(guarded.take_prints().unwrap_or_default());
        }
        prints
    }
}

fn ask(engine: &mut Engine, rule: &str, input: Value, limit: Duration) -> Result<Value, EvalError> {
    engine.set_input(input);
    match catch_unwind(AssertUnwindSafe(|| engine.eval_rule(rule.to_owned()))) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(EvalError::from_engine(&error, limit)),
        Err(payload) => Err(EvalError::Panicked(words(payload.as_ref()))),
    }
}

fn words(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}
