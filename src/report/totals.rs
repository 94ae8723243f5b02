//! The figures of a run, counted once for all formats, and how they are worded.

use crate::finding::{Action, Finding, Run, Severity};

/// Findings that are not waived, by severity, and the waived ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct BySeverity {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    pub(super) waived: usize,
}

/// The figures of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Totals {
    pub(super) scopes: usize,
    pub(super) documents: usize,
    pub(super) objects: usize,
    pub(super) not_objects: usize,
    pub(super) rules: usize,
    pub(super) findings: BySeverity,
    /// Times that a rule judged an object.
    pub(super) judged: usize,
    /// Times that a rule could not tell.
    pub(super) unknown: usize,
    /// Findings that deny, failures not counted, as in the next two.
    pub(super) denying: usize,
    /// Findings that warn.
    pub(super) warning: usize,
    /// Findings that are recorded only, waived ones not counted.
    pub(super) recorded: usize,
    /// Findings that say that something could not be judged.
    pub(super) failures: usize,
}

impl Totals {
    pub(super) fn of(run: &Run) -> Self {
        let mut totals = Self { scopes: run.scopes.len(), rules: run.rules.len(), ..Self::default() };
        for scope in &run.scopes {
            totals.documents += scope.documents;
            totals.objects += scope.objects;
            totals.not_objects += scope.not_objects.len();
            for decision in &scope.decisions {
                totals.judged += decision.judged.len();
                totals.unknown += decision.judged.iter().filter(|judged| judged.unknown).count();
            }
        }
        run.findings().for_each(|finding| totals.add(finding));
        totals
    }

    fn add(&mut self, finding: &Finding) {
        if finding.waived.is_some() {
            self.findings.waived += 1;
            return;
        }
        match finding.severity {
            Severity::Error => self.findings.errors += 1,
            Severity::Warning => self.findings.warnings += 1,
            Severity::Info => self.findings.infos += 1,
        }
        match finding.action {
            _ if finding.is_failure() => self.failures += 1,
            Action::Deny => self.denying += 1,
            Action::Warn => self.warning += 1,
            Action::Audit => self.recorded += 1,
        }
    }
}

/// `1 error`, `2 errors`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn every_finding_is_counted_in_one_severity_or_as_waived() {
        let run = samples::pull_request();
        let totals = Totals::of(&run);
        let BySeverity { errors, warnings, infos, waived } = totals.findings;
        assert_eq!((errors, warnings, infos, waived), (3, 2, 1, 1));
        assert_eq!(errors + warnings + infos + waived, run.findings().count());
        assert_eq!((totals.denying, totals.warning, totals.recorded, totals.failures), (2, 3, 1, 0));
        assert_eq!((totals.scopes, totals.documents, totals.objects, totals.not_objects), (2, 6, 5, 1));
        assert_eq!((totals.judged, totals.unknown), (8, 1));
    }

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!([0, 1, 2].map(|n| counted(n, "error")), ["0 errors", "1 error", "2 errors"]);
    }
}
