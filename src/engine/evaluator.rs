//! An evaluator: one thread's own state over a shared program.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use regorus::{Engine, Value};

use super::error::EvalError;
use super::limits::Limits;

/// Lines of one file that were and were not evaluated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Evaluated lines, from 1.
    pub covered: Vec<u32>,
    /// Lines with expressions that were not evaluated.
    pub not_covered: Vec<u32>,
}

/// Evaluates rules of one program. Not shared: every worker has its own.
pub struct Evaluator {
    engine: Engine,
    pristine: Engine,
    limits: Limits,
}

impl std::fmt::Debug for Evaluator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evaluator").finish_non_exhaustive()
    }
}

impl Evaluator {
    pub(super) fn new(engine: Engine, limits: Limits) -> Self {
        let mut engine = engine;
        engine.set_strict_builtin_errors(true);
        Self { pristine: engine.clone(), engine, limits }
    }

    /// Whether an error of a built-in ends the evaluation (the default) or makes its call undefined, as OPA does.
    pub fn strict(&mut self, strict: bool) {
        self.engine.set_strict_builtin_errors(strict);
    }

    /// The value of `rule` (as in `data.tidegate.pods.privileged.deny`) for `input`; `Value::Undefined` where it has none.
    pub fn evaluate(&mut self, rule: &str, input: Value) -> Result<Value, EvalError> {
        let engine = &mut self.engine;
        engine.set_input(input);
        match catch_unwind(AssertUnwindSafe(|| engine.eval_rule(rule.to_owned()))) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(EvalError::from_engine(&error, self.limits.time)),
            Err(payload) => {
                // A panic may leave half-made state behind.
                self.engine = self.pristine.clone();
                Err(EvalError::Panicked(words(payload.as_ref())))
            }
        }
    }

    /// Starts counting evaluated lines.
    pub fn count_coverage(&mut self) {
        self.engine.set_enable_coverage(true);
        self.pristine.set_enable_coverage(true);
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
    }

    /// What `print` said since the last call.
    pub fn take_prints(&mut self) -> Vec<String> {
        self.engine.take_prints().unwrap_or_default()
    }
}

fn words(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}
