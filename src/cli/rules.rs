//! `tidegate rules`: what there is, and what is on here.

use std::io::{self, Write};

use anyhow::bail;
use serde::Serialize;

use super::args::{ListFormat, RulesArgs};
use super::exit::Exit;
use super::load;
use crate::config::{RuleState, Settings};
use crate::policy::{Dialect, Rule};

/// Lists the rules.
pub(super) fn run(args: &RulesArgs) -> anyhow::Result<Exit> {
    let settings = load::settings(&load::overrides(&args.config, &args.rules))?;
    let library = load::library(&settings)?;
    let wanted = |rule: &&Rule| args.pack.as_deref().is_none_or(|pack| rule.card.id.pack() == pack);
    let rules: Vec<&Rule> = library.rules.iter().filter(wanted).collect();
    if let Some(pack) = args.pack.as_deref().filter(|_| rules.is_empty()) {
        let mut packs: Vec<&str> = library.rules.iter().map(|rule| rule.card.id.pack()).collect();
        packs.dedup();
        bail!("there is no pack '{pack}': the packs are {}", packs.join(", "));
    }
    let mut sink = io::stdout().lock();
    match args.output {
        ListFormat::Text => text(&mut sink, &rules, &settings)?,
        ListFormat::Json => {
            let listed: Vec<Listed<'_>> = rules.iter().map(|rule| Listed::of(rule, &settings)).collect();
            serde_json::to_writer_pretty(&mut sink, &listed)?;
            writeln!(sink)?;
        }
    }
    Ok(Exit::Passed)
}

fn text(sink: &mut dyn Write, rules: &[&Rule], settings: &Settings) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.card.id.as_str().len()).max().unwrap_or(0);
    let mut pack = "";
    let mut off = 0;
    for rule in rules {
        let card = &rule.card;
        if card.id.pack() != pack {
            if !pack.is_empty() {
                writeln!(sink)?;
            }
            pack = card.id.pack();
        }
        let (severity, note) = match settings.selection.rule_state(card) {
            RuleState::On { severity, .. } => (severity.as_str(), String::new()),
            RuleState::Off(why) => {
                off += 1;
                ("off", format!("  ({why})"))
            }
        };
        writeln!(sink, "{:width$}  {severity:7}  {}{note}", card.id.as_str(), card.title)?;
    }
    let on = rules.len() - off;
    writeln!(sink, "\n{on} of {} rules are on; `tidegate explain PACK/RULE` tells more", rules.len())
}

/// A rule as listed in JSON: the schema `pack.v1`.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_zh: Option<&'a str>,
    severity: &'a str,
    enabled: bool,
    /// Its severity here, or why it is off.
    here: String,
    applies_to: &'a [std::sync::Arc<str>],
    operations: Vec<&'a str>,
    places: Vec<&'a str>,
    dialect: &'a str,
    since: &'a str,
    params: serde_json::Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    silences: Vec<&'a str>,
    file: &'a str,
}

impl<'a> Listed<'a> {
    fn of(rule: &'a Rule, settings: &Settings) -> Self {
        let card = &rule.card;
        let (enabled, here) = match settings.selection.rule_state(card) {
            RuleState::On { severity, .. } => (true, severity.to_string()),
            RuleState::Off(why) => (false, why.to_string()),
        };
        let params = rule.params.iter().map(|(key, value)| (key.clone(), crate::value::to_json(value)));
        Self {
            id: card.id.as_str(),
            title: &card.title,
            title_zh: card.chinese.as_ref().map(|chinese| &*chinese.title),
            severity: card.severity.as_str(),
            enabled,
            here,
            applies_to: &card.applies_to,
            operations: card.operations.iter().map(|operation| operation.as_str()).collect(),
            places: card.places.iter().map(|place| place.as_str()).collect(),
            dialect: match rule.dialect {
                Dialect::Native => "native",
                Dialect::Conftest => "conftest",
            },
            since: &card.since,
            params: params.collect::<serde_json::Map<_, _>>().into(),
            silences: card.silences.iter().map(crate::finding::RuleId::as_str).collect(),
            file: &rule.file,
        }
    }
}
