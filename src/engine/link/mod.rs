//! Linking: all modules whose packages are below one root become one module of one package.
//!
//! regorus' interpreter finds a rule by the text of its whole path, which it puts together anew for every reference and
//! every call, and for what is not evaluated yet it goes through all modules to see whether the path is one of theirs.
//! In one package with short names that work is next to nothing; measured, all rules take half the time. Nothing but names
//! changes, and where a module does what could not be renamed surely, nothing is linked.

mod keep;
mod names;
mod render;
mod resolve;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use regorus::unstable::Module as Tree;

use super::program::Module;
use super::syntax::dotted;
pub(super) use keep::{GATHERING, Kept, Shelf};
use names::Names;
use render::Writer;

/// The package of what is linked.
pub(super) const PACKAGE: &str = "linked";

/// What the linked module is called in place of a file. Nothing in it has to be mended.
pub(super) const PATH: &str = "linked rules";

/// First components of the packages that are linked.
const ROOTS: &[&str] = &["tidegate", "tidegate_entries"];

/// Where data files of helpers are, below `data`.
const DATA: &str = "lib";

/// Modules of which some became one.
#[derive(Debug)]
pub(super) struct Linked {
    pub(super) modules: Vec<Module>,
    /// Full paths of rules, and what they are called now.
    pub(super) names: HashMap<Arc<str>, Arc<str>>,
}

/// Links modules; `None` where one cannot be renamed surely.
pub(super) fn linked(modules: &[(Module, Tree)]) -> Option<Linked> {
    let (ours, others): (Vec<_>, Vec<_>) = modules.iter().partition(|(_, tree)| is_ours(tree));
    let reaches_in = |(module, _): &&(Module, Tree)| {
        ROOTS.iter().any(|root| module.text.contains(&format!("data.{root}")))
    };
    if ours.is_empty() || others.iter().any(reaches_in) {
        return None;
    }
    let names = Names::of(ours.iter().map(|(_, tree)| tree))?;
    let mut needs = BTreeMap::new();
    let mut data = BTreeMap::new();
    let mut rules = Vec::new();
    for (_, tree) in &ours {
        let mut writer = Writer::new(tree, &names, &mut needs)?;
        rules.extend(writer.rules(tree));
        if writer.unsure {
            return None;
        }
        data.extend(writer.data);
    }
    let kept = keep::kept(&needs);
    let mut text = format!("package {PACKAGE}\n");
    for (name, rule, default) in rules {
        let before = if default { "default " } else { "" };
        let own = if kept.contains_key(&name) { keep::OWN } else { "" };
        let _ = writeln!(text, "{before}{name}{own}{rule}");
    }
    for (name, path) in data {
        let _ = writeln!(text, "{name} := {path}");
    }
    keep::write(&kept, &mut text);
    let linked = Module { path: Arc::from(PATH), text: Arc::from(text) };
    let modules = others.iter().map(|(module, _)| module.clone()).chain([linked]).collect();
    let mut names = names.by_path();
    names.extend(
        keep::gathering(&kept).map(|name| (Arc::from(name), Arc::from(format!("data.{PACKAGE}.{name}")))),
    );
    Some(Linked { modules, names })
}

fn is_ours(tree: &Tree) -> bool {
    dotted(&tree.package.refr).is_some_and(|path| ROOTS.contains(&path.split('.').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests;
