//! Rule pages: a README.md for every rule and an index, made from METADATA and examples, so that they cannot say anything
//! else than the rule does. What a page shows as a finding is what the rule says of the example beside it.

mod page;
mod stale;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

pub use stale::{Stale, check, write_all};

use crate::engine::Limits;
use crate::finding::RuleId;
use crate::policy::{Dialect, Library, PolicyError, PolicyFile, PolicySource, Rule, RuleSet};

use super::verify::{everything, messages, reads};
use crate::gate::Judging;

/// The first line of every page.
const NOTE: &str = "<!-- Made by `tidegate docs` from METADATA and examples; change those. -->\n";

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Below the policy folder, as in `pods/privileged/README.md`.
    pub path: String,
    /// Whole text.
    pub text: String,
}

/// The pages of the native rules of a source, and their index, in order of path. The library has the source and whatever
/// stands beside it.
pub fn pages(library: &Library, source: &PolicySource) -> Result<Vec<Page>, Vec<PolicyError>> {
    let rule_set = RuleSet::compile(library, &everything(library, Limits::default()))?;
    let reads = reads(&rule_set);
    let mut evaluator = rule_set.evaluator();
    let mut pages = Vec::new();
    let mut packs: BTreeMap<&str, Vec<(&Rule, String)>> = BTreeMap::new();
    for (rule, file) in native(library, source) {
        let folder = folder(file);
        let shown = page::shown(rule, "deny-");
        let said = match shown {
            Some(example) => {
                let mut judging =
                    Judging { kinds: rule_set.kinds(), reads: &reads, evaluator: &mut evaluator };
                messages(&mut judging, rule, example)
            }
            None => Vec::new(),
        };
        let schema = beside(source, file, "params.schema.json");
        pages.push(Page {
            path: joined(&folder, "README.md"),
            text: page::text(rule, &said, schema.map(|file| &*file.text)),
        });
        packs.entry(rule.card.id.pack()).or_default().push((rule, folder));
    }
    pages.push(Page { path: "README.md".to_owned(), text: index(&packs) });
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(pages)
}

fn native<'a>(library: &'a Library, source: &'a PolicySource) -> Vec<(&'a Rule, &'a PolicyFile)> {
    let files: BTreeMap<&Arc<str>, &PolicyFile> =
        source.files.iter().map(|file| (&file.path, file)).collect();
    let rules = library.rules.iter().filter(|rule| rule.dialect == Dialect::Native);
    rules.filter_map(|rule| Some((rule, *files.get(&rule.file)?))).collect()
}

fn folder(file: &PolicyFile) -> String {
    file.below_root.split_last().map(|(_, folders)| folders.join("/")).unwrap_or_default()
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn beside<'a>(source: &'a PolicySource, file: &PolicyFile, name: &str) -> Option<&'a PolicyFile> {
    let folders = |file: &PolicyFile| file.below_root.split_last().map(|(_, folders)| folders.to_vec());
    let own = folders(file);
    source
        .files
        .iter()
        .find(|other| other.below_root.last().is_some_and(|last| last == name) && folders(other) == own)
}

fn index(packs: &BTreeMap<&str, Vec<(&Rule, String)>>) -> String {
    let number: usize = packs.values().map(Vec::len).sum();
    let mut text = format!("{NOTE}\n# Rules\n\n");
    let _ = writeln!(
        text,
        "{number} rules in {} packs. A rule's page says what it finds, why, how to fix it and when it is not a problem;\n\
         `tidegate explain PACK/RULE` prints the same.\n",
        packs.len()
    );
    for (pack, rules) in packs {
        let _ = writeln!(text, "## {pack}\n\n| rule | severity | what should hold |\n| --- | --- | --- |");
        for (rule, folder) in rules {
            let id: &RuleId = &rule.card.id;
            let page = joined(folder, "README.md");
            let off = off_in(rule).map(|profiles| format!(", off in {profiles}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "| [{id}]({page}) | {}{off} | {} |",
                rule.card.severity,
                page::cell(&rule.card.title)
            );
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The profiles in which a rule is off.
fn off_in(rule: &Rule) -> Option<String> {
    let off: Vec<&str> =
        rule.card.profiles.iter().filter(|(_, on)| !**on).map(|(profile, _)| &**profile).collect();
    (!off.is_empty()).then(|| off.join(", "))
}

/// Whether a file is a page that [`pages`] made.
fn is_page(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| text.starts_with(NOTE))
}
