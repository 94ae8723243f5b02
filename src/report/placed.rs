//! Findings with what a reader needs beside them: the scope, where the location alone does not tell it.

use crate::finding::{Action, Finding, Run};

/// A finding and the scope it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'a> {
    /// The scope's name where the location alone does not tell it.
    pub(super) scope: Option<&'a str>,
    pub(super) finding: &'a Finding,
}

/// All findings in the order of output.
pub(super) fn placed(run: &Run) -> impl Iterator<Item = Placed<'_>> {
    let several = run.scopes.len() > 1;
    run.scopes.iter().flat_map(move |scope| {
        let of_decisions = scope.decisions.iter().flat_map(|decision| &decision.findings);
        scope.findings.iter().chain(of_decisions).map(move |finding| {
            let told = is_told_by(&finding.location.file, &scope.name);
            Placed { scope: (several && !told).then_some(&*scope.name), finding }
        })
    })
}

/// Whether formats for people print it without being asked: it denies, warns, or could not be judged.
pub(super) fn is_told(finding: &Finding) -> bool {
    finding.is_failure() || finding.effective_action() > Action::Audit
}

/// Whether the file's name says which scope it is in: it is the scope, or lies in it.
fn is_told_by(file: &str, scope: &str) -> bool {
    let scope = scope.trim_end_matches(['/', '\\']);
    scope == "."
        || file.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_is_named_where_the_file_does_not_tell_it() {
        assert!(is_told_by("deploy/a.yaml", "deploy") && is_told_by("deploy/a.yaml", "deploy/"));
        assert!(is_told_by("a.yaml", "a.yaml") && is_told_by("a.yaml", "."));
        assert!(!is_told_by("charts/web", "charts/web (production)"));
        assert!(!is_told_by("deploy-b/a.yaml", "deploy"));
    }
}
