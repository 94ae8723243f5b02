//! What stands below the findings: what was passed over, the figures, and what follows for the person who reads them.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::full::place;
use super::select::Rest;
use crate::finding::{Action, Finding, NotAnObject, RuleId, Run, Severity, Verdict};
use crate::report::totals::{Totals, counted};
use crate::report::{Options, visible};

/// Documents that are no objects, named unless everything is asked for.
const NAMED: usize = 5;

/// The rule that says, once a run, of which kinds there is no schema.
const UNKNOWN_KIND: &str = "schema/unknown-kind";

/// What rules say of programs in a definition, which nothing here runs.
const NOT_EVALUATED: &str = "not evaluated:";

/// Paints words, or leaves them plain.
#[derive(Clone, Copy)]
pub(super) struct Paint(bool);

impl Paint {
    pub(super) const fn new(options: &Options) -> Self {
        Self(options.color)
    }

    fn word(self, style: Style, text: &str) -> String {
        if self.0 { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        let color = match severity {
            Severity::Error => AnsiColor::BrightRed,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::BrightBlue,
        };
        self.word(color.on_default().bold(), text)
    }
}

/// Findings that are only counted.
pub(super) fn rest(rest: &[Rest<'_>], paint: Paint) -> String {
    let count: usize = rest.iter().map(|rest| rest.count).sum();
    let mut out = String::new();
    if count == 0 {
        return out;
    }
    let digits = count.to_string().len();
    let _ = writeln!(
        out,
        "... and {} (-v shows {}):",
        counted(count, "more finding"),
        if count == 1 { "it" } else { "them" }
    );
    for rest in rest {
        let head = paint.severity(rest.severity, &format!("{}[{}]", rest.severity, rest.card.id));
        let _ = writeln!(out, "    {:>digits$} {head}: {}", rest.count, visible::one_line(&rest.card.title));
    }
    out.push('\n');
    out
}

/// Documents that are no objects.
pub(super) fn not_objects(run: &Run, options: &Options) -> String {
    let all: Vec<&NotAnObject> = run.scopes.iter().flat_map(|scope| &scope.not_objects).collect();
    let mut out = String::new();
    if all.is_empty() {
        return out;
    }
    let (are, objects) =
        if all.len() == 1 { ("is", "a Kubernetes object") } else { ("are", "Kubernetes objects") };
    let _ = writeln!(out, "{} {are} not {objects}:", counted(all.len(), "document"));
    let named = if options.verbose || all.len() == NAMED + 1 { all.len() } else { NAMED };
    for document in all.iter().take(named) {
        let place = place(&document.location);
        let _ =
            writeln!(out, "    {}: {}", visible::at_line_start(&place), visible::one_line(&document.what));
    }
    if let Some(more @ 1..) = all.len().checked_sub(named) {
        let _ = writeln!(out, "    ... and {more} more (-v names them)");
    }
    out.push('\n');
    out
}

/// The figures and what follows.
pub(super) fn summary(run: &Run, options: &Options) -> String {
    let paint = Paint::new(options);
    let totals = Totals::of(run);
    let mut out = format!(
        "checked: {} in {} from {}, by {}\n",
        counted(totals.objects, "object"),
        counted(totals.documents, "document"),
        counted(totals.scopes, "scope"),
        counted(totals.rules, "rule"),
    );
    let _ = writeln!(out, "found:   {}", found(&totals, paint));
    if totals.unknown > 0 {
        let _ = writeln!(out, "unknown: {}", unknown(run, &totals, options));
    }
    for finding in run.findings().filter(|finding| finding.rule.id.as_str() == UNKNOWN_KIND) {
        // Findings of this severity are printed only when they are asked for; what was not judged is never silent.
        let _ = writeln!(out, "unjudged: {}", visible::one_line(&finding.message));
    }
    for rule in &run.rules {
        for what in whys(run, &rule.card.id).filter_map(|why| why.strip_prefix(NOT_EVALUATED)) {
            let _ = writeln!(out, "unjudged: {}", visible::one_line(what.trim_start()));
        }
    }
    for line in outcome(run, &totals, paint) {
        let _ = writeln!(out, "{line}");
    }
    let hidden = totals.recorded + totals.findings.waived;
    if hidden > 0 && !options.verbose {
        let _ = writeln!(out, "         not printed: {hidden} recorded or waived (-v shows {})", it(hidden));
    }
    out
}

fn found(totals: &Totals, paint: Paint) -> String {
    let by = totals.findings;
    let mut parts = Vec::new();
    for (severity, count) in
        [(Severity::Error, by.errors), (Severity::Warning, by.warnings), (Severity::Info, by.infos)]
    {
        if count > 0 {
            let noun = severity.as_str();
            parts.push(paint.severity(severity, &counted(count, noun)));
        }
    }
    if parts.is_empty() {
        parts.push("nothing".to_owned());
    }
    if by.waived > 0 {
        parts.push(format!("{} waived", by.waived));
    }
    parts.join(", ")
}

fn unknown(run: &Run, totals: &Totals, options: &Options) -> String {
    let mut out = format!(
        "{} a rule could not tell: a placeholder, a rule in CEL, or something that may exist outside of what was read",
        if totals.unknown == 1 { "once".to_owned() } else { counted(totals.unknown, "time") },
    );
    if options.verbose {
        for tally in run.rules.iter().filter(|tally| tally.unknown > 0) {
            let _ = write!(out, "\n         {} {}", tally.unknown, tally.card.id);
            for why in whys(run, &tally.card.id).take(NAMED) {
                let _ = write!(out, "\n           {}", visible::one_line(why));
            }
        }
    }
    out
}

/// Why a rule could not tell, sorted.
fn whys<'a>(run: &'a Run, rule: &'a RuleId) -> impl Iterator<Item = &'a str> {
    let judged = run.scopes.iter().flat_map(|scope| &scope.decisions).flat_map(|decision| &decision.judged);
    let whys: BTreeSet<&str> =
        judged.filter(|judged| judged.rule == *rule).filter_map(|judged| judged.why.as_deref()).collect();
    whys.into_iter()
}

/// What follows, in the order of weight, each with what to do next.
fn outcome(run: &Run, totals: &Totals, paint: Paint) -> Vec<String> {
    let mut lines = Vec::new();
    let verdict = run.verdict();
    if totals.denying > 0 {
        let these = if totals.denying == 1 { "denies" } else { "deny" };
        let what = format!("{} {these} this change", denying(run, totals));
        lines.push(format!("{} {what}", paint.severity(Severity::Error, "denied: ")));
    }
    if totals.failures > 0 {
        let what = counted(totals.failures, "problem");
        let word = paint.severity(Severity::Error, "failed: ");
        lines.push(format!(
            "{word} {what} kept Tidegate from judging everything; what was not judged did not pass"
        ));
    } else if run.nothing_checked() {
        let word = paint.severity(Severity::Warning, "nothing was checked:");
        lines.push(format!("{word} {}", nothing(run)));
    } else if verdict == Verdict::Warn {
        let what = counted(
            totals.warning,
            if totals.warning == totals.findings.warnings { "warning" } else { "finding" },
        );
        lines.push(format!(
            "{} {what}, nothing denies this change",
            paint.severity(Severity::Warning, "warned: ")
        ));
    } else if verdict == Verdict::Pass {
        let good = AnsiColor::BrightGreen.on_default().bold();
        lines.push(format!("{} nothing denies this change", paint.word(good, "passed: ")));
    }
    lines.extend(next(run));
    lines
}

fn denying(run: &Run, totals: &Totals) -> String {
    let denies = |finding: &&Finding| !finding.is_failure() && finding.effective_action() == Action::Deny;
    let mut denying = run.findings().filter(denies);
    let all_errors = denying.all(|finding| finding.severity == Severity::Error);
    counted(totals.denying, if all_errors { "error" } else { "finding" })
}

fn nothing(run: &Run) -> &'static str {
    if run.rules.is_empty() {
        "no rule is switched on"
    } else {
        "there was no Kubernetes object in what was read; name the files, folders or charts that hold them"
    }
}

/// The command that explains the heaviest finding.
fn next(run: &Run) -> Option<String> {
    let told =
        run.findings().filter(|finding| !finding.is_failure() && finding.effective_action() > Action::Audit);
    // The first of the heaviest: `max_by_key` would give the last.
    let finding = told.min_by_key(|finding| Reverse((finding.action, finding.severity)))?;
    Some(format!("         why, and how to fix it: tidegate explain {}", finding.rule.id))
}

const fn it(count: usize) -> &'static str {
    if count == 1 { "it" } else { "them" }
}
