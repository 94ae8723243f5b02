//! `--old`: which scope each part of the state before belongs to. Not here: what a rule is shown of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::request::read_all;
use crate::gate::OldState;
use crate::policy::RuleSet;
use crate::review::Names;
use crate::source::{self, Document, Read, Request, ScopePlan};

/// The objects before the change, by the name of the scope that is judged.
pub(super) fn states(
    paths: &[PathBuf],
    rules: &RuleSet,
    request: &Request,
) -> anyhow::Result<BTreeMap<Arc<str>, OldState>> {
    let mut states: BTreeMap<Arc<str>, OldState> = BTreeMap::new();
    if paths.is_empty() {
        return Ok(states);
    }
    let new = source::plan(request)?.scopes;
    let pairing = Pairing { new: &new, by_position: paths.len() == request.paths.len() };
    let old = read_all(request, paths.iter().cloned(), "--old")?;
    let any_is_paired = old.iter().any(|(plan, _)| pairing.counterpart(plan).is_some());
    for (plan, scope) in old {
        // One scope against something called otherwise: that is what it was before.
        let alone = || new.first().filter(|_| new.len() == 1 && !any_is_paired);
        let Some(counterpart) = pairing.counterpart(&plan).or_else(alone) else { continue };
        let names = Names { kinds: rules.kinds(), namespace: &scope.namespace };
        let documents: Vec<Document> = scope.reads.iter().filter_map(Read::document).cloned().collect();
        let state = states.remove(&counterpart.name).unwrap_or_default();
        states.insert(Arc::clone(&counterpart.name), state.and(OldState::of_documents(documents, names)));
    }
    Ok(states)
}

/// Scopes go together whose arguments stand at the same position and whose names below them are the same. Where there
/// are fewer or more arguments than before, names alone decide.
struct Pairing<'a> {
    new: &'a [ScopePlan],
    by_position: bool,
}

impl<'a> Pairing<'a> {
    fn counterpart(&self, old: &ScopePlan) -> Option<&'a ScopePlan> {
        self.new.iter().find(|new| {
            if self.by_position {
                new.argument == old.argument && new.within == old.within
            } else {
                own_name(new) == own_name(old)
            }
        })
    }
}

fn own_name(plan: &ScopePlan) -> &str {
    let last = || Path::new(&*plan.name).file_name().and_then(|name| name.to_str());
    if plan.within.is_empty() { last().unwrap_or(&plan.name) } else { &plan.within }
}
