//! What rules are called once they are linked: `r12_deny` for `deny` of the twelfth package.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use regorus::unstable::{Expr, Module as Tree, Rule, RuleHead, Span};

use super::super::syntax::dotted;
use super::PACKAGE;

/// New names of rules, by package and name.
pub(super) struct Names(BTreeMap<String, BTreeMap<String, String>>);

impl Names {
    pub(super) fn of<'m>(trees: impl Iterator<Item = &'m Tree> + Clone) -> Option<Self> {
        let mut names: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for tree in trees {
            let package = dotted(&tree.package.refr)?;
            let count = names.len();
            let rules = names.entry(package).or_default();
            // The first module of a package numbers it.
            let number = rules.values().next().and_then(|name| number_of(name)).unwrap_or(count);
            for rule in &tree.policy {
                let name = name_of(rule)?.text().to_owned();
                let new = format!("r{number}_{name}");
                rules.insert(name, new);
            }
        }
        Some(Self(names))
    }

    pub(super) fn package(&self, package: &str) -> Option<&BTreeMap<String, String>> {
        self.0.get(package)
    }

    pub(super) fn by_path(&self) -> HashMap<Arc<str>, Arc<str>> {
        let rules = self
            .0
            .iter()
            .flat_map(|(package, rules)| rules.iter().map(move |(name, new)| (package, name, new)));
        rules
            .map(|(package, name, new)| {
                (Arc::from(format!("data.{package}.{name}")), Arc::from(format!("data.{PACKAGE}.{new}")))
            })
            .collect()
    }
}

/// Whether a variable could be taken for something that linking names.
pub(super) fn is_taken(name: &str) -> bool {
    number_of(name).is_some() || ["kept_", "linked_"].iter().any(|prefix| name.starts_with(prefix))
}

/// The number in `r12_name`.
fn number_of(name: &str) -> Option<usize> {
    name.strip_prefix('r')?.split_once('_')?.0.parse().ok()
}

/// The name in a rule's head; `None` for a name of several components.
pub(super) fn name_of(rule: &Rule) -> Option<&Span> {
    let refr = match rule {
        Rule::Default { refr, .. } => refr,
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } | RuleHead::Func { refr, .. } => refr,
        },
    };
    match refr.as_ref() {
        Expr::Var { span, .. } => Some(span),
        Expr::RefBrack { refr, .. } => match refr.as_ref() {
            Expr::Var { span, .. } => Some(span),
            _ => None,
        },
        _ => None,
    }
}
