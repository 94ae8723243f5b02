//! Evaluators for worker threads: made on demand, given back, never more than run at once.

use std::sync::Mutex;

use crate::engine::Evaluator;
use crate::policy::RuleSet;

/// Evaluators of one rule set.
#[derive(Debug)]
pub(super) struct Pool {
    rules: RuleSet,
    idle: Mutex<Vec<Evaluator>>,
}

impl Pool {
    pub(super) fn new(rules: RuleSet) -> Self {
        Self { rules, idle: Mutex::new(Vec::new()) }
    }

    pub(super) fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Runs `work` with an evaluator of its own.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Evaluator) -> T) -> T {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut evaluator = idle.unwrap_or_else(|| self.rules.evaluator());
        let done = work(&mut evaluator);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(evaluator);
        }
        done
    }
}
