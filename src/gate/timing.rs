//! What rules cost: wall time by rule, measured only when asked for, since then every rule is evaluated on its own.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use crate::finding::RuleId;

/// Time and evaluations by rule.
#[derive(Debug, Default)]
pub struct Timings(Mutex<BTreeMap<RuleId, (Duration, u64)>>);

impl Timings {
    pub(super) fn add(&self, rule: &RuleId, spent: Duration) {
        if let Ok(mut all) = self.0.lock() {
            let entry = all.entry(rule.clone()).or_default();
            entry.0 += spent;
            entry.1 += 1;
        }
    }

    /// Rules with their time and number of evaluations, dearest first.
    pub fn dearest_first(&self) -> Vec<(RuleId, Duration, u64)> {
        let all = self.0.lock().map(|all| all.clone()).unwrap_or_default();
        let mut rows: Vec<_> = all.into_iter().map(|(rule, (time, count))| (rule, time, count)).collect();
        rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        rows
    }
}
