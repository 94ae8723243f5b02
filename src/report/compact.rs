//! One line a finding, `file:line:column: severity[rule] message (…)`, for editors, grep and diff.
//!
//! Every finding that denies, warns or tells of a failure is printed, without a limit; recorded and waived ones with
//! `-v`. The last line begins with `tidegate: ` and the verdict.

use std::io::{self, Write};

use super::placed::{Placed, is_told, placed};
use super::text::place;
use super::totals::{Totals, counted};
use super::{Options, visible};
use crate::finding::Run;

/// Writes the report.
pub(super) fn write(sink: &mut dyn Write, run: &Run, options: &Options) -> io::Result<()> {
    for placed in placed(run).filter(|placed| options.verbose || is_told(placed.finding)) {
        writeln!(sink, "{}", line(&placed))?;
    }
    writeln!(sink, "{}", last_line(run))
}

fn line(placed: &Placed<'_>) -> String {
    let finding = placed.finding;
    let place = place(&finding.location);
    let severity = if finding.waived.is_some() { "waived" } else { finding.severity.as_str() };
    let message = visible::one_line(&finding.message);
    let mut about = Vec::new();
    about.extend(finding.object.as_deref().map(|object| visible::one_line(&object.to_string())));
    about.extend(finding.location.template.as_ref().map(|template| {
        let line = template.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("template {}{line}", visible::name(&template.file))
    }));
    about.extend(placed.scope.map(|scope| format!("scope {}", visible::name(scope))));
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join("; ")) };
    format!("{}: {severity}[{}] {message}{about}", visible::at_line_start(&place), finding.rule.id)
}

fn last_line(run: &Run) -> String {
    let totals = Totals::of(run);
    let by = totals.findings;
    let mut words = vec![run.verdict().as_str().to_owned()];
    if totals.failures > 0 {
        words.push(format!("{} not judged", totals.failures));
    } else if run.nothing_checked() {
        words.push("nothing was checked".to_owned());
    }
    format!(
        "tidegate: {}: {}, {}, {}, {} waived, {} unknown; {}, {}, {}, {}",
        words.join(", "),
        counted(by.errors, "error"),
        counted(by.warnings, "warning"),
        counted(by.infos, "info"),
        by.waived,
        totals.unknown,
        counted(totals.scopes, "scope"),
        counted(totals.documents, "document"),
        counted(totals.objects, "object"),
        counted(totals.rules, "rule"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Format, samples};
    use super::*;

    fn printed(run: &Run, verbose: bool) -> String {
        samples::printed(Format::Compact, run, &Options { verbose, ..Options::default() })
    }

    #[test]
    fn a_pull_request_looks_like_this() {
        insta::assert_snapshot!(printed(&samples::pull_request(), false));
    }

    #[test]
    fn everything_looks_like_this() {
        insta::assert_snapshot!(printed(&samples::pull_request(), true));
    }

    #[test]
    fn a_message_with_line_breaks_is_still_one_line() {
        let message = "helm:\n  Error: execution error\r\n\u{1b}[31mred";
        let mut run = samples::run_of(Vec::new());
        run.scopes[0].findings.push(samples::unreadable("C:\\repo\\a.yaml", Some((3, "a: [")), message));
        run.scopes[0].findings.push(samples::unreadable("::error::a\n.yaml", None, "x"));
        let text = printed(&run, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "C:\\repo\\a.yaml:3:1: error[source/unreadable] helm: Error: execution error ␛[31mred"
        );
        assert_eq!(lines[1], "<U+003A>error::a␊.yaml: error[source/unreadable] x");
        assert!(lines[2].starts_with("tidegate: deny, 2 not judged: 2 errors, 0 warnings"), "{}", lines[2]);
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn a_run_with_nothing_checked_says_so() {
        let text = printed(&Run::default(), false);
        assert_eq!(
            text,
            "tidegate: pass, nothing was checked: 0 errors, 0 warnings, 0 infos, 0 waived, 0 unknown; 0 scopes, \
             0 documents, 0 objects, 0 rules\n"
        );
    }
}
