//! How the text looks (snapshots) and what must hold of it whatever the input (assertions, properties).

use proptest::prelude::*;

use crate::finding::{Action, Excerpt, Finding, Location, Path, Position, Run, Severity, Span};
use crate::report::{Format, Options, samples};

fn printed(run: &Run, options: Options) -> String {
    samples::printed(Format::Text, run, &options)
}

fn plain(run: &Run) -> String {
    printed(run, Options::default())
}

fn verbose(run: &Run) -> String {
    printed(run, Options { verbose: true, ..Options::default() })
}

fn one(finding: Finding) -> String {
    plain(&samples::run_of(vec![finding]))
}

fn last_lines(text: &str, count: usize) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].to_vec()
}

#[test]
fn a_red_pull_request_looks_like_this() {
    insta::assert_snapshot!(plain(&samples::pull_request()));
}

#[test]
fn with_everything_asked_for_it_looks_like_this() {
    insta::assert_snapshot!(verbose(&samples::pull_request()));
}

#[test]
fn in_colour_it_looks_like_this() {
    let text = printed(&samples::pull_request(), Options { color: true, ..Options::default() });
    insta::assert_snapshot!(text.replace('\u{1b}', "ESC"));
}

#[test]
fn more_than_can_be_read_looks_like_this() {
    let mut findings = Vec::new();
    for (id, severity) in
        [("pods/a", Severity::Error), ("pods/b", Severity::Warning), ("pods/c", Severity::Warning)]
    {
        let card = samples::card(id, severity, "Something holds");
        findings.extend(
            (1..=12).map(|line| samples::finding(&card, "deploy/a.yaml", line, "  a: 1", "it does not")),
        );
    }
    let mut run = samples::run_of(findings);
    run.scopes[0].not_objects =
        (1..=12).map(|n| samples::not_an_object("deploy/values.yaml", n, "no kind")).collect();
    let text = plain(&run);
    assert_eq!(text.matches("error[pods/a]: Something holds\n").count(), 4);
    insta::assert_snapshot!(text);
}

#[test]
fn what_could_not_be_judged_looks_like_this() {
    let mut run = samples::pull_request();
    run.scopes.truncate(1);
    run.scopes[0].decisions.clear();
    let helm = "helm template failed\nError: execution error at (web/templates/a.yaml:3:4): image.tag is required\n\nUse --debug flag to render out invalid YAML";
    run.scopes[0].findings = vec![
        samples::unreadable("charts/web", None, helm),
        samples::unreadable("deploy/b.yaml", Some((7, "  args: [a, b")), "this list is not closed"),
    ];
    insta::assert_snapshot!(plain(&run));
}

#[test]
fn odd_places_look_like_this() {
    let card = samples::non_root();
    let lines = "args: |\n  one\n  two";
    let mut several = samples::finding(&card, "deploy/a.yaml", 98, lines, "these three belong together");
    let mark = Span { start: Position { line: 98, column: 1 }, end: Position { line: 100, column: 6 } };
    (several.location.span, several.excerpt.as_mut().unwrap().mark) = (Some(mark), mark);
    let mut end = samples::finding(&card, "deploy/a.yaml", 7, "", "the file ends inside of a list");
    end.object = None;
    let wide = samples::finding(&card, "配置/应用.yaml", 3, "    名前: 日本語 # ←", "wide characters");
    let script = format!("  run.sh: \"{}\\u001b[31m\"", "echo ".repeat(9_000));
    let long = samples::finding(&card, "-", 4, &script, "a script in one line");
    let mut hostile =
        samples::finding(&card, "a.yaml", 5, "  a: \u{1b}[2J\u{202e}x", "\u{1b}[31mred\r\n::error::pwned");
    hostile.excerpt.as_mut().unwrap().mark = samples::span(5, 6..12);
    insta::assert_snapshot!(verbose(&samples::run_of(vec![several, end, wide, long, hostile])));
}

#[test]
fn place_and_columns_are_those_of_the_file_not_of_what_is_printed() {
    let card = samples::non_root();
    let long = format!("  {}key: value", "x".repeat(54_000));
    let mut finding = samples::finding(&card, "a.yaml", 3, &long, "is wrong");
    let mark = samples::span(3, 54_003..54_006);
    (finding.location.span, finding.excerpt.as_mut().unwrap().mark) = (Some(mark), mark);
    let text = one(finding);
    assert!(text.contains("--> a.yaml:3:54003\n"), "{text}");
    assert!(text.lines().all(|line| line.len() <= 120), "{text}");
    let tabbed = one(samples::finding(&card, "C:\\repo\\a.yaml", 3, "\ta: 1\r", "is wrong"));
    assert!(tabbed.contains("--> C:\\repo\\a.yaml:3:2\n"), "{tabbed}");
    assert!(tabbed.contains("3 |     a: 1\n"), "{tabbed}");
}

#[test]
fn a_message_that_does_not_fit_beside_the_mark_stands_below() {
    let message = "word ".repeat(40);
    let text = one(samples::finding(&samples::non_root(), "a.yaml", 3, "  a: 1", &message));
    assert!(text.contains("  = note: word word"), "{text}");
    assert!(text.lines().all(|line| line.len() <= 120), "{text}");
    let endless = one(samples::finding(&samples::non_root(), "a.yaml", 3, "  a: 1", &"x".repeat(1_000_000)));
    assert!(endless.len() < 5_000 && endless.contains("of 1000000 characters"), "{}", endless.len());
}

#[test]
fn a_finding_without_excerpt_span_or_title_is_still_told() {
    let mut finding =
        samples::finding(&samples::card("main/deny", Severity::Error, ""), "a.yaml", 3, "", "say why");
    finding.excerpt = None;
    let text = one(finding.clone());
    assert!(text.contains("error[main/deny]: say why\n") && text.contains("--> a.yaml:3:1\n"), "{text}");
    finding.location = Location { file: "a.yaml".into(), span: None, template: None };
    let text = one(finding);
    assert!(text.contains("--> a.yaml\n"), "{text}");
    assert_eq!(text.matches("say why").count(), 1, "{text}");
}

#[test]
fn the_data_of_a_secret_is_not_printed() {
    let mut finding = samples::finding(&samples::non_root(), "a.yaml", 3, "  password: hunter2", "is weak");
    finding.object = Some(std::sync::Arc::new(samples::object("Secret", "db")));
    finding.path = Path::of_keys(&["stringData", "password"]);
    let text = one(finding);
    assert!(
        !text.contains("hunter2") && text.contains("belongs to a Secret") && text.contains("is weak"),
        "{text}"
    );
}

#[test]
fn the_last_lines_say_what_follows() {
    let error = |line| samples::finding(&samples::non_root(), "a.yaml", line, "  a: 1", "it is");
    let one_error = plain(&samples::run_of(vec![error(1)]));
    assert_eq!(
        last_lines(&one_error, 4),
        [
            "checked: 1 object in 1 document from 1 scope, by 1 rule",
            "found:   1 error",
            "denied:  1 error denies this change",
            "         why, and how to fix it: tidegate explain pods/run-as-non-root",
        ]
    );
    let two = plain(&samples::run_of(vec![error(1), error(2)]));
    assert!(two.contains("\ndenied:  2 errors deny this change\n"), "{two}");

    let mut promoted = error(1);
    (promoted.severity, promoted.action) = (Severity::Warning, Action::Deny);
    let text = plain(&samples::run_of(vec![promoted, error(2)]));
    assert!(text.contains("\ndenied:  2 findings deny this change\n"), "{text}");
    assert!(text.contains("this denies the change, as configured"), "{text}");

    let warning = samples::card("pods/b", Severity::Warning, "Something holds");
    let text = plain(&samples::run_of(vec![samples::finding(&warning, "a.yaml", 1, "a: 1", "it is")]));
    assert!(text.contains("\nwarned:  1 warning, nothing denies this change\n"), "{text}");

    let text = plain(&samples::run_of(vec![samples::waived(error(1))]));
    assert_eq!(
        last_lines(&text, 3),
        [
            "found:   nothing, 1 waived",
            "passed:  nothing denies this change",
            "         not printed: 1 recorded or waived (-v shows it)",
        ]
    );
}

#[test]
fn a_run_with_nothing_checked_says_so_and_what_to_do() {
    let mut run = samples::run_of(Vec::new());
    run.scopes[0].decisions.clear();
    let text = plain(&run);
    assert!(text.contains("\nnothing was checked: there was no Kubernetes object"), "{text}");
    assert!(!text.contains("passed"), "{text}");
    assert!(plain(&Run::default()).contains("\nnothing was checked: no rule is switched on\n"));
}

#[test]
fn a_failure_and_a_denial_are_both_told() {
    let mut run = samples::pull_request();
    run.scopes[0].findings.push(samples::unreadable("a.yaml", None, "permission denied"));
    let text = plain(&run);
    assert!(text.contains("\ndenied:  2 errors deny this change\n"), "{text}");
    assert!(text.contains("\nfailed:  1 problem kept Tidegate from judging everything"), "{text}");
}

/// Text as an attacker writes it: controls, escapes, reading order, commands to build services, odd widths.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        any::<char>().prop_map(String::from),
        (0_u8..0x20).prop_map(|c| char::from(c).to_string()),
        prop::sample::select(vec![
            "\u{1b}[31m",
            "\u{1b}]8;;http://x\u{7}",
            "\u{9b}2J",
            "\r",
            "\r\n",
            "\n",
            "::error::x",
            "##[error]",
            "##vso[a]",
            "\n::set-output name=a::b",
            "\u{202e}",
            "\u{feff}",
            "\u{200d}",
            "日本語",
            "e\u{301}",
            "🦀",
            "\t",
            " ",
            "word",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn hostile_finding() -> impl Strategy<Value = Finding> {
    let texts = (hostile(), hostile(), hostile(), hostile());
    (texts, (0..4_u32, 0..60_u32), (0..4_u32, 0..60_u32), 0..4_u32).prop_map(
        |(texts, start, end, first_line)| {
            let (message, file, source, title) = texts;
            let mut card = samples::card("pods/a", Severity::Error, &title);
            std::sync::Arc::make_mut(&mut card).remediation = message.as_str().into();
            let mut finding = samples::finding(&card, &file, 1, "", &message);
            let at = |(line, column)| Position { line, column };
            let mark = Span { start: at(start), end: at(end) };
            finding.location.span = Some(mark);
            finding.location.template =
                Some(crate::finding::TemplateSite { file: title.as_str().into(), line: None });
            finding.excerpt = Some(Excerpt { first_line, text: source, mark });
            finding.path = Path::of_keys(&[&title]);
            finding
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_untrusted_reaches_the_terminal_or_the_build_service(
        findings in prop::collection::vec(hostile_finding(), 1..3), name in hostile(), width in 0_usize..200,
        verbose: bool,
    ) {
        let mut run = samples::run_of(findings);
        run.scopes[0].not_objects = vec![samples::not_an_object(&name, 1, &name)];
        run.scopes.push(samples::scope(&name, vec![samples::decision(Vec::new())]));
        run.scopes[0].name = name.as_str().into();
        for format in [Format::Text, Format::Compact] {
            let text = samples::printed(format, &run, &Options { color: false, verbose, width });
            prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
            prop_assert!(!text.contains(|c: char| ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{feff}'), "{text:?}");
            prop_assert!(!text.contains("##[") && !text.contains("##vso["), "{text:?}");
            for line in text.lines() {
                prop_assert!(!line.trim_start().starts_with("::"), "{line:?}");
            }
        }
    }
}
