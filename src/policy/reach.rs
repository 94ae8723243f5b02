//! What modules reach: which helper packages a selection needs, for a start should not compile what no chosen rule reads;
//! and which rules look at nothing of an object but its kind.

use std::collections::BTreeSet;

use crate::engine::Module;

/// What every reference to a helper begins with, in imports and in full.
const ROOT: &str = "data.tidegate.lib.";

/// The package of a module, from its clause.
pub(super) fn package(text: &str) -> &str {
    let clause = text.lines().find_map(|line| line.strip_prefix("package "));
    clause.and_then(|clause| clause.split_whitespace().next()).unwrap_or_default()
}

/// Whether a module holds helpers of native rules.
pub(super) fn is_helper(module: &Module) -> bool {
    package(&module.text).starts_with("tidegate.lib.")
}

/// Helper modules, and which of them each names.
pub(super) struct Helpers<'m> {
    modules: Vec<&'m Module>,
    leads: Vec<BTreeSet<usize>>,
}

impl<'m> Helpers<'m> {
    pub(super) fn of(modules: Vec<&'m Module>) -> Self {
        let packages: Vec<&str> = modules.iter().map(|module| package(&module.text)).collect();
        let leads = modules.iter().map(|module| named(&packages, module)).collect();
        Self { modules, leads }
    }

    /// Positions of those that `roots` reach, directly or through others.
    pub(super) fn reached(&self, roots: &[&Module]) -> BTreeSet<usize> {
        let packages: Vec<&str> = self.modules.iter().map(|module| package(&module.text)).collect();
        let mut open: Vec<usize> = roots.iter().flat_map(|root| named(&packages, root)).collect();
        let mut reached = BTreeSet::new();
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(self.leads.get(at).into_iter().flatten());
            }
        }
        reached
    }

    pub(super) fn get(&self, at: usize) -> Option<&'m Module> {
        self.modules.get(at).copied()
    }

    /// What holds of each.
    pub(super) fn map<T>(&self, ask: impl FnMut(&&'m Module) -> T) -> Vec<T> {
        self.modules.iter().map(ask).collect()
    }
}

/// Positions of the packages that a module names.
fn named(packages: &[&str], module: &Module) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for reference in references(&module.text) {
        for (at, package) in packages.iter().enumerate() {
            // A reference may go on into the package, or stop above it.
            if below(reference, package) || below(package, reference) {
                found.insert(at);
            }
        }
    }
    found
}

/// Dotted paths of helpers named in a text, without `data.`.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(ROOT).filter_map(|(at, _)| {
        let path = text.get(at + "data.".len()..)?;
        let end =
            path.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(path.len());
        path.get(..end).map(|path| path.trim_end_matches('.'))
    })
}

/// What is the same for every object of a kind of which the schemas have nothing to say.
const OF_A_KIND: &[&str] = &["schema", "object.apiVersion", "object.kind"];

/// Whether a module asks nothing of the input but the kind of the object and what schemas say of it.
pub(super) fn asks_only_the_kind(module: &Module) -> bool {
    questions(&module.text).all(|asked| {
        let asked = asked.strip_prefix('.').unwrap_or_default();
        OF_A_KIND.iter().any(|path| below(asked, path))
    })
}

/// What follows the word `input` wherever a text has it, as far as it is a dotted path.
fn questions(text: &str) -> impl Iterator<Item = &str> {
    const WORD: &str = "input";
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(WORD).filter_map(move |(at, _)| {
        let (before, rest) = (text.get(..at)?, text.get(at + WORD.len()..)?);
        if before.ends_with(in_word) || rest.starts_with(in_word) {
            return None;
        }
        let end = rest.find(|c: char| !in_word(c) && c != '.').unwrap_or(rest.len());
        rest.get(..end).map(|path| path.trim_end_matches('.'))
    })
}

fn below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(text: &str) -> Module {
        Module { path: "x.rego".into(), text: text.into() }
    }

    #[test]
    fn helpers_are_reached_through_helpers_and_nothing_else_is() {
        let helpers = [
            module("package tidegate.lib.a\n\nx := data.tidegate.lib.b.c.y[0]\n"),
            module("package tidegate.lib.b.c\n\ny := [1]\n"),
            module("package tidegate.lib.bc\n"),
            module("package tidegate.lib.d\n"),
        ];
        let helpers = Helpers::of(helpers.iter().collect());
        let rule = module("package tidegate.p.r\n\nimport data.tidegate.lib.a\n");
        assert_eq!(helpers.reached(&[&rule]), BTreeSet::from([0, 1]));
        let above = module("package tidegate.p.r\n\nx := data.tidegate.lib.b\n");
        assert_eq!(helpers.reached(&[&above]), BTreeSet::from([1]));
        assert!(helpers.reached(&[&module("package main\n")]).is_empty());
    }
    #[test]
    fn a_rule_that_looks_into_the_object_does_not_ask_for_its_kind_only() {
        for text in [
            "package p\n\nx if input.schema.known == false\n",
            "package p\n\n# Of input.object.kind.\nx := [input.object.apiVersion, input.object.kind, inputs, my_input]\n",
            "package p\n",
        ] {
            assert!(asks_only_the_kind(&module(text)), "{text}");
        }
        for text in [
            "package p\n\nx := input.object.metadata.name\n",
            "package p\n\nx := input.object.kinds\n",
            "package p\n\nx := input.object[key]\n",
            "package p\n\nx := object.get(input, \"object\", {})\n",
            "package p\n\nx := input[\"schema\"]\n",
            "package p\n\nimport input.object\n",
            "package p\n\nx if walk(input)\n",
        ] {
            assert!(!asks_only_the_kind(&module(text)), "{text}");
        }
    }
}
