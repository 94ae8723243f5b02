//! A whole run: scopes are loaded and judged side by side and come back in their order.

use std::sync::Arc;

use rayon::prelude::*;

use super::judge::Gate;
use super::waive::Waivers;
use super::{strangers, values};
use crate::finding::{Finding, RuleTally, Run, ScopeOutcome};
use crate::source::Ahead;

/// Told of what is done, from several threads.
pub trait Progress: Sync {
    /// A scope was loaded and judged.
    fn scope_done(&self, name: &str);
}

/// Judges all scopes, and loads those that are not loaded yet.
pub fn run(gate: &Gate, scopes: &Ahead<'_>, progress: &dyn Progress) -> Run {
    let judged: Vec<ScopeOutcome> = scopes
        .plans()
        .par_iter()
        .enumerate()
        .filter_map(|(at, plan)| {
            let outcome = gate.judge(&scopes.take(at)?);
            progress.scope_done(&plan.name);
            Some(outcome)
        })
        .collect();
    finish(gate, judged)
}

/// Adds what can only be said when all scopes are judged.
fn finish(gate: &Gate, mut scopes: Vec<ScopeOutcome>) -> Run {
    strangers::fold(&mut scopes);
    values::fold(&mut scopes);
    let waivers =
        Waivers { settings: &gate.settings, configured: &gate.configured, baseline: gate.baseline.as_ref() };
    let mut remarks = waivers.remarks(gate.configured.iter(), &|rule| gate.asks(rule));
    if !remarks.is_empty() {
        remarks.sort_by(|a, b| a.order().cmp(&b.order()));
        let name = gate
            .settings
            .file
            .as_ref()
            .map_or_else(|| Arc::from("configuration"), |file| Arc::clone(file.name()));
        scopes.push(ScopeOutcome {
            name,
            documents: 0,
            objects: 0,
            not_objects: Vec::new(),
            findings: remarks,
            decisions: Vec::new(),
        });
    }
    let rules = tallies(gate, &scopes);
    Run { scopes, rules }
}

/// What each rule did, in order of id.
pub fn tallies(gate: &Gate, scopes: &[ScopeOutcome]) -> Vec<RuleTally> {
    let decisions: usize = scopes.iter().map(|scope| scope.decisions.len()).sum();
    let mut tallies: Vec<RuleTally> = gate
        .rules()
        .rules()
        .iter()
        .map(|rule| RuleTally {
            card: Arc::clone(&rule.card),
            judged: 0,
            not_applicable: 0,
            unknown: 0,
            findings: 0,
            waived: 0,
        })
        .collect();
    // Both lists are in order of id.
    let at = |tallies: &[RuleTally], id: &crate::finding::RuleId| {
        tallies.binary_search_by(|t| t.card.id.cmp(id)).ok()
    };
    for decision in scopes.iter().flat_map(|scope| &scope.decisions) {
        for judged in &decision.judged {
            if let Some(tally) = at(&tallies, &judged.rule).and_then(|at| tallies.get_mut(at)) {
                tally.judged += 1;
                tally.unknown += usize::from(judged.unknown);
            }
        }
        let count = |finding: &Finding, tallies: &mut Vec<RuleTally>| {
            if let Some(tally) = at(tallies, &finding.rule.id).and_then(|at| tallies.get_mut(at)) {
                if finding.waived.is_some() { tally.waived += 1 } else { tally.findings += 1 }
            }
        };
        decision.findings.iter().for_each(|finding| count(finding, &mut tallies));
    }
    for tally in &mut tallies {
        tally.not_applicable = decisions.saturating_sub(tally.judged);
    }
    tallies
}
