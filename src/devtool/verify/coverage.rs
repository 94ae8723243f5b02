//! Which lines of rules and helpers were evaluated.
//!
//! A line counts where something on it can be evaluated: a statement, a part of one, the value of a head. Not counted are
//! package and import lines, braces, and heads without a value, which nothing evaluates. What the engine does not count
//! either: the value behind an `else :=`, and what stands behind `with`. In a file that nothing reached, statements count.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::modules::{Modules, Unit};
use crate::engine::Coverage;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCoverage {
    /// Its path.
    pub file: Arc<str>,
    /// Evaluated lines, from 1.
    pub covered: Vec<u32>,
    /// Lines that were not.
    pub not_covered: Vec<u32>,
}

impl FileCoverage {
    /// Percent of its lines.
    pub fn percent(&self) -> f64 {
        percent(self.covered.len(), self.covered.len() + self.not_covered.len())
    }
}

/// All files under test.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoverageReport {
    /// In order of path.
    pub files: Vec<FileCoverage>,
    /// What was asked for.
    pub threshold: Option<f64>,
}

impl CoverageReport {
    /// Lines evaluated, and lines in all.
    pub fn lines(&self) -> (usize, usize) {
        let covered = self.files.iter().map(|file| file.covered.len()).sum::<usize>();
        (covered, covered + self.files.iter().map(|file| file.not_covered.len()).sum::<usize>())
    }

    /// Percent of all lines.
    pub fn percent(&self) -> f64 {
        let (covered, all) = self.lines();
        percent(covered, all)
    }

    /// Whether less is covered than was asked for.
    pub fn is_below(&self) -> bool {
        self.threshold.is_some_and(|threshold| self.percent() < threshold)
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    let exact = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 100.0 } else { 100.0 * exact(part) / exact(whole) }
}

/// The report over verified modules that are no tests.
pub(super) fn report(
    modules: &Modules,
    counted: &BTreeMap<Arc<str>, Coverage>,
    threshold: Option<f64>,
) -> CoverageReport {
    let under_test = modules.subjects().filter(|unit| !unit.is_test);
    let mut files: Vec<FileCoverage> = under_test
        .map(|unit| {
            let coverage = counted.get(&unit.module.path).cloned().unwrap_or_else(|| untouched(unit));
            let own = |lines: Vec<u32>| lines.into_iter().filter(|line| !in_test(unit, *line)).collect();
            FileCoverage {
                file: Arc::clone(&unit.module.path),
                covered: own(coverage.covered),
                not_covered: own(coverage.not_covered),
            }
        })
        .collect();
    files.sort_by(|a, b| a.file.cmp(&b.file));
    CoverageReport { files, threshold }
}

/// Tests may stand in the module that they test.
fn in_test(unit: &Unit, line: u32) -> bool {
    let number = |text: Option<&str>| text.map_or(0, |text| text.matches('\n').count() + 1);
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    line > number(Some(&unit.text))
        || unit.heads.iter().any(|head| {
            (number(unit.text.get(..head.range.0))..=number(unit.text.get(..head.range.1))).contains(&line)
        })
}

fn untouched(unit: &Unit) -> Coverage {
    let mut lines: Vec<u32> = unit.outline.expressions.iter().map(|expression| expression.line).collect();
    lines.extend(unit.outline.rules.iter().map(|rule| rule.position.line));
    lines.sort_unstable();
    lines.dedup();
    Coverage { covered: Vec::new(), not_covered: lines }
}
