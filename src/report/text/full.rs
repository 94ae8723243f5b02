//! One finding in full, as compilers show theirs: title, place, the line with the node underlined, and what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};

use super::window::{Window, window};
use crate::finding::{Action, Finding, Location, Matched, ObjectRef, Path, Severity, Step};
use crate::report::placed::Placed;
use crate::report::{Options, visible};

/// Characters of a message that are printed unless everything is asked for; helm and engines can be long-winded.
const OF_MESSAGE: usize = 2000;

/// Stands for the place until the finding is rendered: the renderer writes it into the second line, before any source.
const PLACE: &str = "\u{e000}";

/// The finding as text, without a line end behind it.
pub(super) fn render(placed: &Placed<'_>, options: &Options) -> String {
    let finding = placed.finding;
    let renderer = if options.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let gutter = gutter(finding);
    let shown = excerpt(finding, options.width.saturating_sub(gutter));
    let message = message(finding, options.verbose);
    let beside = label(&message, shown.as_ref(), options.width.saturating_sub(gutter));

    let mut notes = Notes { list: Vec::new(), width: options.width.saturating_sub(gutter + 2) };
    if beside.is_none() && !finding.rule.title.is_empty() {
        notes.add(Level::NOTE, None, &message);
    }
    about(placed, &mut notes);
    remedy(finding, &mut notes);

    let group = Group::with_title(title(finding));
    let renderer = renderer.term_width(options.width);
    let Some(window) = shown else {
        return renderer.render(&[group.element(origin(&finding.location)).elements(notes.list)]);
    };
    let mark = AnnotationKind::Primary.span(window.mark).label(beside);
    let snippet = Snippet::source(window.text).line_start(window.first_line).annotation(mark);
    let text = renderer.render(&[group.element(snippet.path(PLACE)).elements(notes.list)]);
    with_place(&text, &finding.location)
}

/// Puts the finding's own place where the renderer counted one in the printed text, which is cut and made visible.
fn with_place(text: &str, location: &Location) -> String {
    let counted = |c: char| c == ':' || c.is_ascii_digit();
    let (title, rest) = text.split_once('\n').unwrap_or((text, ""));
    match rest.split_once(PLACE) {
        Some((arrow, after)) => {
            format!("{title}\n{arrow}{}{}", place(location), after.trim_start_matches(counted))
        }
        None => text.to_owned(),
    }
}

fn level(finding: &Finding) -> Level<'static> {
    match finding.severity {
        _ if finding.waived.is_some() => Level::NOTE.with_name("waived"),
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

fn title(finding: &Finding) -> annotate_snippets::Title<'static> {
    let text = if finding.rule.title.is_empty() { &finding.message } else { &finding.rule.title };
    level(finding).primary_title(visible::one_line(text)).id(finding.rule.id.as_str().to_owned())
}

fn origin(location: &Location) -> Origin<'static> {
    let origin = Origin::path(visible::name(&location.file));
    match location.span {
        Some(span) => {
            let [line, column] =
                [span.start.line, span.start.column].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
            origin.line(line).char_column(column)
        }
        None => origin,
    }
}

/// Columns before the source: the line number and ` | `.
fn gutter(finding: &Finding) -> usize {
    let last = finding.excerpt.as_ref().map_or(0, |excerpt| excerpt.mark.end.line);
    last.to_string().len() + 3
}

/// A line of a Secret's data is not for a log that others read.
fn excerpt(finding: &Finding, width: usize) -> Option<Window> {
    if is_secret(finding) { None } else { window(finding.excerpt.as_ref()?, width) }
}

fn is_secret(finding: &Finding) -> bool {
    let of_secret = |object: &ObjectRef| &*object.kind == "Secret" && &*object.api_version == "v1";
    let of_data = |step: &Step| matches!(step, Step::Key(key) if matches!(&**key, "data" | "stringData"));
    finding.object.as_deref().is_some_and(of_secret) && finding.path.steps().first().is_some_and(of_data)
}

fn message(finding: &Finding, verbose: bool) -> Vec<String> {
    let text = &finding.message;
    match text.char_indices().nth(OF_MESSAGE) {
        Some((byte, _)) if !verbose => {
            let mut lines = visible::lines(text.get(..byte).unwrap_or_default());
            lines.push(format!(
                "... (the first {OF_MESSAGE} of {} characters, -v shows all)",
                text.chars().count()
            ));
            lines
        }
        _ => visible::lines(text),
    }
}

/// The message, if it is one line that fits beside the mark.
fn label(message: &[String], shown: Option<&Window>, width: usize) -> Option<String> {
    let ([line], Some(window)) = (message, shown) else { return None };
    (window.behind_mark + 1 + visible::columns(line) <= width).then(|| line.clone())
}

/// Notes below the snippet.
struct Notes {
    list: Vec<Message<'static>>,
    width: usize,
}

impl Notes {
    /// Adds a note of several lines under a name of its own, or under the level's.
    fn add(&mut self, level: Level<'static>, name: Option<&'static str>, lines: &[String]) {
        let label = name.map_or(4, str::len) + 2;
        let wrapped = lines
            .iter()
            .filter(|line| !line.is_empty())
            .flat_map(|line| visible::wrapped(line, self.width.saturating_sub(label)));
        let text =
            wrapped.map(|line| visible::at_line_start(&line).into_owned()).collect::<Vec<_>>().join("\n");
        if !text.is_empty() {
            let level = if let Some(name) = name { level.with_name(name) } else { level };
            self.list.push(level.message(text));
        }
    }

    fn say(&mut self, name: &'static str, text: String) {
        self.add(Level::NOTE, Some(name), &[text]);
    }
}

fn about(placed: &Placed<'_>, notes: &mut Notes) {
    let finding = placed.finding;
    if let Some(object) = finding.object.as_deref() {
        notes.say("object", node(object, &finding.path));
    }
    if let Some(scope) = placed.scope {
        notes.say("scope", visible::name(scope));
    }
    if let Some(template) = &finding.location.template {
        let line = template.line.map(|line| format!(":{line}")).unwrap_or_default();
        notes.say("template", format!("{}{line}", visible::name(&template.file)));
    }
    for related in &finding.related {
        let at =
            related.location.as_ref().map(|location| format!(" ({})", place(location))).unwrap_or_default();
        notes.say("related", format!("{}{at}", node(&related.object, &related.path)));
    }
    if is_secret(finding) {
        notes.say("note", "the line is not printed, for it belongs to a Secret".to_owned());
    }
}

fn node(object: &ObjectRef, path: &Path) -> String {
    let path = path.to_string();
    let at = if path.is_empty() { "" } else { " at " };
    visible::one_line(&format!("{object}{at}{path}"))
}

fn remedy(finding: &Finding, notes: &mut Notes) {
    if let Some(waiver) = &finding.waived {
        notes.say("waived", waiver_text(waiver));
        return;
    }
    if let Some(text) = unusual(finding) {
        notes.say("note", text.to_owned());
    }
    notes.add(Level::HELP, None, &[visible::one_line(&finding.rule.remediation)]);
}

/// What is to be said where a finding does not do what its severity does by default.
fn unusual(finding: &Finding) -> Option<&'static str> {
    if finding.action == finding.severity.default_action() {
        return None;
    }
    Some(match finding.action {
        Action::Deny => "this denies the change, as configured",
        Action::Warn if finding.severity == Severity::Error => {
            "this only warns here: it does not deny the change"
        }
        Action::Warn => "this warns here, as configured",
        Action::Audit => "this is only recorded here",
    })
}

fn waiver_text(waiver: &Matched) -> String {
    let until =
        waiver.until.as_deref().map_or_else(|| "without end".to_owned(), |day| format!("until {day}"));
    let owner = waiver.owner.as_deref().map(|owner| format!(" by {owner}")).unwrap_or_default();
    let reason = if waiver.reason.is_empty() { "" } else { ": " };
    let text = format!("{until}{owner} ({}){reason}{}", waiver.source.as_str(), waiver.reason);
    visible::one_line(&text)
}

/// `file:line:column`, or what of it is known.
pub(in crate::report) fn place(location: &Location) -> String {
    let file = visible::name(&location.file);
    match location.span {
        Some(span) => format!("{file}:{}:{}", span.start.line, span.start.column),
        None => file,
    }
}
