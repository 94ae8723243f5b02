//! Exit codes and their precedence: 2 over 1 over 3 over 0, whatever the format.

use std::process::ExitCode;

use crate::config::FailOn;
use crate::finding::{Run, Verdict};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing stands in the way.
    Passed,
    /// 1: denied, or warned where warnings fail.
    Denied,
    /// 2: usage, configuration or policies are wrong, or something could not be judged.
    Unable,
    /// 3: nothing was checked.
    Nothing,
}

impl Exit {
    /// What follows from a run. `no_fail` silences denials only.
    pub fn of(run: &Run, fail_on: FailOn, no_fail: bool) -> Self {
        let verdict = run.verdict();
        let fails = verdict == Verdict::Deny || (verdict == Verdict::Warn && fail_on == FailOn::Warn);
        if run.could_not_judge() {
            Self::Unable
        } else if fails && !no_fail {
            Self::Denied
        } else if run.nothing_checked() {
            Self::Nothing
        } else {
            Self::Passed
        }
    }

    const fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Denied => 1,
            Self::Unable => 2,
            Self::Nothing => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
