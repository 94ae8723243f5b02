//! What one evaluation and one module may cost.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use regorus::PolicyLengthConfig;
use regorus::utils::limits::ExecutionTimerConfig;

/// Bounds on modules and evaluations. Values that a built-in makes from nothing are bounded in `builtins`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall time of one evaluation.
    pub time: Duration,
    /// Bytes of one module.
    pub module_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(10), module_bytes: 4 << 20 }
    }
}

impl Limits {
    pub(super) fn timer(&self) -> ExecutionTimerConfig {
        ExecutionTimerConfig {
            limit: self.time,
            check_interval: NonZeroU32::new(1024).unwrap_or(NonZeroU32::MIN),
        }
    }

    pub(super) fn lengths(&self) -> PolicyLengthConfig {
        PolicyLengthConfig {
            // regorus' default of 1,024 columns refuses policies with long lists that OPA takes.
            max_col: NonZeroU32::new(1 << 20).unwrap_or(NonZeroU32::MAX),
            max_file_bytes: NonZeroUsize::new(self.module_bytes).unwrap_or(NonZeroUsize::MIN),
            max_lines: NonZeroUsize::new(200_000).unwrap_or(NonZeroUsize::MAX),
        }
    }
}
