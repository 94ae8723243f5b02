//! Which findings are printed in full, and what is said of the rest.
//!
//! A report of four hundred findings is not read. What could not be judged is always shown; of the others the worst
//! come first, ten in all and three of one rule, unless everything was asked for.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Action, Finding, RuleCard, Run, Severity};
use crate::report::placed::{Placed, is_told, placed};

const IN_FULL: usize = 10;
const OF_ONE_RULE: usize = 3;

/// Findings of one rule that are not printed.
#[derive(Debug)]
pub(super) struct Rest<'a> {
    pub(super) card: &'a Arc<RuleCard>,
    /// The worst of them.
    pub(super) severity: Severity,
    pub(super) count: usize,
}

/// What is printed.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    /// In full, in this order.
    pub(super) full: Vec<Placed<'a>>,
    /// Counted, the worst first.
    pub(super) rest: Vec<Rest<'a>>,
}

/// Chooses from a run.
pub(super) fn select(run: &Run, verbose: bool) -> Selection<'_> {
    let mut findings: Vec<Placed<'_>> = placed(run).filter(|p| verbose || is_told(p.finding)).collect();
    findings.sort_by_key(|placed| weight(placed.finding));
    if verbose {
        return Selection { full: findings, rest: Vec::new() };
    }
    let mut full = Vec::new();
    let mut rest: Vec<Rest<'_>> = Vec::new();
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shown = 0;
    for placed in findings {
        let finding = placed.finding;
        let of_rule = by_rule.entry(finding.rule.id.as_str()).or_default();
        if finding.is_failure() {
            full.push(placed);
        } else if shown < IN_FULL && *of_rule < OF_ONE_RULE {
            *of_rule += 1;
            shown += 1;
            full.push(placed);
        } else if let Some(rest) = rest.iter_mut().find(|rest| rest.card.id == finding.rule.id) {
            rest.count += 1;
        } else {
            rest.push(Rest { card: &finding.rule, severity: finding.severity, count: 1 });
        }
    }
    Selection { full, rest }
}

/// What could not be judged, then what denies, then by severity; waived ones last.
fn weight(finding: &Finding) -> (bool, bool, Reverse<Action>, Reverse<Severity>) {
    (!finding.is_failure(), finding.waived.is_some(), Reverse(finding.action), Reverse(finding.severity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn many(rules: usize, each: u32) -> Run {
        let mut findings = Vec::new();
        for rule in 0..rules {
            let card = samples::card(&format!("pods/rule-{rule}"), Severity::Error, "Something holds");
            findings.extend(
                (0..each).map(|line| samples::finding(&card, "deploy/a.yaml", line + 1, "  a: 1", "is so")),
            );
        }
        samples::run_of(findings)
    }

    fn counts(run: &Run, verbose: bool) -> (usize, usize) {
        let selection = select(run, verbose);
        (selection.full.len(), selection.rest.iter().map(|rest| rest.count).sum())
    }

    #[test]
    fn three_of_one_rule_and_ten_in_all() {
        assert_eq!(counts(&many(1, 3), false), (3, 0));
        assert_eq!(counts(&many(1, 4), false), (3, 1));
        assert_eq!(counts(&many(3, 3), false), (9, 0));
        assert_eq!(counts(&many(4, 3), false), (10, 2));
        assert_eq!(counts(&many(20, 5), false), (10, 90));
        assert_eq!(counts(&many(20, 5), true), (100, 0));
    }

    #[test]
    fn what_could_not_be_judged_is_always_shown_and_takes_no_place() {
        let mut run = many(4, 3);
        let failure = |n: u32| samples::unreadable("deploy/b.yaml", Some((n, "a: [")), "not closed");
        run.scopes[0].findings.extend((1..=30).map(failure));
        assert_eq!(counts(&run, false), (40, 2));
        assert!(select(&run, false).full.iter().take(30).all(|placed| placed.finding.is_failure()));
    }

    #[test]
    fn the_worst_come_first_and_recorded_ones_only_when_asked_for() {
        let run = samples::pull_request();
        let lines = |verbose| {
            let selection = select(&run, verbose);
            let line = |p: &Placed<'_>| p.finding.location.span.unwrap().start.line;
            selection.full.iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(lines(false), [330, 1347, 12, 1067, 13]);
        assert_eq!(lines(true), [330, 1347, 12, 1067, 13, 52, 40]);
    }
}
