//! The modules of a library, with their tests and with what reaches what.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::{Limits, Module, Outline, Program, TestHead, outline, test_heads};
use crate::policy::{Library, PolicyError};
use crate::value::Value;

/// One module.
#[derive(Debug)]
pub(super) struct Unit {
    /// As it is compiled: rules that list the cases of tests at its end.
    pub(super) module: Module,
    /// Of the text as written.
    pub(super) text: Arc<str>,
    pub(super) outline: Outline,
    pub(super) heads: Vec<TestHead>,
    /// It is verified, and does not only stand beside.
    pub(super) subject: bool,
    /// It was loaded as a module of tests.
    pub(super) is_test: bool,
}

/// All modules.
#[derive(Debug)]
pub(super) struct Modules {
    pub(super) units: Vec<Unit>,
    /// By position: the modules that it needs, itself included, however many steps away.
    needs: Vec<BTreeSet<usize>>,
    data: Value,
    /// Some module calls `print`.
    pub(super) prints: bool,
}

impl Modules {
    /// The modules of a library; `subjects` are the files that are verified.
    pub(super) fn of(library: &Library, subjects: &BTreeSet<Arc<str>>) -> Result<Self, Vec<PolicyError>> {
        let all = library.modules().map(|module| (module, false));
        let all = all.chain(library.tests.iter().map(|module| (module, true)));
        let mut units = Vec::new();
        let mut errors = Vec::new();
        for (module, is_test) in all {
            match unit(module, is_test, subjects.contains(&module.path)) {
                Ok(unit) => units.push(unit),
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let needs = needs(&units);
        let prints = units.iter().any(|unit| unit.outline.calls.iter().any(|(name, _)| &**name == "print"));
        Ok(Self { units, needs, data: library.data.clone(), prints })
    }

    /// Units that are verified.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| unit.subject)
    }

    /// Compiles the modules at `roots` with everything they need; `changed` replaces the text of one of them.
    pub(super) fn program(
        &self,
        roots: &BTreeSet<usize>,
        changed: Option<(usize, &str)>,
        limits: Limits,
    ) -> Result<Program, Vec<PolicyError>> {
        let wanted: BTreeSet<usize> =
            roots.iter().filter_map(|at| self.needs.get(*at)).flatten().copied().collect();
        let module = |at: usize| {
            let module = self.units.get(at)?.module.clone();
            Some(match changed {
                Some((position, text)) if position == at => Module { text: Arc::from(text), ..module },
                _ => module,
            })
        };
        let modules: Vec<Module> = wanted.into_iter().filter_map(module).collect();
        Program::compile(&modules, &self.data, limits)
    }

    /// Whether one module needs another, however many steps away.
    pub(super) fn reaches(&self, from: usize, to: usize) -> bool {
        self.needs.get(from).is_some_and(|needs| needs.contains(&to))
    }
}

fn unit(module: &Module, is_test: bool, subject: bool) -> Result<Unit, PolicyError> {
    let outline = outline(&module.path, &module.text)?;
    let heads = test_heads(&module.path, &module.text)?;
    let cases: String = heads.iter().filter_map(|head| head.cases.as_deref()).collect();
    let text = Arc::clone(&module.text);
    let module = if cases.is_empty() {
        module.clone()
    } else {
        Module { path: Arc::clone(&module.path), text: Arc::from(format!("{text}\n{cases}")) }
    };
    Ok(Unit { module, text, outline, heads, subject, is_test })
}

/// What each module needs. References are found in the text, so that a comment may count as one: a module too many does no
/// harm, one too few would be an unknown function.
fn needs(units: &[Unit]) -> Vec<BTreeSet<usize>> {
    let mut packages: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        packages.entry(&unit.outline.package).or_default().insert(at);
    }
    let direct: Vec<BTreeSet<usize>> = units
        .iter()
        .map(|unit| {
            let references = references(&unit.text);
            packages
                .iter()
                .filter(|(package, _)| {
                    ***package == *unit.outline.package || references.iter().any(|path| meets(path, package))
                })
                .flat_map(|(_, members)| members)
                .copied()
                .collect()
        })
        .collect();
    (0..units.len())
        .map(|start| {
            let mut reached = BTreeSet::from([start]);
            let mut waiting = vec![start];
            while let Some(at) = waiting.pop() {
                for next in direct.get(at).into_iter().flatten() {
                    if reached.insert(*next) {
                        waiting.push(*next);
                    }
                }
            }
            reached
        })
        .collect()
}

/// Paths behind `data`, as far as they are written with dots.
fn references(text: &str) -> BTreeSet<&str> {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        for (at, word) in line.match_indices("data") {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            let rest = line.get(at + word.len()..).unwrap_or_default();
            if before.is_some_and(|c| part_of_name(c) || c == '.') || !rest.starts_with(['.', '[']) {
                continue;
            }
            let end = rest.find(|c: char| !part_of_name(c) && c != '.').unwrap_or(rest.len());
            found.insert(rest.get(..end).unwrap_or_default().trim_matches('.'));
        }
    }
    found
}

/// Whether a path leads to a package, into it, or to a parent of it.
fn meets(path: &str, package: &str) -> bool {
    let mut of_path = path.split('.').filter(|part| !part.is_empty());
    let mut of_package = package.split('.');
    loop {
        match (of_path.next(), of_package.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some(_), Some(_)) => return false,
            _ => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_paths_behind_data() {
        let text = "# data.no\nimport data.lib.a\nx := data.lib[k]\ny := mydata.z\nz := input.data.q\nw := data[\"t\"]";
        assert_eq!(references(text), BTreeSet::from(["lib.a", "lib", ""]));
        assert!(meets("lib", "lib.a") && meets("lib.a.f", "lib.a") && meets("", "x"));
        assert!(!meets("lib.ab", "lib.a") && !meets("lib.b", "lib.a"));
    }
}
