//! `tidegate explain`: a rule in full, or which rules apply to an object and which not.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow};

use super::args::ExplainArgs;
use super::exit::Exit;
use super::load;
use crate::config::{RuleState, Settings};
use crate::finding::{EnforcementPoint, Example, Operation};
use crate::policy::{Dialect, Library, Rule};
use crate::review::{Found, Names, objects_in};
use crate::schema::nearest;
use crate::source::{self, Format, Limits, Read, SourceFile};

/// Explains.
pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let settings = load::settings(&load::overrides(&args.config, &args.rules))?;
    let library = load::library(&settings)?;
    let mut sink = io::stdout().lock();
    if let Some(file) = &args.object {
        return object(&mut sink, file, &library, &settings);
    }
    let id = args.rule.as_deref().unwrap_or_default();
    let rule = library.rule(id).ok_or_else(|| {
        let near = nearest(id, library.rules.iter().map(|rule| rule.card.id.as_str()));
        let help = near
            .map_or_else(|| "`tidegate rules` lists all".to_owned(), |near| format!("did you mean {near}?"));
        anyhow!("there is no rule '{id}': {help}")
    })?;
    one(&mut sink, rule, &settings)?;
    Ok(Exit::Passed)
}

fn one(sink: &mut dyn Write, rule: &Rule, settings: &Settings) -> io::Result<()> {
    let card = &rule.card;
    writeln!(sink, "{}: {}", card.id, card.title)?;
    let here = match settings.selection.rule_state(card) {
        RuleState::On { severity, .. } => format!("on, {severity}"),
        RuleState::Off(why) => format!("off: {why}"),
    };
    writeln!(sink, "severity {}, here {here}; since {}", card.severity, card.since)?;
    if !card.applies_to.is_empty() {
        writeln!(sink, "applies to {}", card.applies_to.join(", "))?;
    }
    section(sink, "Why", &card.description)?;
    if let Some(bad) = example(rule, "deny-") {
        section(sink, &format!("Bad ({})", bad.file), &shown(bad))?;
    }
    if let Some(good) = example(rule, "allow-") {
        section(sink, &format!("Good ({})", good.file), &shown(good))?;
    }
    section(sink, "How to fix it", &card.remediation)?;
    if let Some(text) = &card.not_a_problem {
        section(sink, "When it is not a problem", text)?;
    }
    if !rule.params.is_empty() {
        let lines: Vec<String> = rule
            .params
            .iter()
            .map(|(key, default)| format!("{}.{key} (default {default}), set with --param", card.id.pack()))
            .collect();
        section(sink, "Parameters", &lines.join("\n"))?;
    }
    if !card.references.is_empty() {
        section(sink, "References", &card.references.join("\n"))?;
    }
    section(sink, "Defined in", &rule.file)
}

fn section(sink: &mut dyn Write, title: &str, text: &str) -> io::Result<()> {
    writeln!(sink, "\n{title}")?;
    for line in text.trim_end().lines() {
        writeln!(sink, "{}", format!("  {line}").trim_end())?;
    }
    Ok(())
}

/// The shortest of its kind: people want to see the point.
fn example<'a>(rule: &'a Rule, prefix: &str) -> Option<&'a Example> {
    let fits = |example: &&Example| example.file.starts_with(prefix) && !example.file.ends_with(".old.yaml");
    rule.examples.iter().filter(fits).min_by_key(|example| example.text.len())
}

fn shown(example: &Example) -> String {
    let lines = example.text.lines().filter(|line| !line.starts_with("# tidegate:case"));
    lines.collect::<Vec<_>>().join("\n").trim_start_matches("---\n").to_owned()
}

fn object(sink: &mut dyn Write, path: &Path, library: &Library, settings: &Settings) -> anyhow::Result<Exit> {
    let bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let name = path.display().to_string();
    let limits = Limits::default();
    let file = SourceFile::from_bytes(name.as_str(), &bytes, &limits);
    let namespace =
        settings.reading.namespace.as_ref().map_or("default", |namespace| namespace.value.as_str());
    let names = Names { kinds: &library.kinds, namespace };
    let mut objects = 0;
    for read in source::read(&file, Format::of(&name).unwrap_or(Format::Yaml), &limits) {
        match read {
            Read::Unreadable(bad) => return Err(anyhow!("{name}: {} ({})", bad.message, bad.help)),
            Read::Document(document) => {
                for found in objects_in(&document.value, names) {
                    match found {
                        Found::Other { what, .. } => {
                            writeln!(sink, "{what}: no rule for Kubernetes objects applies")?;
                        }
                        Found::Object { identity, kind, .. } => {
                            objects += 1;
                            writeln!(sink, "{identity} ({kind})")?;
                            rules_of(sink, &kind, library, settings)?;
                        }
                    }
                }
            }
        }
    }
    Ok(if objects == 0 { Exit::Nothing } else { Exit::Passed })
}

fn rules_of(sink: &mut dyn Write, kind: &Arc<str>, library: &Library, settings: &Settings) -> io::Result<()> {
    for rule in &library.rules {
        let card = &rule.card;
        let verdict = match settings.selection.rule_state(card) {
            RuleState::Off(why) => format!("no   {why}"),
            RuleState::On { .. } if !card.places.contains(&EnforcementPoint::Ci) => {
                "no   it does not judge files".to_owned()
            }
            RuleState::On { .. }
                if !rule.applies(kind, Operation::Create, EnforcementPoint::Ci)
                    && !rule.applies(kind, Operation::Update, EnforcementPoint::Ci) =>
            {
                format!("no   it applies to {}", card.applies_to.join(", "))
            }
            RuleState::On { severity, .. } if rule.dialect == Dialect::Conftest => {
                format!("yes  {severity}, as every document")
            }
            RuleState::On { severity, .. } => format!("yes  {severity}"),
        };
        writeln!(sink, "  {:34} {verdict}", card.id.as_str())?;
    }
    Ok(())
}
