//! Objects of kinds that no schema describes are named once a run, not once each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Finding, ScopeOutcome};

/// The rule whose findings are put together.
const UNKNOWN_KIND: &str = "schema/unknown-kind";

/// Leaves the first finding, with the kinds and numbers of all.
pub(super) fn fold(scopes: &mut [ScopeOutcome]) {
    let is_one = |finding: &Finding| finding.rule.id.as_str() == UNKNOWN_KIND && finding.waived.is_none();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut found =
        scopes.iter_mut().flat_map(|scope| &mut scope.decisions).flat_map(|decision| &mut decision.findings);
    for object in
        found.by_ref().filter(|finding| is_one(finding)).filter_map(|finding| finding.object.clone())
    {
        *kinds.entry(format!("{} {}", object.api_version, object.kind)).or_default() += 1;
    }
    if kinds.values().sum::<usize>() < 2 {
        return;
    }
    let counted = |(kind, count): (&String, &usize)| {
        if *count == 1 { kind.clone() } else { format!("{kind} ({count})") }
    };
    let names: Vec<String> = kinds.iter().map(counted).collect();
    let message = format!("no schema describes {}: their fields are not judged", names.join(", "));
    let mut first = true;
    for decision in scopes.iter_mut().flat_map(|scope| &mut scope.decisions) {
        decision.findings.retain_mut(|finding| {
            if !is_one(finding) {
                return true;
            }
            finding.message = Arc::from(message.as_str());
            std::mem::replace(&mut first, false)
        });
    }
}
