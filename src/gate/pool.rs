//! Evaluators for worker threads: made on demand, given back, never more than run at once.

use std::sync::Mutex;

use super::remember::Remembered;
use crate::engine::Evaluator;
use crate::policy::RuleSet;

/// Evaluators of one rule set.
#[derive(Debug)]
pub(super) struct Pool {
    rules: RuleSet,
    idle: Mutex<Vec<Worker>>,
}

/// What one thread asks with, and what it need not ask again.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) evaluator: Evaluator,
    pub(super) remembered: Remembered,
}

impl Pool {
    pub(super) fn new(rules: RuleSet) -> Self {
        Self { rules, idle: Mutex::new(Vec::new()) }
    }

    pub(super) fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Runs `work` with a worker of its own.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Worker) -> T) -> T {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut worker = idle.unwrap_or_else(|| Worker {
            evaluator: self.rules.evaluator(),
            remembered: Remembered::default(),
        });
        let done = work(&mut worker);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(worker);
        }
        done
    }
}
